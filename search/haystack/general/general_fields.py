"""The meaning of lookups in an index of SearchIndexes of any kind.

In: fields as Haystack declares them. Out: see search.haystack.lookup_fields.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.fields import FacetField, SearchField
from whoosh.fields import BOOLEAN, NUMERIC, Schema

from search.engine.index_snapshot import IndexSnapshot
from search.engine.query_tree import FacetFilter, Keys, Node, Or, Order, Phrase, Query
from search.haystack.general.prepared import ARRIVAL, STORED, kept_value, value_field, value_of
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
from search.query import parsed_query as typed
from search.query.ranking import QueryPhrase, Ranking
from text.fold import fold
from text.grams import has_word_boundaries, needs_word_boundaries, strip_punctuation
from text.words import Cutter


@dataclass(frozen=True)
class Kinds:
    """The fields that are not searched by characters anywhere in their value.

    `edges`: only the beginning of a word matches. `facets`: the fields of facets; only the entire value matches.
    `many`: fields of several values; a text in quotes matches only an entire value.
    """

    edges: frozenset[str]
    facets: frozenset[str]
    many: frozenset[str]

    @classmethod
    def of(cls, searched: Mapping[str, SearchField]) -> "Kinds":
        """The kinds of Haystack's fields."""
        fields = searched.values()
        return cls(
            frozenset(field.index_fieldname for field in fields if field.field_type == "edge_ngram"),
            frozenset(field.index_fieldname for field in fields if isinstance(field, FacetField)),
            frozenset(field.index_fieldname for field in fields if field.is_multivalued),
        )


class GeneralFields(LookupFields):
    order = (Order(), Order(ARRIVAL, descending=False))

    def __init__(
        self,
        schema: Schema,
        default: str,
        stories: IndexSnapshot,
        cutter: Cutter,
        kinds: Kinds,
    ) -> None:
        super().__init__(schema, default, stories, cutter)
        self.kinds = kinds

    def contains(self, name: str, value: object, *, whole: bool) -> Node:
        if name == self.default and isinstance(value, str):
            return self.plan_of(value, leaf=typed.TypedPhrase if whole else typed.TypedTerm).widest
        if name == ID:
            return Keys(frozenset((str(value),)))
        return self._where(name, self._equal(name, value, whole))

    def starts_with(self, name: str, text: str) -> Node:
        if name == self.default:
            return starts_with_text(text)
        begins = fold(text)
        return self._where(name, lambda value: any(word.startswith(begins) for word in _words(value)))

    def ends_with(self, name: str, text: str) -> Node:
        ending = fold(text)
        if name != self.default:
            return self.has_word(name, lambda value: value.endswith(ending))
        run = strip_punctuation(ending).text
        if not needs_word_boundaries(run[-1:]):
            return Phrase(run)
        texts = ((key, (self.stories.kept_of(key) or {})[STORED]) for key in self.keys(Phrase(run)))
        return Keys(frozenset(key for key, kept in texts if ends_with_text(run, self._text(key, kept, name))))

    def has_word(self, name: str, test: Test) -> Node:
        if name == self.default:
            return self.words_like(test)
        return self._where(name, lambda value: any(map(test, (fold(str(value)), *_words(value)))))

    def between(self, name: str, bounds: Bounds) -> Node:
        limits = bounds.of(self.read_edge(name))
        if name in (self.default, ID):
            texts = ((key, self._text(key, kept[STORED], name)) for key, kept in self.stories.stories())
            holding = (key for key, text in texts if limits.hold(fold(text)))
            return Keys(frozenset(holding))
        if name == DJANGO_ID:
            keys = bounds.of(in_order)
            return self._where(name, lambda key: keys.hold(in_order(key)))
        compared = fold if self.is_text(name) else _same
        return self._where(name, lambda value: limits.hold(compared(value)))

    def of_models(self, models: Collection[str]) -> Node:
        return FacetFilter(value_field(DJANGO_CT), tuple(models))

    def phrases(self, name: str, text: str, leaf: Typed) -> tuple[QueryPhrase, ...]:
        return self.plan_of(text, leaf=leaf).phrases if name == self.default else ()

    def ranking(self, wanted: Sequence[QueryPhrase]) -> Ranking:
        """Words and bigrams by how rare they are, and above all the whole phrase. There are no headlines."""
        every = super().ranking(wanted)
        anywhere = (one for one in every.bonuses if isinstance(one.node, Phrase) and not one.node.fields)
        return Ranking(every.ranked, tuple(anywhere))

    def count_values(self, name: str, tree: Node) -> Counter[Any]:
        counts = self.stories.search(Query(tree, facets=(value_field(name),), limit=0)).facets[value_field(name)]
        return Counter({value_of(self.schema[name], value): count for value, count in counts.items()})

    def sort_values(self, name: str, keys: Collection[str]) -> dict[str, Any]:
        if name == ID:
            return {key: key for key in keys}
        kept = ((key, (self.stories.kept_of(key) or {}).get(STORED, {}).get(name)) for key in keys)
        return {key: kept_value(self.schema[name], value) for key, value in kept}

    def stored_objects(self, keys: Collection[str]) -> dict[str, StoredObject]:
        found = ((key, (self.stories.kept_of(key) or {}).get(STORED)) for key in keys)
        return {key: self._stored(key, dict(kept)) for key, kept in found if kept}

    def _stored(self, key: str, kept: dict[str, Any]) -> StoredObject:
        model, pk = kept.pop(DJANGO_CT), kept.pop(DJANGO_ID)
        return StoredObject(model, pk, {ID: key} | {name: kept_value(self.schema[name], kept[name]) for name in kept})

    def _text(self, key: str, kept: dict[str, Any], name: str) -> str:
        return key if name == ID else str(kept.get(name, ""))

    def _where(self, name: str, test: Callable[[Any], bool]) -> Node:
        field = self.schema[name]
        values = tuple(
            value for value in self.stories.values(value_field(name)) if value and test(value_of(field, value))
        )
        return FacetFilter(value_field(name), values) if values else Or(())

    def _equal(self, name: str, value: object, whole: bool) -> Callable[[Any], bool]:
        field = self.schema[name]
        if name in (DJANGO_CT, DJANGO_ID):
            return lambda known: bool(known == value)
        if isinstance(field, NUMERIC | BOOLEAN):
            # Whoosh gives a number in its own bytes, but a whole time as it is.
            wanted = field.from_bytes(value) if isinstance(value, bytes) else value
            return lambda known: bool(known == wanted)
        if name in self.kinds.facets or (whole and name in self.kinds.many):
            return self._entire(name, str(value))
        return _Contains(str(value), whole, name in self.kinds.edges)

    def _entire(self, name: str, text: str) -> Callable[[Any], bool]:
        """This value exactly, as a facet gives it; if no object has it, also in the other script or in capitals."""
        if self.count(FacetFilter(value_field(name), (text,))):
            return lambda known: bool(known == text)
        folded = fold(text).strip()
        return lambda known: fold(known).strip() == folded


class _Contains:
    """Whether a value contains some characters: the same test as the engine's Phrase, for fields it has no text of."""

    def __init__(self, run: str, whole: bool, at_edge: bool) -> None:
        self._run, self._whole, self._at_edge = strip_punctuation(fold(run)).text, whole, at_edge

    def __call__(self, value: str) -> bool:
        folded = fold(value)
        stripped = strip_punctuation(folded)
        start = stripped.text.find(self._run) if self._run else -1
        while start >= 0:
            first, last = stripped.origin(start, start + len(self._run))
            if self._fits(folded, first, last):
                return True
            start = stripped.text.find(self._run, start + 1)
        return False

    def _fits(self, folded: str, first: int, last: int) -> bool:
        if self._at_edge:
            return not (first and folded[first - 1].isalnum() and folded[first - 1 : first + 1].isascii())
        return not self._whole or has_word_boundaries(folded, first, last)


def _words(value: Any) -> list[str]:
    return fold(str(value)).split()


def _same(value: Any) -> Any:
    return value
