"""The meaning of lookups (contains, startswith, range …), as far as it is the same for all search indexes.

In: the name of a field, and a text or value. Out: nodes of the engine's tree, and the phrases that rank.

A text is searched as on the page: as characters in one piece, in either script. Other fields have values, and a
lookup tries every value that the index knows: this is exact, and quick enough for some thousand values.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh.fields import BOOLEAN, DATETIME, NUMERIC, Schema
from whoosh.support.levenshtein import damerau_levenshtein
from whoosh.util.times import long_to_datetime

from search.engine.index_snapshot import IndexSnapshot
from search.engine.query_tree import And, Keys, Node, Not, Or, Phrase, Query, Word
from search.index.layout import split_texts
from search.query import parsed_query as typed
from search.query.plan import Plan, plan
from search.query.ranking import QueryPhrase, Ranking, ranked_by
from text.fold import fold
from text.grams import is_inside_word, needs_word_boundaries, strip_punctuation
from text.terms import ranking_terms
from text.words import Cutter

Test = Callable[[str], bool]
Typed = type[typed.TypedTerm] | type[typed.TypedPhrase] | type[typed.TypedPrefix]
# At most so many words are tried for *x or x~: each costs time.
MOST_WORDS = 2_000


@dataclass(frozen=True)
class Bounds:
    """A range. None: no bound. An open bound does not belong to the range."""

    low: Any
    high: Any
    low_open: bool = False
    high_open: bool = False

    def hold(self, value: Any) -> bool:
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        return above and (self.high is None or value < self.high or (value == self.high and not self.high_open))

    def of(self, convert: Callable[[Any], Any]) -> "Bounds":
        low, high = (None if edge is None else convert(edge) for edge in (self.low, self.high))
        return Bounds(low, high, self.low_open, self.high_open)


def in_order(value: object) -> tuple[bool, int, str]:
    """The sort key of codes and keys: numbers come first, as numbers; everything else follows as folded text."""
    text = fold(str(value)).strip()
    return (False, int(text), "") if text.isdecimal() else (True, 0, text)


def starts_with_text(text: str, zones: tuple[str, ...] = ()) -> Node:
    """As LookupFields.starts_with, for a field of text."""
    stripped = strip_punctuation(fold(text)).text
    return Phrase(stripped, zones, begins=needs_word_boundaries(stripped))


def ends_with_text(ending: str, text: str) -> bool:
    """Whether a text has these stripped characters so that no number and no word of letters goes on after them."""
    folded = fold(text)
    stripped = strip_punctuation(folded)
    start = stripped.text.find(ending)
    while start >= 0:
        if not is_inside_word(folded, stripped.origin(start, start + len(ending))[1]):
            return True
        start = stripped.text.find(ending, start + 1)
    return False


@dataclass(frozen=True)
class StoredObject:
    """One found object: its model as app.model, its primary key, its fields."""

    model: str
    pk: str
    fields: dict[str, Any]


class LookupFields(ABC):
    """The fields of one snapshot. `default`: the name of the field with all text."""

    order: tuple = ()

    def __init__(self, schema: Schema, default: str, stories: IndexSnapshot, cutter: Cutter) -> None:
        self.schema, self.default = schema, default
        self.stories, self.cutter = stories, cutter

    # Lookups

    @abstractmethod
    def contains(self, name: str, value: object, *, whole: bool) -> Node:
        """The field has this value, or its text has these characters in one piece.

        `whole`: exactly this, without cutting through a number or a word of letters.
        """

    @abstractmethod
    def starts_with(self, name: str, text: str) -> Node:
        """The text has these characters, and they do not begin inside a number or a word of letters.

        In Chinese every character may begin a word, whatever a dictionary says. A value matches if it, or one of its
        parts between white space, begins with these characters.
        """

    @abstractmethod
    def ends_with(self, name: str, text: str) -> Node:
        """The same for their end. If they end in a letter or a digit, the texts themselves are read."""

    @abstractmethod
    def has_word(self, name: str, test: Test) -> Node:
        """One of its folded words passes the test."""

    @abstractmethod
    def between(self, name: str, bounds: Bounds) -> Node:
        """Its value, as a number, a time, or a folded text, lies within these bounds."""

    @abstractmethod
    def of_models(self, models: Collection[str]) -> Node:
        """Objects of these models, named app.model."""

    @abstractmethod
    def phrases(self, name: str, text: str, leaf: Typed) -> tuple[QueryPhrase, ...]:
        """The phrases of this text that rank and are marked."""

    # Parts of an answer

    @abstractmethod
    def count_values(self, name: str, tree: Node) -> Counter[Any]:
        """For each value of a field, how many of the objects that match the tree have it."""

    @abstractmethod
    def sort_values(self, name: str, keys: Collection[str]) -> dict[str, Any]:
        """One value of each of these objects, to sort by. An object without a value has None, or is left out."""

    @abstractmethod
    def stored_objects(self, keys: Collection[str]) -> dict[str, StoredObject]:
        """The contents of these objects, without those that are not public any more."""

    # Texts

    def plan_of(self, text: str, zone: str = "", leaf: Typed = typed.TypedTerm) -> Plan:
        """The plan of this text as on the page: all of it in one zone, or all of its words."""
        return plan(leaf(text, zone), self.cutter, self.count)

    def terms(self, text: str) -> list[str]:
        return ranking_terms(self.cutter, fold(text))

    def words_like(self, test: Test, zones: tuple[str, ...] = ()) -> Node:
        """Objects with any of the words of the index that pass the test."""
        words = [word for word in self.words() if test(word)][:MOST_WORDS]
        if not zones:
            return Or(tuple(map(Word, words)))
        return Or(tuple(And((Word(word), Phrase(word, zones))) for word in words))

    def words(self) -> Iterator[str]:
        """Every word of the index, also those of deleted objects. Some come more than once."""
        for view in self.stories.views:
            sections = view.segment.sections
            for word in split_texts(sections["words.terms"], sections["words.bounds"]):
                yield word.decode("utf-8", "surrogatepass")

    def near(self, text: str, distance: int, prefix: int) -> Test:
        """A test for words at an edit distance of at most `distance`, with the same first `prefix` letters.

        Of a short word at most one letter in three may differ.
        """
        wanted = strip_punctuation(fold(text)).text
        begins = wanted[: min(prefix, len(wanted) // 2)]
        most = min(distance, max(1, len(wanted) // 3))

        def is_near(word: str) -> bool:
            alike = word.startswith(begins) and abs(len(word) - len(wanted)) <= most
            return alike and bool(damerau_levenshtein(word, wanted, limit=most) <= most)

        return is_near

    def ranking(self, wanted: Sequence[QueryPhrase]) -> Ranking:
        """The same ranking as on the page."""
        return ranked_by(wanted)

    # The objects that match

    def tree(self, *parts: Node) -> And:
        return And(parts)

    def count(self, *parts: Node) -> int:
        """How many objects match all of these."""
        return self.stories.search(Query(self.tree(*parts), limit=0)).total

    def keys(self, tree: Node) -> list[str]:
        return self.stories.keys(Query(tree))

    def all_except(self, key: str) -> Node:
        """Every object except this one."""
        return Not(Keys(frozenset((key,))))

    # Values

    def read_edge(self, name: str) -> Callable[[Any], Any]:
        """A function from the bound of a range in a query to what the values of the field are compared with."""
        if isinstance(self.schema[name], DATETIME):
            return long_to_datetime
        if isinstance(self.schema[name], NUMERIC):
            return self.schema[name].numtype
        return lambda edge: fold(str(edge)).strip()

    def is_text(self, name: str) -> bool:
        return not isinstance(self.schema[name], DATETIME | NUMERIC | BOOLEAN)
