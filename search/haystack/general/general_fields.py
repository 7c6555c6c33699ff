"""Lookups in an index of SearchIndexes of any kind.

In: fields as Haystack declares them. Out: as search.haystack.lookup_fields says.
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
from search.haystack.general.prepared import ARRIVAL, STORED, counted, given_back, meant
from search.haystack.lookup_fields import Bounds, LookupFields, Stored, Test, Typed, begins_run, in_order, stands_at_end
from search.query import parsed_query as typed
from search.query.ranking import Ranking, Wanted
from text.fold import fold
from text.grams import has_word_boundaries, needs_word_boundaries, strip_punctuation
from text.words import Cutter


@dataclass(frozen=True)
class Kinds:
    """Fields by how they are asked for: otherwise than by a run that stands in the value.

    `edges`: only the beginning of a word is looked for. `facets`: a facet's own, only the entire value is.
    `many`: of many values, in quotes one of them entire.
    """

    edges: frozenset[str]
    facets: frozenset[str]
    many: frozenset[str]

    @classmethod
    def of(cls, searched: Mapping[str, SearchField]) -> "Kinds":
        """As Haystack knows them."""
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

    def stands(self, name: str, value: object, *, whole: bool) -> Node:
        if name == self.default and isinstance(value, str):
            return self.asked(value, leaf=typed.TypedPhrase if whole else typed.TypedRun).node
        if name == ID:
            return Keys(frozenset((str(value),)))
        return self._where(name, self._equal(name, value, whole))

    def begins(self, name: str, text: str) -> Node:
        if name == self.default:
            return begins_run(text)
        begins = fold(text)
        return self._where(name, lambda value: any(word.startswith(begins) for word in _words(value)))

    def ends(self, name: str, text: str) -> Node:
        ending = fold(text)
        if name != self.default:
            return self.like(name, lambda value: value.endswith(ending))
        run = strip_punctuation(ending).text
        if not needs_word_boundaries(run[-1:]):
            return Phrase(run)
        texts = ((key, (self.stories.kept_of(key) or {})[STORED]) for key in self.keys(Phrase(run)))
        return Keys(frozenset(key for key, kept in texts if stands_at_end(run, self._text(key, kept, name))))

    def like(self, name: str, test: Test) -> Node:
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
        return FacetFilter(counted(DJANGO_CT), tuple(models))

    def wanted(self, name: str, text: str, leaf: Typed) -> tuple[Wanted, ...]:
        return self.asked(text, leaf=leaf).wanted if name == self.default else ()

    def ranking(self, wanted: Sequence[Wanted]) -> Ranking:
        """Words and pairs by how rare they are, the whole run above all; there are no headlines."""
        every = super().ranking(wanted)
        anywhere = (one for one in every.bonuses if isinstance(one.node, Phrase) and not one.node.fields)
        return Ranking(every.ranked, tuple(anywhere))

    def tally(self, name: str, tree: Node) -> Counter[Any]:
        counts = self.stories.search(Query(tree, facets=(counted(name),), limit=0)).facets[counted(name)]
        return Counter({meant(self.schema[name], value): count for value, count in counts.items()})

    def values(self, name: str, keys: Collection[str]) -> dict[str, Any]:
        if name == ID:
            return {key: key for key in keys}
        kept = ((key, (self.stories.kept_of(key) or {}).get(STORED, {}).get(name)) for key in keys)
        return {key: given_back(self.schema[name], value) for key, value in kept}

    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        found = ((key, (self.stories.kept_of(key) or {}).get(STORED)) for key in keys)
        return {key: self._stored(key, dict(kept)) for key, kept in found if kept}

    def _stored(self, key: str, kept: dict[str, Any]) -> Stored:
        model, pk = kept.pop(DJANGO_CT), kept.pop(DJANGO_ID)
        return Stored(model, pk, {ID: key} | {name: given_back(self.schema[name], kept[name]) for name in kept})

    def _text(self, key: str, kept: dict[str, Any], name: str) -> str:
        return key if name == ID else str(kept.get(name, ""))

    def _where(self, name: str, test: Callable[[Any], bool]) -> Node:
        field = self.schema[name]
        values = tuple(value for value in self.stories.values(counted(name)) if value and test(meant(field, value)))
        return FacetFilter(counted(name), values) if values else Or(())

    def _equal(self, name: str, value: object, whole: bool) -> Callable[[Any], bool]:
        field = self.schema[name]
        if name in (DJANGO_CT, DJANGO_ID):
            return lambda known: bool(known == value)
        if isinstance(field, NUMERIC | BOOLEAN):
            # Whoosh says a number in its own bytes; a time that is whole, as it is.
            wanted = field.from_bytes(value) if isinstance(value, bytes) else value
            return lambda known: bool(known == wanted)
        if name in self.kinds.facets or (whole and name in self.kinds.many):
            return self._entire(name, str(value))
        return _Stands(str(value), whole, name in self.kinds.edges)

    def _entire(self, name: str, text: str) -> Callable[[Any], bool]:
        """Just this value, as a facet gives it; where there is none, those of the other script, or in capitals."""
        if self.count(FacetFilter(counted(name), (text,))):
            return lambda known: bool(known == text)
        folded = fold(text).strip()
        return lambda known: fold(known).strip() == folded


class _Stands:
    """Whether a run stands in a text: as the engine finds it, which sees only what was made a field of runs."""

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
