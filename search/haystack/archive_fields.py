"""The meaning of lookups in the archive's own index.

In: the fields of search.search_indexes.ArticleIndex. Out: see search.haystack.lookup_fields. The index does not keep
the texts of the stories: to show or sort them, they are read from the database, and only those of published stories.
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
from search.facets import BY_EVENT, FACETS, NONE
from search.generations.served_snapshot import ServedSnapshot
from search.haystack.lookup_fields import (
    Bounds,
    LookupFields,
    StoredObject,
    Test,
    Typed,
    ends_with_text,
    in_order,
    starts_with_text,
)
from search.index.layout import NO_NUMBER
from search.query import parsed_query as typed
from search.query.name_fields import NAME_BEGINS, exact_name, name_field
from search.query.parsed_query import NAME_FIELDS, TEXT_FIELDS, TypedPhrase
from search.query.ranking import QueryPhrase
from search.query.time_nodes import published
from search.search_indexes import ArticleIndex
from text.fold import fold
from text.grams import needs_word_boundaries, strip_punctuation

MODEL = "archive.article"
KEYS = (ID, DJANGO_ID, "pk")
LAST_KEY = 1 << 62
MIDNIGHT = datetime.time()


class ArchiveFields(LookupFields):
    order = ORDERS["relevance"]

    def __init__(self, schema: Schema, snapshot: ServedSnapshot, gone: Collection[int]) -> None:
        stories = snapshot.stories.without(frozenset(map(str, gone)))
        super().__init__(schema, "text", stories, snapshot.cutter)
        # The fields that belong to a facet, and the name of the facet.
        self._facets = {facet.haystack_field: facet.name for facet in FACETS.values()}
        if "pk" not in schema.names():
            schema.add("pk", WHOOSH_ID())

    def contains(self, name: str, value: object, *, whole: bool) -> Node:
        if isinstance(value, datetime.datetime):
            return self.between(name, Bounds(value, value))
        text, leaf = str(value), TypedPhrase if whole else typed.TypedTerm
        if name == self.default:
            return self.plan_of(text, leaf=leaf).widest
        if name in TEXT_FIELDS:
            return self.plan_of(text, name, leaf).widest
        if name in NAME_FIELDS:
            return self._is_named(name, text, whole)
        if name in KEYS:
            return Keys(frozenset((_key(text),)))
        if name == DJANGO_CT:
            return self.of_models([text])
        if name in self._facets:
            return FacetFilter(self._facets[name], (text,))
        return self._where(name, lambda known: fold(str(known)) == fold(text))

    def starts_with(self, name: str, text: str) -> Node:
        if name in NAME_FIELDS:
            return self._named(name, NAME_BEGINS + strip_punctuation(fold(text)).text)
        if name == self.default or name in TEXT_FIELDS:
            return starts_with_text(text, () if name == self.default else (name,))
        return self._where(name, lambda known: fold(str(known)).startswith(fold(text)))

    def ends_with(self, name: str, text: str) -> Node:
        ending = fold(text)
        if name != self.default and name not in TEXT_FIELDS:
            return self.has_word(name, lambda known: known.endswith(ending))
        stripped = strip_punctuation(ending).text
        zones = TEXT_FIELDS if name == self.default else (name,)
        if not needs_word_boundaries(stripped[-1:]):
            return Phrase(stripped, zones)
        return Or(tuple(self._zone_ends_with(stripped, zone) for zone in zones))

    def _zone_ends_with(self, stripped: str, zone: str) -> Node:
        known = self._known(zone, self.keys(Phrase(stripped, (zone,))))
        texts = ((key, text) for key, value in known for text in _as_list(value))
        return Keys(frozenset(key for key, text in texts if ends_with_text(stripped, text)))

    def has_word(self, name: str, test: Test) -> Node:
        if name == self.default or name in TEXT_FIELDS:
            return self.words_like(test, () if name == self.default else (name,))
        return self._where(name, lambda known: test(fold(str(known))))

    def between(self, name: str, bounds: Bounds) -> Node:
        if name == "published":
            return self._published(bounds.of(_instant))
        if name in KEYS:
            return self._keyed(bounds.of(_number))
        if name in self._facets:
            counted = bounds.of(in_order)
            return self._where(
                name, lambda known: known != NONE and counted.hold(in_order(known.removesuffix(BY_EVENT)))
            )
        limits = bounds.of(lambda edge: fold(str(edge)).strip())
        return self._where(name, lambda known: limits.hold(fold(str(known))))

    def of_models(self, models: Collection[str]) -> Node:
        return Every() if MODEL in models else Or(())

    def phrases(self, name: str, text: str, leaf: Typed) -> tuple[QueryPhrase, ...]:
        if name != self.default and name not in TEXT_FIELDS:
            return ()
        return self.plan_of(text, "" if name == self.default else name, leaf).phrases

    def count_values(self, name: str, tree: Node) -> Counter[Any]:
        if name == "published":
            return self._days(tree)
        facet = self._facets.get(name, name)
        if facet in FACETS:
            return Counter(self.stories.search(Query(tree, facets=(facet,), limit=0)).facets[facet])
        known = self._known(name, self.keys(tree))
        return Counter(item for _, value in known for item in _as_list(value))

    def sort_values(self, name: str, keys: Collection[str]) -> dict[str, Any]:
        if name in KEYS:
            return {key: int(key) for key in keys}
        known = self._known(name, keys)
        return {key: value[0] if isinstance(value, list) and value else value or None for key, value in known}

    def stored_objects(self, keys: Collection[str]) -> dict[str, StoredObject]:
        return {
            str(article.pk): StoredObject(MODEL, str(article.pk), self._index.full_prepare(article))
            for article in self._public(keys)
        }

    @cached_property
    def _index(self) -> ArticleIndex:
        return ArticleIndex()

    def _is_named(self, name: str, text: str, whole: bool) -> Node:
        """Stories that are counted under this code or key, as a facet gives it; or else stories with this name."""
        if name in FACETS and text in self.stories.values(name):
            return FacetFilter(name, (text,))
        if whole:
            return self._named(name, exact_name(strip_punctuation(fold(text)).text))
        return self.plan_of(text, name).node

    def _named(self, kind: str, stripped: str) -> Node:
        return Phrase(stripped, (name_field(kind),))

    def _keyed(self, bounds: Bounds) -> Node:
        low = None if bounds.low is None else bounds.low + bounds.low_open
        return Between("pk", low, None if bounds.high is None else bounds.high - bounds.high_open)

    def _published(self, bounds: Bounds) -> Node:
        """Stories that were certainly published on a day that begins within these bounds."""
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
        """Stories whose field passes the test: by the values of a facet, or else by reading every published story."""
        if name in self._facets:
            facet = self._facets[name]
            values = tuple(value for value in self.stories.values(facet) if value and test(value))
            return FacetFilter(facet, values) if values else Or(())
        known = self._known(name, self.keys(Every()))
        return Keys(frozenset(key for key, value in known if any(map(test, _as_list(value)))))

    def _known(self, name: str, keys: Collection[str]) -> Iterator[tuple[str, Any]]:
        """The value of a field for each of these stories, from the database."""
        column = self._index.fields[name].model_attr if name in self._index.fields else None
        if not isinstance(column, str) or "__" in column:
            yield from ((key, one.fields.get(name)) for key, one in self.stored_objects(keys).items())
            return
        for part in in_slices(list(map(int, keys))):
            rows = Article.objects.published().order_by().filter(pk__in=part).values_list("pk", column)
            yield from ((str(pk), value) for pk, value in rows)

    def _public(self, keys: Collection[str]) -> Iterator[Article]:
        for part in in_slices(list(map(int, keys))):
            yield from self._index.index_queryset().filter(pk__in=part)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _key(text: str) -> str:
    return text.removeprefix(f"{MODEL}.")


def _instant(edge: datetime.datetime | int) -> datetime.datetime:
    """From a time, or from Whoosh's number for it."""
    moment: datetime.datetime = edge if isinstance(edge, datetime.datetime) else long_to_datetime(edge)
    return moment


def _number(edge: Any) -> int:
    """From a key. A number beyond all keys becomes the largest key that the index can compare."""
    key = _key(str(edge).strip())
    if not key.removeprefix("-").isdecimal():
        raise SearchBackendError(f"not understood: {edge} is no key of a story")
    return max(-LAST_KEY, min(int(key), LAST_KEY))


def _later(moment: datetime.datetime, is_open: bool) -> bool:
    """Whether the day of this moment begins before the range does."""
    return is_open or moment.time() != MIDNIGHT


def _moment(day: int) -> datetime.datetime | None:
    return None if day == NO_NUMBER else datetime.datetime.fromordinal(day)
