"""The search page: what was typed and ticked in, the answer of the one search out."""

from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.models import Source
from search.answer import NO_INDEX, UNREADABLE
from search.facets import FacetValue, labelled
from search.find import Filters, SearchResults, find
from search.forms import FACETS, ORDERS, SearchForm, address
from search.search_indexes import NONE

PAGE_SIZE = 20
# Choices of one facet that are shown at once; the others are one click away.
SHOWN = 8


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    ticked: bool


@dataclass(frozen=True)
class FacetGroup:
    """A group of choices: those shown at once, and the rest."""

    name: str
    heading: str
    first: list[Choice]
    rest: list[Choice]

    @property
    def ticked(self) -> list[Choice]:
        return [choice for choice in [*self.first, *self.rest] if choice.ticked]


class HitPages(Paginator):
    """Pages of an answer that was found page by page: the count comes from the search."""

    def __init__(self, found: SearchResults) -> None:
        super().__init__(found.hits, PAGE_SIZE)
        self._total = found.total

    @property
    def count(self) -> int:
        return self._total

    def page_here(self, number: int) -> Page:
        return Page(self.object_list, number, self)


def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise Http404
    values, filters = form.cleaned_data, form.filters()
    number = values["page"]
    found = find(values["q"], filters=filters, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE, order=values["order"])
    if {NO_INDEX, UNREADABLE} & set(found.notes):
        return render(request, "search/unready.html", {"query": values["q"]}, status=503)
    if number > 1 and not found.hits:
        raise Http404
    facets = facets_of(found, filters)
    context = {
        "query": values["q"],
        "found": found,
        "only_signs": bool(values["q"].strip()) and not any(map(str.isalnum, values["q"])),
        "facets": facets,
        "narrowed": [crossed_out(values["q"], filters, values["order"], facet) for facet in facets if facet.ticked],
        "orders": [(name, label, address(values["q"], filters, name)) for name, label in ORDERS],
        "order": values["order"],
        "unfiltered": address(values["q"], Filters()),
        "page": HitPages(found).page_here(number),
    }
    return render(request, "search/search.html", context)


def facets_of(found: SearchResults, filters: Filters) -> list[FacetGroup]:
    return [
        _facet(name, heading, found.facets.get(name, []), getattr(filters, FACETS[name]))
        for name, heading in headings().items()
    ]


def headings() -> dict[str, str]:
    names = {"province": _("省份"), "year": _("年份"), "source": _("来源"), "program": _("项目"), "kind": _("类型")}
    return {name: names[name] for name in FACETS}


def _facet(name: str, heading: str, values: list[FacetValue], ticked: tuple[str, ...]) -> FacetGroup:
    """Ticked choices come first, also those that nothing was found for: they must be there to be unticked."""
    found = [Choice(one.value, one.label, one.count, one.value in ticked) for one in values]
    known = {one.value for one in values}
    missing = [Choice(value, _name(name, value), 0, True) for value in ticked if value not in known]
    choices = sorted([*found, *missing], key=lambda choice: not choice.ticked)
    return FacetGroup(name, heading, choices[:SHOWN], choices[SHOWN:])


def _name(facet: str, value: str) -> str:
    """What people call a choice that is in no story found; a value that never was one is shown as it came."""
    if facet == "source" and not _is_public_source(value):
        return value
    return labelled({facet: {value: 0}})[facet][0].label


def _is_public_source(value: str) -> bool:
    is_number = value.isascii() and value.isdigit() and len(value) < 18
    return value == NONE or (is_number and Source.objects.public().filter(pk=int(value)).exists())


def crossed_out(query: str, filters: Filters, order: str, facet: FacetGroup) -> list[tuple[str, str]]:
    """Each ticked choice with the address of the answer without it."""

    def without(choice: Choice) -> dict[str, Any]:
        name = FACETS[facet.name]
        return {name: tuple(value for value in getattr(filters, name) if value != choice.value)}

    return [(one.label, address(query, replace(filters, **without(one)), order)) for one in facet.ticked]
