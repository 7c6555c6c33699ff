"""A tree → what the index is asked.

In: a tree of search.query.tree and the cutter of the index. Out: an Asked: conditions on folded and
squeezed characters, what ranks, and what also a partial hit has to fulfil.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import singledispatchmethod
from itertools import islice

from search.query.asked import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Asked,
    Begins,
    Condition,
    Counted,
    IsNamed,
    NoneOf,
    Published,
    Reads,
    Stands,
    Wanted,
)
from search.query.tree import NAME_FIELDS, VALUE_FIELDS, And, Days, Node, Not, Or, Phrase, Prefix, Run
from text.fold import fold
from text.grams import squeeze
from text.readings import readings
from text.terms import ranking_terms, words_of
from text.words import Cutter

# More runs than that decide which stories are found, but say no more about which is best.
MOST_WANTED = 60
# Characters that all readings of a run may have together.
MOST_READ = 1000
# 省:江北区 is no province, yet everybody understands it.
NAME_KINDS = {name: (name,) for name in NAME_FIELDS} | {"province": ("province", "region")}


def plan(tree: Node | None, cutter: Cutter) -> Asked:
    """What the index is asked for this tree; None asks for every story."""
    if tree is not None and _has_letters(tree):
        tree = _without_signs(tree)
    if tree is None:
        return Asked(EVERYTHING, (), EVERYTHING)
    planner = _Planner(cutter)
    return Asked(planner.condition(tree), planner.wanted(tree), planner.required(tree))


class _Planner:
    def __init__(self, cutter: Cutter) -> None:
        self.cutter = cutter
        self._cut: dict[str, tuple[str, ...]] = {}

    @singledispatchmethod
    def condition(self, node: Node) -> Condition:
        raise TypeError(f"no node of a query: {node!r}")

    @condition.register
    def _(self, node: And) -> Condition:
        return AllOf(tuple(self.condition(part) for part in node.parts))

    @condition.register
    def _(self, node: Or) -> Condition:
        return AnyOf(tuple(self.condition(part) for part in node.parts))

    @condition.register
    def _(self, node: Not) -> Condition:
        return NoneOf(self.condition(node.part))

    @condition.register
    def _(self, node: Days) -> Condition:
        return Published(node.first, node.last)

    @condition.register
    def _(self, node: Run | Phrase | Prefix) -> Condition:
        if node.field in VALUE_FIELDS:
            return Counted(node.field, (node.text.strip(),))
        return AnyOf(tuple(self._reading(node, folded) for folded in _readings(node.text)))

    def wanted(self, tree: Node) -> tuple[Wanted, ...]:
        """The runs that rank, in the order they were typed."""
        found = (self._wanted(leaf, folded) for leaf in _ranking(tree) for folded in _readings(leaf.text))
        return tuple(dict.fromkeys(islice((one for one in found if one.run), MOST_WANTED)))

    def required(self, node: Node) -> Condition:
        """What stands at the top of the query and is no word: exclusions, days, names."""
        parts = node.parts if isinstance(node, And) else (node,)
        return AllOf(tuple(self.condition(part) for part in parts if not any(_ranking(part))))

    def _reading(self, node: Run | Phrase | Prefix, folded: str) -> Condition:
        run = squeeze(folded).text
        if node.field in NAME_FIELDS:
            return IsNamed(NAME_KINDS[node.field], run)
        if not run:
            return _literal(folded)
        if isinstance(node, Prefix):
            return self._prefix(run, self._words(folded), _zones(node))
        if isinstance(node, Phrase):
            return Stands(run, _zones(node), whole=True)
        return self._run(run, self._words(folded), _zones(node))

    def _run(self, run: str, words: tuple[str, ...], zones: tuple[str, ...]) -> Condition:
        whole = Stands(run, zones)
        if words == (run,):
            return whole
        return AnyOf((whole, AllOf(tuple(Stands(word, zones) for word in words))))

    def _prefix(self, run: str, words: tuple[str, ...], zones: tuple[str, ...]) -> Condition:
        begins = Begins(run, zones)
        # No word begins with several words: 职工服务* is meant to find 职工服务中心.
        return AnyOf((begins, Stands(run, zones))) if len(words) > 1 else begins

    def _wanted(self, node: Run | Phrase | Prefix, folded: str) -> Wanted:
        run = squeeze(folded).text
        exact = not isinstance(node, Run)
        words = (run,) if exact else self._words(folded)
        return Wanted(run, words, tuple(ranking_terms(self.cutter, folded)), _zones(node), exact, node.text)

    def _words(self, folded: str) -> tuple[str, ...]:
        if folded not in self._cut:
            self._cut[folded] = tuple(dict.fromkeys(words_of(self.cutter, folded)))
        return self._cut[folded]


def _readings(text: str) -> Iterator[str]:
    """All that a text may stand for; of a long one fewer."""
    return islice(readings(text), max(MOST_READ // max(len(text), 1), 1))


def squeezed(text: str) -> str:
    return squeeze(fold(text)).text


def literally(text: str) -> Reads:
    """The whole of a query as text that is printed so."""
    return _literal(fold(text))


def _literal(folded: str) -> Reads:
    return Reads("".join(folded.split()))


def _zones(node: Run | Phrase | Prefix) -> tuple[str, ...]:
    return (node.field,) if node.field else ()


def _ranking(node: Node) -> Iterator[Run | Phrase | Prefix]:
    """The leaves that rank: all text but what is excluded."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from _ranking(part)
    elif not isinstance(node, Not | Days) and node.field not in (*NAME_FIELDS, *VALUE_FIELDS):
        yield node


def _has_letters(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(map(_has_letters, node.parts))
    if isinstance(node, Not):
        return _has_letters(node.part)
    return isinstance(node, Days) or bool(squeezed(node.text))


def _without_signs(node: Node) -> Node | None:
    """The tree without leaves that are nothing but signs: beside words they only separate."""
    if isinstance(node, And | Or):
        parts = tuple(part for part in map(_without_signs, node.parts) if part)
        return replace(node, parts=parts) if len(parts) > 1 else next(iter(parts), None)
    if isinstance(node, Not):
        part = _without_signs(node.part)
        return Not(part) if part else None
    return node if _has_letters(node) else None
