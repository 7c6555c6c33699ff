"""From the tree of a query to the nodes that the engine evaluates.

In: a tree of search.query.parsed_query, the cutter of the index, and the number of stories that have a phrase.
Out: a Plan: nodes of the engine, on folded and stripped characters, and the phrases that rank.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.engine.query_tree import And, Every, FacetFilter, Node, Not, Or, Phrase, Prefix
from search.query import parsed_query as typed
from search.query.names import stories_named
from search.query.parsed_query import NAME_FIELDS, TEXT_FIELDS
from search.query.ranking import Frequency, QueryPhrase, Zones
from search.query.time_nodes import in_days
from text.fold import fold
from text.grams import needs_word_boundaries, strip_punctuation
from text.terms import ranking_terms, words_of
from text.units import PhraseParts, phrase_parts
from text.words import Cutter

# More phrases than these still decide which stories are found, but they do not rank.
MOST_RANKED = 60
EVERYTHING = Every()
NOT_FACETS = ("", *TEXT_FIELDS, *NAME_FIELDS)


@dataclass(frozen=True)
class Plan:
    """`node`: the stories that are asked for. `required`: the conditions that a partial hit must fulfil, too.

    Without `phrases` nothing ranks, and the newest stories come first.
    """

    node: Node
    phrases: tuple[QueryPhrase, ...] = ()
    required: Node = EVERYTHING


def plan(tree: typed.Node | None, cutter: Cutter, frequency: Frequency) -> Plan:
    """The plan for this tree; None asks for every story."""
    if tree is None:
        return Plan(EVERYTHING)
    tree = typed.without_signs(tree)
    planner = _Planner(cutter, frequency)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    nodes = tuple(map(planner.node, parts))
    # Exclusions, days and names at the top level of the query: everything that is not a word.
    required = (node for part, node in zip(parts, nodes, strict=True) if not any(_ranking(part)))
    return Plan(And(nodes), planner.phrases(tree), And(tuple(required)))


def literal(text: str) -> Node:
    """Stories that print the whole query as it is, signs and all: with or without its white space.

    The query may have been copied from text that follows a digit, as -2023 from 2021-2023.
    """
    folded = fold(text).strip()
    forms = [form(one) for one in ("".join(folded.split()), folded) for form in (phrase_parts, _after_digit)]
    return Or(tuple(Phrase(stripped, signs=signs) for stripped, signs in dict.fromkeys(forms)))


def starts_word(text: str, zones: Zones) -> Node:
    """A word begins with these stripped characters, and one of the zones has them."""
    words = Prefix(text)
    return And((words, Phrase(text, zones, begins=needs_word_boundaries(text)))) if zones else words


class _Planner:
    def __init__(self, cutter: Cutter, frequency: Frequency) -> None:
        self.cutter = cutter
        self.frequency = frequency
        self._cut: dict[str, tuple[str, ...]] = {}

    def node(self, asked: typed.Node) -> Node:
        match asked:
            case And(parts):
                return And(tuple(map(self.node, parts)))
            case Or(parts):
                return Or(tuple(map(self.node, parts)))
            case Not(part):
                return Not(self.node(part))
            case typed.Days(first, last):
                return in_days(first, last)
            case _ if asked.field not in NOT_FACETS:
                return FacetFilter(asked.field, (fold(asked.text).strip(),))
        return Or(tuple(self._reading(asked, folded) for folded in typed.readings_of(asked)))

    def phrases(self, tree: typed.Node) -> tuple[QueryPhrase, ...]:
        """The phrases that rank, in the order in which they were typed."""
        found = (self._phrase(leaf, folded) for leaf in _ranking(tree) for folded in typed.readings_of(leaf))
        return tuple(dict.fromkeys(islice((phrase for phrase in found if phrase.text), MOST_RANKED)))

    def _reading(self, leaf: typed.Leaf, folded: str) -> Node:
        text, zones = strip_punctuation(folded).text, _zones(leaf)
        if leaf.field in NAME_FIELDS:
            return stories_named(leaf.field, text, self.frequency)
        if not text:
            return _signs_only(folded)
        if isinstance(leaf, typed.TypedPhrase):
            return Phrase(text, zones, whole=needs_word_boundaries(text))
        words = self._words(folded)
        if isinstance(leaf, typed.TypedPrefix):
            # A prefix of several words is no prefix of a word: 职工服务* is meant to find 职工服务中心.
            phrase = Phrase(text, zones, begins=needs_word_boundaries(text))
            return Or((starts_word(text, zones), phrase)) if len(words) > 1 else starts_word(text, zones)
        whole = Phrase(text, zones)
        return whole if words == (text,) else Or((whole, And(tuple(Phrase(word, zones) for word in words))))

    def _phrase(self, leaf: typed.Leaf, folded: str) -> QueryPhrase:
        text = strip_punctuation(folded).text
        exact = not isinstance(leaf, typed.TypedTerm)
        words = (text,) if exact else self._words(folded)
        limits = exact and bool(text) and needs_word_boundaries(text)
        return QueryPhrase(
            text,
            words,
            tuple(ranking_terms(self.cutter, folded)),
            _zones(leaf),
            exact,
            whole=limits and isinstance(leaf, typed.TypedPhrase),
            begins=limits and isinstance(leaf, typed.TypedPrefix),
            typed=leaf.text,
        )

    def _words(self, folded: str) -> tuple[str, ...]:
        if folded not in self._cut:
            self._cut[folded] = tuple(dict.fromkeys(words_of(self.cutter, folded)))
        return self._cut[folded]


def _signs_only(folded: str) -> Phrase:
    """These signs in one piece of one field; only white space is left out."""
    text, signs = phrase_parts("".join(folded.split()))
    return Phrase(text, signs=signs)


def _after_digit(text: str) -> PhraseParts:
    """The text as it is printed after a digit: -2023 in 2021-2023 begins with a separator, and its sign comes first."""
    stripped, signs = phrase_parts(f"0{text}")
    return stripped[1:], tuple((step - 1, key) for step, key in signs)


def _zones(leaf: typed.Leaf) -> Zones:
    return (leaf.field,) if leaf.field else ()


def _ranking(node: typed.Node) -> Iterator[typed.Leaf]:
    """The leaves that rank: text that is asked for, not excluded."""
    return (leaf for leaf in typed.leaves(node) if not leaf.field or leaf.field in TEXT_FIELDS)
