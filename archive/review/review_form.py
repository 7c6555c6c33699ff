"""The fields of one draft on the review page. In: the form as posted. Out: clean values, or an error for each field.

Regions and sources are typed as people know them and looked up here, so that the page needs no script.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from archive.forms.doubt_keys import DoubtKeys
from archive.forms.registry_names import region_named
from archive.forms.story_form import HEADLINES, StoryForm
from archive.models import Article, Region
from archive.words.languages import listed

Person = tuple[str, str]  # name, role

_BETWEEN = re.compile(r"[、，,;；\n]+")
_PERSON = re.compile(r"([^()（）]{1,40})[(（]([^()（）]{1,10})[)）]")
LONGEST_NAME = 120
PRINTED = (*HEADLINES, "body")
INFERRED = ("source_inferred", "region_inferred", "published_inferred", "event_date_inferred")


class GrowingTextarea(forms.Textarea):
    """A text area that grows with its text, so that a long headline can be read whole."""

    def __init__(self, rows: int = 1, **attrs: str) -> None:
        super().__init__({"rows": rows, "cols": 40, **attrs})


class ReviewForm(StoryForm):
    people = forms.CharField(
        label=_("作者"),
        required=False,
        max_length=2000,
        widget=GrowingTextarea(),
        help_text=_("姓名（身份），用顿号隔开"),
    )
    source = forms.CharField(
        label=_("来源"), required=False, max_length=80, widget=forms.TextInput({"list": "sources"})
    )
    region = forms.CharField(
        label=_("地区"),
        required=False,
        max_length=90,
        widget=forms.TextInput({"list": "regions", "autocomplete": "off"}),
    )
    add = forms.CharField(
        label=_("补记单位"), required=False, max_length=500, help_text=_("文中写着而没有找出的，照抄，用顿号隔开")
    )
    field_order = (
        *HEADLINES, "people", "published_on", "published_inferred", "event_date", "event_date_inferred", "source",
        "source_inferred", "page", "region", "region_inferred", "kind", "body", "add",
    )  # fmt: skip

    class Meta(StoryForm.Meta):
        widgets = {**dict.fromkeys(HEADLINES, GrowingTextarea()), "body": GrowingTextarea(rows=12)}
        labels = dict.fromkeys(INFERRED, _("推定"))
        help_texts = {"event_date": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].required = False  # a draft may have a headline only

    def clean_people(self) -> list[Person]:
        people = []
        for written in filter(None, map(str.strip, _BETWEEN.split(self.cleaned_data["people"]))):
            person = _PERSON.fullmatch(written)
            if not person:
                raise ValidationError(_("“%(who)s”：请写成 姓名（身份），如 赵黎浩（记者）"), params={"who": written})
            people.append((person[1].strip(), person[2].strip()))
        return list(dict.fromkeys(people))

    def clean_region(self) -> Region | None:
        typed = self.cleaned_data["region"]
        return region_named(typed) if typed else None

    def clean_add(self) -> list[str]:
        names = list(filter(None, map(str.strip, _BETWEEN.split(self.cleaned_data["add"]))))
        if long := next((name for name in names if len(name) > LONGEST_NAME), None):
            raise ValidationError(_("“%(name)s”太长，不像单位的名称"), params={"name": long})
        return list(dict.fromkeys(names))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        text = "\n".join(str(data.get(name, "")) for name in PRINTED)
        if missing := [name for name in data.get("add", []) if name not in text]:
            self.add_error("add", _("标题和正文里没有“%(names)s”") % {"names": listed(missing)})
        return data


class Ids(forms.TypedMultipleChoiceField):
    """Primary keys. A row that was deleted meanwhile is not an error."""

    def __init__(self) -> None:
        super().__init__(coerce=int, required=False)

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 19


class KeptInput(forms.Form):
    """The links and figures that the page showed with a story, and those still ticked. The others are removed."""

    shown_mention = Ids()
    mention = Ids()
    shown_program = Ids()
    program = Ids()
    shown_figure = Ids()
    figure = Ids()
    cleared = DoubtKeys(required=False)

    def unticked(self, name: str) -> set[int]:
        return set(self.cleaned_data[f"shown_{name}"]) - set(self.cleaned_data[name])


def initial_of(story: Article) -> dict[str, Any]:
    """The initial values of the form for a story."""
    return {
        **{name: getattr(story, name) for name in ReviewForm.Meta.fields},
        "people": "、".join(f"{credit.name}（{credit.role}）" for credit in story.credits.all()),
        "published_on": story.published_edtf or "",
        "source": story.source.name if story.source else "",
        "region": f"{story.region.code} {story.region.path}" if story.region else "",
    }
