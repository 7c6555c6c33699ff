"""What an editor may write of a story. In: the form as posted. Out: a changed, not yet saved Article.

A draft is edited freely. A story that was public is corrected: the form then asks for the reason.
What the words name now and did not name before is linked with the form's `save_m2m`.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive.admin.list_fields import LinesField
from archive.doubt_words import doubt_in_own_words, words_of_doubt
from archive.forms.typed_text import TypedText
from archive.models import Article
from archive.models.edtf_dates import day_and_precision
from archive.reading.document import Doubt
from archive.review.evidence_spans import texts
from archive.review.relink import link_named


class DoubtLines(LinesField):
    """The sentences of a story's doubts, one a line; `ArticleForm` turns them into doubts again."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(_sentences(value) if isinstance(value, list) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(_sentences(initial or ()), data)


def _sentences(doubts: Iterable[Doubt]) -> list[str]:
    return [" ".join(words_of_doubt(doubt).split()) for doubt in doubts]


class ArticleForm(forms.ModelForm):
    published_on = forms.CharField(
        label=_("见报日"),
        required=False,
        max_length=10,
        help_text=_("年月日、年月或年：2021-02-23、2021-09、2021；不详则留空"),
    )
    doubts = DoubtLines(label=_("存疑"), required=False, help_text=_("每行一条；查清后删去"))
    url = forms.URLField(label=_("原网址"), required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = Article
        fields = [
            "kicker", "title", "subtitle", "body", "kind", "source", "source_inferred", "page", "url", "region",
            "region_inferred", "published_inferred", "event_date", "event_date_inferred",
            "doubts",
        ]  # fmt: skip
        field_classes = dict.fromkeys(["kicker", "title", "subtitle", "body"], TypedText)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._before = texts(self.instance)
        if "published_on" in self.fields:
            self.fields["published_on"].initial = self.instance.published_edtf or ""

    def clean_doubts(self) -> list[Doubt]:
        """The doubts whose sentences are left. Any other line is a doubt in the editor's own words."""
        known = dict(zip(_sentences(self.instance.doubts), self.instance.doubts, strict=True))
        return [known.get(line) or doubt_in_own_words(line) for line in self.cleaned_data["doubts"]]

    def clean_published_on(self) -> str:
        value = self.cleaned_data["published_on"].strip()
        try:
            day, precision = day_and_precision(value)
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s”不是日期。例：2021-02-23、2021-09、2021"), params={"value": value}
            ) from error
        self.instance.published, self.instance.published_precision = day, precision
        return value

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]  # what a ModelForm gives as save_m2m; the stubs leave it out
        if not self._links_are_added_by_hand():
            link_named(self.instance, self._before)

    def _links_are_added_by_hand(self) -> bool:
        """Then the editor says what the new words name: the same link twice would be refused."""
        counts = (
            (self.data.get(f"{rows}-TOTAL_FORMS", 0), self.data.get(f"{rows}-INITIAL_FORMS", 0))
            for rows in ("mentions", "program_mentions", "figures")
        )
        return any(total != initial for total, initial in counts)


class CorrectionForm(ArticleForm):
    reason = TypedText(
        label=_("更正原因"),
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text=_("读者会看到。更正前的文字作为旧版保留"),
        error_messages={"required": _("请写明更正原因")},
    )
