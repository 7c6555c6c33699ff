"""The choices beside an answer, with the names people know them by.

In: for each facet its values and counts. Out: labelled values in the order they are shown.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive.models import Program, Region, Source
from archive.models.article import Kind, Script
from search.search_indexes import NONE


@dataclass(frozen=True)
class FacetValue:
    """One choice: `value` goes into Filters, `label` is shown; `count` as if its own facet had no filter."""

    value: str
    label: str
    count: int


def labelled(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[FacetValue]]:
    """Most stories first; years newest first; stories without any such value last."""
    return {facet: _values(facet, values) for facet, values in counts.items()}


def _values(facet: str, counts: Mapping[str, int]) -> list[FacetValue]:
    labels = LABELS[facet](counts.keys())
    values = [FacetValue(value, labels.get(value, value), count) for value, count in counts.items()]
    values.sort(key=lambda one: one.value, reverse=facet == "year")
    if facet != "year":
        values.sort(key=lambda one: -one.count)
    return sorted(values, key=lambda one: one.value == NONE)


def _provinces(codes: Collection[str]) -> dict[str, str]:
    names = Region.objects.filter(code__in=codes).values_list("code", "short_name")
    return {**dict(names), NONE: _("地区不详")}


def _sources(pks: Collection[str]) -> dict[str, str]:
    names = Source.objects.filter(pk__in=[pk for pk in pks if pk != NONE]).values_list("pk", "name")
    return {**{str(pk): name for pk, name in names}, NONE: _("来源不详")}


def _programs(slugs: Collection[str]) -> dict[str, str]:
    return dict(Program.objects.filter(slug__in=slugs).values_list("slug", "name"))


def _years(years: Collection[str]) -> dict[str, str]:
    return {NONE: _("日期不详")}


def _kinds(kinds: Collection[str]) -> dict[str, str]:
    return {kind.value: str(kind.label) for kind in Kind}


def _scripts(scripts: Collection[str]) -> dict[str, str]:
    return {script.value: str(script.label) for script in Script}


LABELS: Mapping[str, Callable[[Collection[str]], dict[str, str]]] = {
    "province": _provinces,
    "source": _sources,
    "program": _programs,
    "year": _years,
    "kind": _kinds,
    "script": _scripts,
}
