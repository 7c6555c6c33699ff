"""A tree → what the engine is asked.

In: a tree of search.query.parsed_query, the cutter of the index, and in how many of its stories a run stands.
Out: a Plan: nodes of the engine on folded and stripped characters, and what ranks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from search.engine.query_tree import And, Between, Every, FacetFilter, Node, Not, Or, Phrase, Prefix
from search.query import parsed_query as typed
from search.query.names import named
from search.query.parsed_query import NAME_FIELDS, VALUE_FIELDS
from search.query.ranking import Frequency, Wanted, Zones
from text.fold import fold
from text.grams import needs_word_boundaries, strip_punctuation
from text.terms import ranking_terms, words_of
from text.units import PhraseParts, phrase_parts
from text.words import Cutter

# More runs than that decide which stories are found, but say no more about which is best.
MOST_WANTED = 60
EVERYTHING = Every()


@dataclass(frozen=True)
class Plan:
    """`node`: the stories that are asked for. `required`: what also a partial hit must fulfil.

    No `wanted`: nothing ranks, newest first.
    """

    node: Node
    wanted: tuple[Wanted, ...] = ()
    required: Node = EVERYTHING


def plan(tree: typed.Node | None, cutter: Cutter, frequency: Frequency) -> Plan:
    """What the engine is asked for this tree; None asks for every story."""
    if tree is None:
        return Plan(EVERYTHING)
    tree = typed.without_signs(tree)
    planner = _Planner(cutter, frequency)
    parts = tree.parts if isinstance(tree, And) else (tree,)
    nodes = tuple(map(planner.node, parts))
    # Exclusions, days and names, where they stand at the top of the query: all that is no word.
    required = (node for part, node in zip(parts, nodes, strict=True) if not any(_ranking(part)))
    return Plan(And(nodes), planner.wanted(tree), And(tuple(required)))


def literally(text: str) -> Node:
    """The whole of a query as text printed so: with or without its white space, be it cut out behind a digit."""
    folded = fold(text).strip()
    forms = [form(one) for one in ("".join(folded.split()), folded) for form in (phrase_parts, _behind_a_digit)]
    return Or(tuple(Phrase(run, signs=signs) for run, signs in dict.fromkeys(forms)))


def begins(run: str, zones: Zones) -> Node:
    """A word begins with these stripped characters, and they stand in one of the zones."""
    words = Prefix(run)
    return And((words, Phrase(run, zones, begins=needs_word_boundaries(run)))) if zones else words


def published(first: int, last: int) -> Node:
    """Certainly between two days, as proleptic ordinals, both included."""
    return And((Between("first_day", low=first), Between("last_day", high=last)))


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
                return published(first, last)
            case _ if asked.field in VALUE_FIELDS:
                return FacetFilter(asked.field, (fold(asked.text).strip(),))
        return Or(tuple(self._reading(asked, folded) for folded in typed.readings_of(asked)))

    def wanted(self, tree: typed.Node) -> tuple[Wanted, ...]:
        """The runs that rank, in the order they were typed."""
        found = (self._wanted(leaf, folded) for leaf in _ranking(tree) for folded in typed.readings_of(leaf))
        return tuple(dict.fromkeys(islice((one for one in found if one.run), MOST_WANTED)))

    def _reading(self, leaf: typed.Leaf, folded: str) -> Node:
        run, zones = strip_punctuation(folded).text, _zones(leaf)
        if leaf.field in NAME_FIELDS:
            return named(leaf.field, run, self.frequency)
        if not run:
            return _literal(folded)
        if isinstance(leaf, typed.TypedPhrase):
            return Phrase(run, zones, whole=needs_word_boundaries(run))
        words = self._words(folded)
        if isinstance(leaf, typed.TypedPrefix):
            # No word begins with several words: 职工服务* is meant to find 职工服务中心.
            some = Phrase(run, zones, begins=needs_word_boundaries(run))
            return Or((begins(run, zones), some)) if len(words) > 1 else begins(run, zones)
        whole = Phrase(run, zones)
        return whole if words == (run,) else Or((whole, And(tuple(Phrase(word, zones) for word in words))))

    def _wanted(self, leaf: typed.Leaf, folded: str) -> Wanted:
        run = strip_punctuation(folded).text
        exact = not isinstance(leaf, typed.TypedRun)
        words = (run,) if exact else self._words(folded)
        limits = exact and bool(run) and needs_word_boundaries(run)
        return Wanted(
            run,
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


def _literal(folded: str) -> Phrase:
    """These characters together in one field, signs and all; only white space is left out."""
    run, signs = phrase_parts("".join(folded.split()))
    return Phrase(run, signs=signs)


def _behind_a_digit(text: str) -> PhraseParts:
    """As it is printed behind a digit: the -2023 of 2021-2023 has a separator at its head, and its sign before that."""
    run, signs = phrase_parts(f"0{text}")
    return run[1:], tuple((step - 1, key) for step, key in signs)


def _zones(leaf: typed.Leaf) -> Zones:
    return (leaf.field,) if leaf.field else ()


def _ranking(node: typed.Node) -> Iterator[typed.Leaf]:
    """The leaves that rank: all text but what is excluded."""
    return (leaf for leaf in typed.leaves(node) if leaf.field not in (*NAME_FIELDS, *VALUE_FIELDS))
