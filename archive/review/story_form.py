"""The fields of one draft on the desk. In: the form as posted. Out: clean values, or what is wrong in Chinese.

Places and sources are typed as people know them and looked up here, so that the page needs no script.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from archive.models import Article, Region, Source
from archive.models.article import Kind
from archive.models.edtf_dates import day_and_precision, validate_edtf

Person = tuple[str, str]  # name, role

_BETWEEN = re.compile(r"[、,，;；\n]+")
_PERSON = re.compile(r"([^()（）]{1,40})[(（]([^()（）]{1,10})[)）]")
_CODE = re.compile(r"^\d{6}(?=\s|$)")
_CANDIDATES = 5
SOURCES_SUGGESTED = 300
LONGEST_NAME = 120


class Wide(forms.Textarea):
    """One line that grows: a long kicker is seen whole."""

    def __init__(self, rows: int = 1, **attrs: str) -> None:
        super().__init__({"rows": rows, "cols": 40, **attrs})


class StoryForm(forms.Form):
    kicker = forms.CharField(label=_("引题"), required=False, max_length=300, widget=Wide())
    title = forms.CharField(label=_("标题"), required=False, max_length=300, widget=Wide())
    subtitle = forms.CharField(label=_("副题"), required=False, max_length=300, widget=Wide())
    people = forms.CharField(
        label=_("作者"), required=False, max_length=2000, widget=Wide(), help_text=_("姓名（身份），用顿号隔开")
    )
    published = forms.CharField(label=_("见报日"), required=False, max_length=10)
    published_inferred = forms.BooleanField(label=_("推定"), required=False)
    event_date = forms.CharField(label=_("事发日"), required=False, max_length=30, validators=[validate_edtf])
    event_date_inferred = forms.BooleanField(label=_("推定"), required=False)
    source = forms.CharField(
        label=_("来源"), required=False, max_length=80, widget=forms.TextInput({"list": "sources"})
    )
    source_inferred = forms.BooleanField(label=_("推定"), required=False)
    page = forms.CharField(label=_("版次"), required=False, max_length=40)
    region = forms.CharField(
        label=_("地区"),
        required=False,
        max_length=90,
        widget=forms.TextInput({"list": "regions", "autocomplete": "off"}),
    )
    region_inferred = forms.BooleanField(label=_("推定"), required=False)
    kind = forms.ChoiceField(label=_("类型"), choices=Kind.choices)
    body = forms.CharField(label=_("正文"), required=False, strip=False, widget=Wide(rows=12))

    add = forms.CharField(
        label=_("补记单位"), required=False, max_length=500, help_text=_("文中写着而没有找出的，照抄，用顿号隔开")
    )

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_kicker(self) -> str:
        return " ".join(self.cleaned_data["kicker"].split())

    def clean_subtitle(self) -> str:
        return " ".join(self.cleaned_data["subtitle"].split())

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n").strip("\n")

    def clean_people(self) -> list[Person]:
        found = []
        for written in filter(None, map(str.strip, _BETWEEN.split(self.cleaned_data["people"]))):
            person = _PERSON.fullmatch(written)
            if not person:
                raise ValidationError(_("“%(who)s”：请写成 姓名（身份），如 赵黎浩（记者）"), params={"who": written})
            found.append((person[1].strip(), person[2].strip()))
        return list(dict.fromkeys(found))

    def clean_published(self) -> Any:
        value = self.cleaned_data["published"].strip()
        try:
            return day_and_precision(value)
        except ValueError as error:
            raise ValidationError(
                _("“%(value)s”不是日期。例：2021-02-23、2021-09、2021"), params={"value": value}
            ) from error

    def clean_source(self) -> str:
        return self.cleaned_data["source"].strip()

    def clean_region(self) -> Region | None:
        written = self.cleaned_data["region"].strip()
        return region_written(written) if written else None

    def clean_add(self) -> list[str]:
        names = list(filter(None, map(str.strip, _BETWEEN.split(self.cleaned_data["add"]))))
        if long := next((name for name in names if len(name) > LONGEST_NAME), None):
            raise ValidationError(_("“%(name)s”太长，不像单位的名称"), params={"name": long})
        return list(dict.fromkeys(names))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        printed = "\n".join(str(data.get(name, "")) for name in ("kicker", "title", "subtitle", "body"))
        if missing := [name for name in data.get("add", []) if name not in printed]:
            self.add_error("add", _("标题和正文里没有“%(names)s”") % {"names": "、".join(missing)})
        if not self.errors and not (data["title"] or data["body"]):
            raise ValidationError(_("标题与正文不能都空着"))
        return data


class Ids(forms.TypedMultipleChoiceField):
    """Numbers of rows; those that are gone meanwhile do no harm."""

    def __init__(self) -> None:
        super().__init__(coerce=int, required=False)

    def valid_value(self, value: str) -> bool:
        return value.isascii() and value.isdigit() and len(value) < 19


class DoubtKeys(forms.MultipleChoiceField):
    """The keys of doubts; those that are gone meanwhile do no harm."""

    def valid_value(self, value: str) -> bool:
        return True


class KeptInput(forms.Form):
    """What was shown with a story, and what of it is still ticked: the rest is taken away."""

    shown_mention = Ids()
    mention = Ids()
    shown_program = Ids()
    program = Ids()
    shown_figure = Ids()
    figure = Ids()
    cleared = DoubtKeys(required=False)

    def taken_away(self, name: str) -> set[int]:
        return set(self.cleaned_data[f"shown_{name}"]) - set(self.cleaned_data[name])


def initial_of(story: Article) -> dict[str, Any]:
    """What the form shows of a story."""
    same = ("kicker", "title", "subtitle", "event_date", "page", "kind", "body")
    marks = ("published_inferred", "event_date_inferred", "source_inferred", "region_inferred")
    return {
        **{name: getattr(story, name) for name in (*same, *marks)},
        "people": "、".join(f"{credit.name}（{credit.role}）" for credit in story.credits.all()),
        "published": story.published_edtf or "",
        "source": story.source.name if story.source else "",
        "region": f"{story.region.code} {story.region.path}" if story.region else "",
    }


def region_written(written: str) -> Region:
    """The one place that a code, a full path or a name stands for. ValidationError names the others."""
    code = _CODE.match(written)
    if code and (found := Region.objects.filter(code=code.group()).first()):
        return found
    exact = list(Region.objects.filter(Q(path=written) | Q(name=written) | Q(short_name=written))[: _CANDIDATES + 1])
    whole = [region for region in exact if region.path == written]
    if len(whole or exact) == 1:
        return (whole or exact)[0]
    near = exact or list(places_like(written)[:_CANDIDATES])
    named = "、".join(f"{region.code} {region.path}" for region in near[:_CANDIDATES])
    if named:
        raise ValidationError(_("“%(place)s”是哪一处？%(named)s"), params={"place": written, "named": named})
    raise ValidationError(_("没有叫“%(place)s”的地方；可写六位代码或全称"), params={"place": written})


def places_like(written: str) -> Any:
    """Places whose code, path or pinyin begins so, or whose name holds it; larger ones first."""
    found = Q(code__startswith=written) | Q(path__contains=written) | Q(pinyin__startswith=written.lower())
    return Region.objects.filter(found).order_by("code") if written else Region.objects.none()


def source_named(name: str) -> Source | None:
    """The source of this name or alias; a name not known yet becomes one."""
    if not name:
        return None
    known = Source.objects.filter(name=name).first()
    return known or next(
        (source for source in Source.objects.all() if name in source.aliases), None
    ) or Source.objects.create(name=name, registered=False)  # fmt: skip


def source_names() -> list[str]:
    """The names that the page suggests for the field 来源."""
    return list(Source.objects.order_by("name").values_list("name", flat=True)[:SOURCES_SUGGESTED])
