"""The fields of a story and their checks, in one form for everybody who edits a story.

The review page (`archive.review.review_form`) and the admin page (`archive.admin.article_form`) extend it with what
only they show. In: the form as posted. Out: cleaned values, and an `instance` that has them but is not saved.
"""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive.forms.typed_text import TypedText
from archive.models import Article
from archive.models.edtf_dates import day_and_precision, validate_edtf

HEADLINES = ("kicker", "title", "subtitle")


class HeadlineField(TypedText):
    """One line: all white space in it becomes single spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class BodyField(TypedText):
    """Paragraphs, without empty lines before the first or after the last."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text.strip("\n") if text.strip() else ""


class StoryForm(forms.ModelForm):
    published_on = forms.CharField(label=_("见报日"), required=False, max_length=10)

    class Meta:
        model = Article
        fields = [
            *HEADLINES, "body", "kind", "page", "source_inferred", "region_inferred", "published_inferred",
            "event_date", "event_date_inferred",
        ]  # fmt: skip
        field_classes = {**dict.fromkeys(HEADLINES, HeadlineField), "body": BodyField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "published_on" in self.fields:  # not for a user who may only look
            self.fields["published_on"].initial = self.instance.published_edtf or ""

    def clean_published_on(self) -> tuple[datetime.date | None, str]:
        """The day and the precision with which it is known."""
        value = self.cleaned_data["published_on"]
        try:
            day, precision = day_and_precision(value)
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s”不是日期。例：2021-02-23、2021-09、2021"), params={"value": value}
            ) from error
        self.instance.published, self.instance.published_precision = day, precision
        return day, precision

    def clean_event_date(self) -> str:
        value = self.cleaned_data["event_date"]
        if value:
            validate_edtf(value)
        return value

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not (data.get("title") or data.get("body")):
            self.add_error("title", _("标题与正文不能都空着"))
        return data
