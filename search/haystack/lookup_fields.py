"""What a lookup of a field means: common to all search indexes.

In: a field's name, what was asked of it. Out: nodes of the engine's tree, the words that rank.

A text is asked for as on the page: as characters that stand together, in either script. All else is a
value: every value the index knows is tried, which is exact, and quick for what has some thousand values.
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
from search.query.ranking import Ranking, Wanted, ranked_by
from text.fold import fold
from text.grams import is_inside_word, needs_word_boundaries, strip_punctuation
from text.terms import ranking_terms
from text.words import Cutter

Test = Callable[[str], bool]
Typed = type[typed.TypedRun] | type[typed.TypedPhrase] | type[typed.TypedPrefix]
# More words than that are no answer to *x or x~, and each costs.
MOST_WORDS = 2_000


@dataclass(frozen=True)
class Bounds:
    """None is no bound; an open one does not belong to what is asked for."""

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
    """What codes and keys are compared by: numbers as numbers, then all else as folded text."""
    text = fold(str(value)).strip()
    return (False, int(text), "") if text.isdecimal() else (True, 0, text)


def begins_run(text: str, zones: tuple[str, ...] = ()) -> Node:
    """As Fields.begins, of a text."""
    run = strip_punctuation(fold(text)).text
    return Phrase(run, zones, begins=needs_word_boundaries(run))


def stands_at_end(run: str, text: str) -> bool:
    """Whether a stripped run stands in a text, and where it ends no number and no word of letters goes on."""
    folded = fold(text)
    stripped = strip_punctuation(folded)
    start = stripped.text.find(run)
    while start >= 0:
        if not is_inside_word(folded, stripped.origin(start, start + len(run))[1]):
            return True
        start = stripped.text.find(run, start + 1)
    return False


@dataclass(frozen=True)
class Stored:
    """What is known of one found object: its model, its primary key, its fields."""

    model: str
    pk: str
    fields: dict[str, Any]


class LookupFields(ABC):
    """Fields of one snapshot. `default`: the field of all text."""

    order: tuple = ()

    def __init__(self, schema: Schema, default: str, stories: IndexSnapshot, cutter: Cutter) -> None:
        self.schema, self.default = schema, default
        self.stories, self.cutter = stories, cutter

    # Lookups

    @abstractmethod
    def stands(self, name: str, value: object, *, whole: bool) -> Node:
        """`whole`: exactly this, cutting through no number and no word of letters."""

    @abstractmethod
    def begins(self, name: str, text: str) -> Node:
        """These characters stand in a text, and where they begin no number and no word of letters is cut through.

        In Chinese any character begins a word, whatever a dictionary says. A value, or what stands in it
        between white space, begins so.
        """

    @abstractmethod
    def ends(self, name: str, text: str) -> Node:
        """The same of where they end. What ends in a letter or a digit is looked up in the texts themselves."""

    @abstractmethod
    def like(self, name: str, test: Test) -> Node:
        """A folded word of it passes the test."""

    @abstractmethod
    def between(self, name: str, bounds: Bounds) -> Node:
        """The whole of it, as a number, a time, or a folded text."""

    @abstractmethod
    def of_models(self, models: Collection[str]) -> Node:
        """Objects of these models, named app.model."""

    @abstractmethod
    def wanted(self, name: str, text: str, leaf: Typed) -> tuple[Wanted, ...]:
        """What ranks, and is marked."""

    # What goes with an answer

    @abstractmethod
    def tally(self, name: str, tree: Node) -> Counter[Any]:
        """The values of a field, and how many of the objects for which the tree holds have each."""

    @abstractmethod
    def values(self, name: str, keys: Collection[str]) -> dict[str, Any]:
        """One value of each of these objects, to sort by; None, or not there, where there is none."""

    @abstractmethod
    def stored(self, keys: Collection[str]) -> dict[str, Stored]:
        """What is shown of these objects; one that is not public any more is not there."""

    # Texts

    def asked(self, text: str, zone: str = "", leaf: Typed = typed.TypedRun) -> Plan:
        """As the page asks it: the run in one zone, or all of its words."""
        return plan(leaf(text, zone), self.cutter, self.count)

    def terms(self, text: str) -> list[str]:
        return ranking_terms(self.cutter, fold(text))

    def words_like(self, test: Test, zones: tuple[str, ...] = ()) -> Node:
        """Any of the words of the index that pass."""
        words = [word for word in self.words() if test(word)][:MOST_WORDS]
        if not zones:
            return Or(tuple(map(Word, words)))
        return Or(tuple(And((Word(word), Phrase(word, zones))) for word in words))

    def words(self) -> Iterator[str]:
        """Every word of the index, those of deleted objects among them; some more than once."""
        for view in self.stories.views:
            sections = view.segment.sections
            for word in split_texts(sections["words.terms"], sections["words.bounds"]):
                yield word.decode("utf-8", "surrogatepass")

    def near(self, text: str, distance: int, prefix: int) -> Test:
        """So many letters apart at most, the first `prefix` of them alike; of short words, one in three."""
        wanted = strip_punctuation(fold(text)).text
        begins = wanted[: min(prefix, len(wanted) // 2)]
        most = min(distance, max(1, len(wanted) // 3))

        def is_near(word: str) -> bool:
            alike = word.startswith(begins) and abs(len(word) - len(wanted)) <= most
            return alike and bool(damerau_levenshtein(word, wanted, limit=most) <= most)

        return is_near

    def ranking(self, wanted: Sequence[Wanted]) -> Ranking:
        """As on the page."""
        return ranked_by(wanted)

    # What is public

    def tree(self, *parts: Node) -> And:
        return And(parts)

    def count(self, *parts: Node) -> int:
        """For how many objects all of these hold."""
        return self.stories.search(Query(self.tree(*parts), limit=0)).total

    def keys(self, tree: Node) -> list[str]:
        return self.stories.keys(Query(tree))

    def but(self, key: str) -> Node:
        """All but this one."""
        return Not(Keys(frozenset((key,))))

    # Values

    def read_edge(self, name: str) -> Callable[[Any], Any]:
        """How what a query says of a field's edge becomes what its values are compared with."""
        if isinstance(self.schema[name], DATETIME):
            return long_to_datetime
        if isinstance(self.schema[name], NUMERIC):
            return self.schema[name].numtype
        return lambda edge: fold(str(edge)).strip()

    def is_text(self, name: str) -> bool:
        return not isinstance(self.schema[name], DATETIME | NUMERIC | BOOLEAN)
