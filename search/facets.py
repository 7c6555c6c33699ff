"""The facets of the archive: the properties by which stories are counted and filtered, with one record for each.

In: nothing. Out: FACETS. The schema of the index, Haystack's fields, `Filters`, the form and the addresses of the
search page, its headings and labels are all made from these records.

To add a facet, add a record. If its values are not a column of Article, write a function that reads them, here or in
search/related.py. An index that was made without the facet answers without it, until run_indexer has rebuilt it.
"""

import datetime
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Article, Program, Region, Source
from archive.models.article import Kind, Script
from search.related import programs_of
from search.story_days import UNDATED, event_days

# The value under which stories without a place, a source or a day are counted.
NONE = "none"
# The facet of time: its filter leaves out stories without a day, as the days of a query do.
YEARS = "year"
# A key of more digits than this is in no database.
MOST_DIGITS = 17
YEAR_DIGITS = 4
# Ends the value of stories without a day of publication that are counted under the year of their event.
BY_EVENT = "-event"
YEAR = re.compile(rf"[1-9][0-9]{{3}}(?:{BY_EVENT})?")

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Facet:
    """`name` is used in the index, in `Filters` and in addresses; `haystack_field` is its name for SearchQuerySet.

    `reads`: a column of Article, or a function that returns the values of a story: exactly one, unless `many` is true.
    `labels`: a function that returns what people call some values; a value without a label is shown as it is.
    `heading`: the words above the choices. A facet without a heading is neither on the page nor in addresses.
    `newest_first`: the values begin with a year, and the choices are in descending order of it; otherwise those with
    most stories come first.
    `typed`: names that may be typed before a colon to ask for a value, as in kind:photo.
    `knows`: returns those values that may exist. Without it these are the values that have a label.
    """

    name: str
    reads: str | Callable[[Article], Collection[str]]
    labels: Callable[[Collection[str]], Labels]
    haystack_field: str
    heading: Any = ""
    many: bool = False
    newest_first: bool = False
    typed: tuple[str, ...] = ()
    knows: Callable[[Collection[str]], Collection[str]] | None = None

    def values_of(self, article: Article) -> tuple[str, ...]:
        """The values under which a story is counted."""
        return (getattr(article, self.reads),) if isinstance(self.reads, str) else tuple(self.reads(article))

    def known(self, values: Collection[str]) -> tuple[str, ...]:
        """Those of the values that the archive knows, in their order."""
        if not values:
            return ()
        known = self.knows(values) if self.knows else self.labels(values)
        return tuple(value for value in values if value in known)


@dataclass(frozen=True)
class FacetValue:
    """One choice: `value` for Filters, `label` for people, and the count as if this facet had no filter."""

    value: str
    label: str
    count: int


class Filters(Mapping[str, tuple[str, ...]]):
    """The values to which an answer is narrowed, by facet: Filters(province=("500000",), year=("2021", "none")).

    A story must have one of the values of each facet. A value that does not exist matches no story; a facet that does
    not exist raises ValueError.
    """

    def __init__(self, **values: Collection[str]) -> None:
        if unknown := values.keys() - FACETS.keys():
            raise ValueError(f"there is no facet {', '.join(sorted(unknown))}; there are {', '.join(FACETS)}")
        self._values = {name: tuple(values[name]) for name in FACETS if values.get(name)}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Filters({', '.join(f'{name}={values!r}' for name, values in self.items())})"

    def without(self, name: str, value: str) -> "Filters":
        """The same filters, except for one value."""
        return Filters(**{**self, name: tuple(other for other in self.get(name, ()) if other != value)})


def offered() -> list[Facet]:
    """The facets of the search page, in their order on the page and in addresses."""
    return [facet for facet in FACETS.values() if facet.heading]


def typed_names() -> dict[str, str]:
    """The names that may be typed before a colon, and the facet that each asks for."""
    return {word: facet.name for facet in FACETS.values() for word in facet.typed}


def labelled(counts: Mapping[str, Mapping[str, int]]) -> dict[str, list[FacetValue]]:
    """The choices of each facet, in the order in which they are shown; that of stories without a value is last."""
    return {name: _choices(FACETS[name], values) for name, values in counts.items()}


def _choices(facet: Facet, counts: Mapping[str, int]) -> list[FacetValue]:
    labels = facet.labels(counts.keys())
    choices = [FacetValue(value, labels.get(value, value), count) for value, count in counts.items()]
    choices.sort(key=lambda choice: choice.value)
    if facet.newest_first:
        choices.sort(key=lambda choice: choice.value[:YEAR_DIGITS], reverse=True)
    else:
        choices.sort(key=lambda choice: -choice.count)
    return sorted(choices, key=lambda choice: choice.value == NONE)


# Functions that read the values of a story


def _province_of(article: Article) -> list[str]:
    """A six-digit code; 000000 for the nation."""
    return [article.region.province_code if article.region else NONE]


def _year_of(article: Article) -> list[str]:
    """The year of publication; if that is unknown, the year of the event, marked as such."""
    if article.published:
        return [str(article.published.year)]
    days = event_days(article.event_date)
    first, last = (datetime.date.fromordinal(day or 1).year for day in days)
    return [f"{first:04}{BY_EVENT}" if days != UNDATED and first == last else NONE]


def _source_of(article: Article) -> list[str]:
    return [str(article.source_id or NONE)]


def _programs_of(article: Article) -> list[str]:
    return list(dict.fromkeys(program.slug for program in programs_of(article)))


# Functions that return what people call the values


def _province_labels(codes: Collection[str]) -> Labels:
    names = Region.objects.filter(code__in=codes).values_list("code", "short_name")
    return {**dict(names), NONE: _("地区不详")}


def _year_labels(years: Collection[str]) -> Labels:
    by_event = [year for year in years if year.endswith(BY_EVENT)]
    names = {year: _("%(year)s（事在）") % {"year": year.removesuffix(BY_EVENT)} for year in by_event}
    return {**names, NONE: _("日期不详")}


def _possible_years(years: Collection[str]) -> Collection[str]:
    return [year for year in years if year == NONE or YEAR.fullmatch(year)]


def _source_labels(keys: Collection[str]) -> Labels:
    """Only public sources have a label, because anybody may ask for any key in an address."""
    numbers = [key for key in keys if key.isascii() and key.isdigit() and len(key) <= MOST_DIGITS]
    names = Source.objects.public().filter(pk__in=numbers).values_list("pk", "name")
    return {**{str(pk): name for pk, name in names}, NONE: _("来源不详")}


def _program_labels(slugs: Collection[str]) -> Labels:
    return dict(Program.objects.filter(slug__in=slugs).values_list("slug", "name"))


def _kind_labels(kinds: Collection[str]) -> Labels:
    return {kind.value: str(kind.label) for kind in Kind}


def _script_labels(scripts: Collection[str]) -> Labels:
    return {script.value: str(script.label) for script in Script}


FACETS = {
    facet.name: facet
    for facet in (
        Facet(
            name="province",
            heading=gettext_lazy("省份"),
            reads=_province_of,
            labels=_province_labels,
            haystack_field="province_code",
        ),
        Facet(
            name=YEARS,
            heading=gettext_lazy("年份"),
            reads=_year_of,
            labels=_year_labels,
            haystack_field="year",
            newest_first=True,
            knows=_possible_years,
        ),
        Facet(
            name="source",
            heading=gettext_lazy("来源"),
            reads=_source_of,
            labels=_source_labels,
            haystack_field="source_id",
        ),
        Facet(
            name="program",
            heading=gettext_lazy("项目"),
            reads=_programs_of,
            many=True,
            labels=_program_labels,
            haystack_field="program_slug",
        ),
        Facet(
            name="kind",
            heading=gettext_lazy("类型"),
            reads="kind",
            labels=_kind_labels,
            haystack_field="kind",
            typed=("kind",),
        ),
        Facet(name="script", reads="script", labels=_script_labels, haystack_field="script", typed=("script",)),
    )
}
