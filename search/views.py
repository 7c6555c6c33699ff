"""The search page.

In: a query, filters, an order and a page number. Out: one page of the answer.
"""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from search.facets import Facet, FacetValue, Filters, offered
from search.find import SearchResults, find
from search.forms import ORDERS, Asked, SearchForm
from search.head_words import head_of
from search.hit_groups import grouped, tier_labels
from search.note_words import words_of_note
from search.why_words import why_these

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
    asked, number = form.asked(), form.cleaned_data["page"]
    found = _found(asked, number)
    if not found.has_index:
        return render(request, "search/unready.html", {"query": asked.query}, status=503)
    if number > 1 and not found.hits:
        raise Http404
    why = why_these(found, asked) if asked.why else None
    facets = facets_of(found, asked.filters)
    narrowed = crossed_out(asked, facets)
    context = {
        "query": asked.query,
        "asked": asked,
        "found": found,
        "head": head_of(found, asked),
        "groups": grouped(found, asked.order, (number - 1) * PAGE_SIZE + 1),
        "tier_labels": tier_labels(found, asked.order),
        "why": why,
        "reasons": why.hits if why else {},
        "notes": [words_of_note(note) for note in dict.fromkeys([*form.notes(), *found.notes])],
        "only_signs": bool(asked.query.strip()) and not any(map(str.isalnum, asked.query)),
        "has_several": len({phrase.typed for phrase in found.phrases}) > 1 and not found.conditions,
        "facets": facets,
        "narrowed": narrowed,
        "more_filters": sum(map(len, asked.filters.values())) - len(narrowed),
        "orders": [(name, label, asked.address(order=name)) for name, label in ORDERS],
        "unfiltered": asked.address(filters=Filters()),
        "page": HitPages(found).page_here(number),
        "parameters": QueryDict(asked.address()[1:] + f"&page={number}"),
    }
    return render(request, "search/search.html", context)


def _found(asked: Asked, number: int) -> SearchResults:
    return find(
        asked.query,
        filters=asked.filters,
        limit=PAGE_SIZE,
        offset=(number - 1) * PAGE_SIZE,
        order=asked.order,
        tier=asked.tier,
        expand=asked.expand,
        correct=asked.correct,
        undated=asked.undated,
        why=asked.why,
        alone=True,
    )


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


def crossed_out(asked: Asked, facets: list[FacetGroup]) -> list[tuple[str, str]]:
    """The ticked choices, each with the address of the answer without it; only the first ones if these are long."""
    links: list[tuple[str, str]] = []
    room = LINK_ROOM
    for group in facets:
        for choice in group.ticked:
            link = asked.address(filters=asked.filters.without(group.name, choice.value))
            room -= len(link)
            if room < 0:
                return links
            links.append((choice.label, link))
    return links
