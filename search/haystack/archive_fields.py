"""Lookups in the archive's own index, which knows stories as the page asks for them.

In: fields of search.search_indexes.ArticleIndex. Out: as search.haystack.lookup_fields says. What the index does not
keep
(the text of a story, to show it or to sort by it) is read from the database, published stories only.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from typing import Any

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import SearchBackendError
from whoosh.fields import ID as WHOOSH_ID
from whoosh.fields import Schema
from whoosh.util.times import long_to_datetime

from archive.models import Article
from archive.slices import in_slices
from search.answer import ORDERS
from search.engine.evaluate import Evaluation
from search.engine.query_tree import Between, Every, FacetFilter, Keys, Node, Or, Phrase, Query
from search.generations.served_snapshot import ServedSnapshot
from search.haystack.lookup_fields import Bounds, LookupFields, Stored, Test, Typed, begins_run, in_order, stands_at_end
from search.index.layout import NO_NUMBER
from search.query import parsed_query as typed
from search.query.parsed_query import NAME_FIELDS, TEXT_FIELDS, TypedPhrase
from search.query.plan import published
from search.query.ranking import Wanted
from search.search_indexes import NONE, ArticleIndex
from search.story_document import NAME_BEGINS, exact_name, name_field
from text.fold import fold
from text.grams import needs_word_boundaries, strip_punctuation

MODEL = "archive.article"
KEYS = (ID, DJANGO_ID, "pk")
# Fields that are counted, and the facet each is.
FACETS = {
    "province_code": "province",
    "source_id": "source",
    "program_slug": "program",
    "year": "year",
    "kind": "kind",
    "script": "script",
}
LAST_KEY = 1 << 62
MIDNIGHT = datetime.time()


class ArchiveFields(LookupFields):
    order = ORDERS["relevance"]

    def __init__(self, schema: Schema, snapshot: ServedSnapshot, gone: Collection[int]) -> None:
        stories = snapshot.stories.without(frozenset(map(str, gone)))
        super().__init__(schema, "text", stories, snapshot.cutter)
        if "pk" not in schema.names():
            schema.add("pk", WHOOSH_ID())

    def stands(self, name: str, value: object, *, whole: bool) -> Node:
        if isinstance(value, datetime.datetime):
            return self.between(name, Bounds(value, value))
        text, leaf = str(value), TypedPhrase if whole else typed.TypedRun
        if name == self.default:
            return self.asked(text, leaf=leaf).node
        if name in TEXT_FIELDS:
            return self.asked(text, name, leaf).node
        if name in NAME_FIELDS:
            return self._is_named(name, text, whole)
        if name in KEYS:
            return Keys(frozenset((_key(text),)))
        if name == DJANGO_CT:
            return self.of_models([text])
        if name in FACETS:
            return FacetFilter(FACETS[name], (text,))
        return self._where(name, lambda known: fold(str(known)) == fold(text))

    def begins(self, name: str, text: str) -> Node:
        if name in NAME_FIELDS:
            return self._named(name, NAME_BEGINS + strip_punctuation(fold(text)).text)
        if name == self.default or name in TEXT_FIELDS:
            return begins_run(text, () if name == self.default else (name,))
        return self._where(name, lambda known: fold(str(known)).startswith(fold(text)))

    def ends(self, name: str, text: str) -> Node:
        ending = fold(text)
        if name != self.default and name not in TEXT_FIELDS:
            return self.like(name, lambda known: known.endswith(ending))
        run = strip_punctuation(ending).text
        zones = TEXT_FIELDS if name == self.default else (name,)
        return (
            Or(tuple(self._ends(run, zone) for zone in zones))
            if needs_word_boundaries(run[-1:])
            else Phrase(run, zones)
        )

    def _ends(self, run: str, zone: str) -> Node:
        known = self._known(zone, self.keys(Phrase(run, (zone,))))
        texts = ((key, one) for key, value in known for one in (value if isinstance(value, list) else [value]))
        return Keys(frozenset(key for key, text in texts if stands_at_end(run, text)))

    def like(self, name: str, test: Test) -> Node:
        if name == self.default or name in TEXT_FIELDS:
            return self.words_like(test, () if name == self.default else (name,))
        return self._where(name, lambda known: test(fold(str(known))))

    def between(self, name: str, bounds: Bounds) -> Node:
        if name == "published":
            return self._published(bounds.of(_instant))
        if name in KEYS:
            return self._keyed(bounds.of(_number))
        if name in FACETS:
            counted = bounds.of(in_order)
            return self._where(name, lambda known: known != NONE and counted.hold(in_order(known)))
        limits = bounds.of(lambda edge: fold(str(edge)).strip())
        return self._where(name, lambda known: limits.hold(fold(str(known))))

    def of_models(self, models: Collection[str]) -> Node:
        return Every() if MODEL in models else Or(())

    def wanted(self, name: str, text: str, leaf: Typed) -> tuple[Wanted, ...]:
        if name != self.default and name not in TEXT_FIELDS:
            return ()
        return self.asked(text, "" if name == self.default else name, leaf).wanted

    def tally(self, name: str, tree: Node) -> Counter[Any]:
        if name == "published":
            return self._days(tree)
        facet = FACETS.get(name, name)
        if facet in FACETS.values():
            return Counter(self.stories.search(Query(tree, facets=(facet,), limit=0)).facets[facet])
        known = self._known(name, self.keys(tree))
        return Counter(one for _, value in known for one in (value if isinstance(value, list) else [value]))

    def values(self, name: str, keys: Collection[str]) -> dict[str, Any]:
        if name in KEYS:
            return {key: int(key) for key in keys}
        known = self._known(name, keys)
        return {key: value[0] if isinstance(value, list) and value else value or None for key, value in known}

    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        return {
            str(article.pk): Stored(MODEL, str(article.pk), self._index.full_prepare(article))
            for article in self._public(keys)
        }

    @cached_property
    def _index(self) -> ArticleIndex:
        return ArticleIndex()

    def _is_named(self, name: str, text: str, whole: bool) -> Node:
        """By what it counts under, a code or a key, as a facet gives it; else by name."""
        if name in FACETS.values() and text in self.stories.values(name):
            return FacetFilter(name, (text,))
        return (
            self._named(name, exact_name(strip_punctuation(fold(text)).text)) if whole else self.asked(text, name).node
        )

    def _named(self, kind: str, run: str) -> Node:
        return Phrase(run, (name_field(kind),))

    def _keyed(self, bounds: Bounds) -> Node:
        low = None if bounds.low is None else bounds.low + bounds.low_open
        return Between("pk", low, None if bounds.high is None else bounds.high - bounds.high_open)

    def _published(self, bounds: Bounds) -> Node:
        """Certainly in these days: those that begin in these times, and a first one that has begun before."""
        first = 0 if bounds.low is None else bounds.low.toordinal() + _later(bounds.low, bounds.low_open)
        last = datetime.date.max.toordinal()
        if bounds.high is not None:
            last = bounds.high.toordinal() - (bounds.high_open and bounds.high.time() == MIDNIGHT)
        return published(first, last)

    def _days(self, tree: Node) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for view in self.stories.views:
            evaluation = Evaluation(view)
            days = Counter(view.number("first_day").take(evaluation.stories(tree)).tolist())
            counts.update({_moment(day): count for day, count in days.items()})
        return counts

    def _where(self, name: str, test: Callable[[Any], bool]) -> Node:
        """By the values the index counts under, else by what the database says of each published story."""
        if name in FACETS:
            values = tuple(value for value in self.stories.values(FACETS[name]) if value and test(value))
            return FacetFilter(FACETS[name], values) if values else Or(())
        known = self._known(name, self.keys(Every()))
        holding = (key for key, value in known if any(map(test, value if isinstance(value, list) else [value])))
        return Keys(frozenset(holding))

    def _known(self, name: str, keys: Collection[str]) -> Iterator[tuple[str, Any]]:
        """A field of each of these stories."""
        column = self._index.fields[name].model_attr if name in self._index.fields else None
        if not isinstance(column, str) or "__" in column:
            yield from ((key, one.fields.get(name)) for key, one in self.stored(keys).items())
            return
        for some in in_slices(list(map(int, keys))):
            rows = Article.objects.published().order_by().filter(pk__in=some).values_list("pk", column)
            yield from ((str(pk), value) for pk, value in rows)

    def _public(self, keys: Collection[str]) -> Iterator[Article]:
        for some in in_slices(list(map(int, keys))):
            yield from self._index.index_queryset().filter(pk__in=some)


def _key(text: str) -> str:
    return text.removeprefix(f"{MODEL}.")


def _instant(edge: datetime.datetime | int) -> datetime.datetime:
    """Of a time, or of Whoosh's number for it."""
    moment: datetime.datetime = edge if isinstance(edge, datetime.datetime) else long_to_datetime(edge)
    return moment


def _number(edge: Any) -> int:
    """Of a key; beyond all keys are as good as the last."""
    key = _key(str(edge).strip())
    if not key.removeprefix("-").isdecimal():
        raise SearchBackendError(f"not understood: {edge} is no key of a story")
    return max(-LAST_KEY, min(int(key), LAST_KEY))


def _later(moment: datetime.datetime, is_open: bool) -> bool:
    """Whether the day has begun before what is asked for begins."""
    return is_open or moment.time() != MIDNIGHT


def _moment(day: int) -> datetime.datetime | None:
    return None if day == NO_NUMBER else datetime.datetime.fromordinal(day)
