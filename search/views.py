"""The search page.

In: a query, filters, an order and a page number. Out: one page of the answer.
"""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from search.facets import Facet, FacetValue, Filters, offered
from search.find import SearchResults, find
from search.forms import ORDERS, SearchForm, address
from search.note_words import words_of_note

PAGE_SIZE = 20
# How many choices of a facet are shown at once; the others are one click away.
SHOWN = 8
# Each of these links repeats the query and all other filters: together they have at most so many characters.
LINK_ROOM = 40_000


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    ticked: bool


@dataclass(frozen=True)
class FacetGroup:
    """The choices of a facet: those shown at once, and the rest."""

    name: str
    heading: str
    first: list[Choice]
    rest: list[Choice]

    @property
    def ticked(self) -> list[Choice]:
        return [choice for choice in [*self.first, *self.rest] if choice.ticked]


class HitPages(Paginator):
    """The pages of an answer. Only one page of hits was read, so the count comes from the search."""

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
    if not found.has_index:
        return render(request, "search/unready.html", {"query": values["q"]}, status=503)
    if number > 1 and not found.hits:
        raise Http404
    facets = facets_of(found, filters)
    narrowed = crossed_out(values["q"], filters, values["order"], facets)
    context = {
        "query": values["q"],
        "found": found,
        "notes": [words_of_note(note) for note in dict.fromkeys([*form.notes(), *found.notes])],
        "only_signs": bool(values["q"].strip()) and not any(map(str.isalnum, values["q"])),
        "facets": facets,
        "narrowed": narrowed,
        "more_filters": sum(map(len, filters.values())) - len(narrowed),
        "orders": [(name, label, address(values["q"], filters, name)) for name, label in ORDERS],
        "order": values["order"],
        "unfiltered": address(values["q"], Filters()),
        "page": HitPages(found).page_here(number),
        "parameters": QueryDict(address(values["q"], filters, values["order"])[1:] + f"&page={number}"),
    }
    return render(request, "search/search.html", context)


def facets_of(found: SearchResults, filters: Filters) -> list[FacetGroup]:
    return [_group(facet, found.facets.get(facet.name, []), filters.get(facet.name, ())) for facet in offered()]


def _group(facet: Facet, values: list[FacetValue], ticked: tuple[str, ...]) -> FacetGroup:
    """Ticked choices come first, also those that no story was found for: readers must be able to untick them."""
    found = [Choice(one.value, one.label, one.count, one.value in ticked) for one in values]
    missing = [value for value in ticked if value not in {choice.value for choice in found}]
    labels = facet.labels(missing) if missing else {}
    found += [Choice(value, labels.get(value, value), 0, True) for value in missing]
    choices = sorted(found, key=lambda choice: not choice.ticked)
    return FacetGroup(facet.name, str(facet.heading), choices[:SHOWN], choices[SHOWN:])


def crossed_out(query: str, filters: Filters, order: str, facets: list[FacetGroup]) -> list[tuple[str, str]]:
    """The ticked choices, each with the address of the answer without it; only the first ones if these are long."""
    links: list[tuple[str, str]] = []
    room = LINK_ROOM
    for group in facets:
        for choice in group.ticked:
            link = address(query, filters.without(group.name, choice.value), order)
            room -= len(link)
            if room < 0:
                return links
            links.append((choice.label, link))
    return links
