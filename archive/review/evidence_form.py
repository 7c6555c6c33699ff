"""The form that corrects the organizations and figures found in a story: another organization, another value.

In: a story, and the form as posted. `save_evidence` changes the rows. Fields that the page did not show are left as
they are.
"""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.forms.form_fields import BOUND_LABEL, BOUNDS, ColonLabels, PlainNumber, Unit
from archive.ingest.save_links import organizations_named
from archive.models import Article, Figure, Mention, Organization, OrganizationAlias
from archive.models.figure import Bound
from archive.review.session import EditRefused
from archive.words.languages import in_sequence

LONGEST_NAME = 120
VALUES = ("value", "value_max", "unit", "bound")


class EvidenceForm(ColonLabels, forms.Form):
    """A field for each organization that the story names, and four fields for each of its figures.

    `shown`: only for these, as (kind, pk). A form that was posted has those that the page showed.
    """

    def __init__(self, story: Article, data: Any = None, shown: Collection[tuple[str, int]] | None = None) -> None:
        super().__init__(data)
        self.story = story
        named = dict(story.mentions.values_list("organization_id", "organization__name").distinct())
        figures = {figure.pk: figure for figure in story.figures.all()}
        if shown is None:
            shown = {("mention", pk) for pk in named if f"organization_{pk}" in self.data} | {
                ("figure", pk) for pk in figures if any(f"{name}_{pk}" in self.data for name in VALUES)
            }
        self.organizations = {pk: name for pk, name in named.items() if ("mention", pk) in shown}
        self.figures = {pk: figure for pk, figure in figures.items() if ("figure", pk) in shown}
        for pk, name in self.organizations.items():
            self.fields[f"organization_{pk}"] = _name_field(name)
        for pk, figure in self.figures.items():
            self.fields |= {f"{name}_{pk}": field for name, field in _figure_fields(figure).items()}
        for name in [name for name in self.fields if self.is_bound and name not in self.data]:
            del self.fields[name]

    def fields_of(self, kind: str, pk: int) -> list[Any]:
        """The bound fields that correct one row. `kind`: mention, program or figure; `pk` of what it links to."""
        names = {"mention": ("organization",), "figure": VALUES}.get(kind, ())
        return [self[f"{name}_{pk}"] for name in names if f"{name}_{pk}" in self.fields]


def _name_field(name: str) -> forms.CharField:
    return forms.CharField(label=gettext_lazy("其实是"), required=False, max_length=LONGEST_NAME, initial=name)


def _figure_fields(figure: Figure) -> dict[str, forms.Field]:
    def number(label: Any, value: Any, is_required: bool) -> forms.DecimalField:
        return PlainNumber(label=label, required=is_required, initial=value, widget=forms.TextInput({"size": 12}))

    return {
        "value": number(gettext_lazy("数值"), figure.value, True),
        "value_max": number(gettext_lazy("至"), figure.value_max, False),
        "unit": Unit(
            label=gettext_lazy("单位"),
            required=False,
            max_length=12,
            initial=figure.unit,
            widget=forms.TextInput({"size": 5}),
        ),
        "bound": forms.ChoiceField(label=BOUND_LABEL, choices=BOUNDS, initial=figure.bound),
    }


def save_evidence(form: EvidenceForm) -> None:
    """To be called in the transaction that saves the story. Raises EditRefused if a value is invalid."""
    if not form.is_valid():
        wrong = next(iter(form.errors))
        kind, _between, key = wrong.rpartition("_")
        words = form.organizations[int(key)] if kind == "organization" else form.figures[int(key)].text
        raise EditRefused(_("“%(words)s”：%(why)s") % {"words": words, "why": in_sequence(form.errors[wrong])})
    for pk, name in form.organizations.items():
        written = form.cleaned_data.get(f"organization_{pk}", "").strip()
        if written and written != name:
            _relink(form.story, pk, written)
    for pk, figure in form.figures.items():
        _revalue(figure, {name: form.cleaned_data[f"{name}_{pk}"] for name in VALUES if f"{name}_{pk}" in form.fields})


def _relink(story: Article, old: int, name: str) -> None:
    """Let every mention of one organization name another. `old`: its primary key."""
    known = Organization.objects.filter(name=name).values_list("pk", flat=True).first()
    alias = OrganizationAlias.objects.filter(name=name).values_list("organization_id", flat=True).first()
    new = known or alias or organizations_named([name])[name]
    taken = set(Mention.objects.filter(article=story, organization=new).values_list("field", "start"))
    for mention in Mention.objects.filter(article=story, organization=old):
        if (mention.field, mention.start) in taken:
            mention.delete()
        else:
            Mention.objects.filter(pk=mention.pk).update(organization=new)


def _revalue(figure: Figure, values: dict[str, Any]) -> None:
    if all(getattr(figure, name) == value for name, value in values.items()):
        return
    bound, value, most = (values.get(name, getattr(figure, name)) for name in ("bound", "value", "value_max"))
    if bound == Bound.RANGE and (most is None or most < value):
        raise EditRefused(_("“%(words)s”：之间的两端都要写，小的在前") % {"words": figure.text})
    most = most if bound == Bound.RANGE else None
    Figure.objects.filter(pk=figure.pk).update(**{**values, "value_max": most})
