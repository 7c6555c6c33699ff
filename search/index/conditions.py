"""Conditions of search.index.asked said to the engine, and how what ranks is weighed.

In: conditions, runs that rank, an open snapshot. Out: nodes of search.index.arrays.tree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import singledispatchmethod

from search.index.arrays.cut import printed
from search.index.arrays.snapshot import Snapshot
from search.index.arrays.tree import And, Between, Bonus, Facet, Leaf, Node, Not, Or, Prefix, Ranked, Run, Word
from search.index.asked import (
    AllOf,
    AnyOf,
    Begins,
    Counted,
    IsNamed,
    NoneOf,
    Published,
    Reads,
    Stands,
    Wanted,
)
from search.index.document import exact_name, name_field
from text.grams import bigrams

# More terms than that say no more about what is meant, and each costs.
MOST_TERMS = 200
HEADLINE = ("kicker", "title", "subtitle")
NOWHERE = Or(())


@dataclass(frozen=True)
class Conditions:
    """Says conditions to the engine; the snapshot knows which names there are."""

    stories: Snapshot

    @singledispatchmethod
    def node(self, condition: object) -> Node:
        raise TypeError(f"no condition: {condition!r}")

    @node.register
    def _(self, condition: AllOf) -> Node:
        return And(tuple(map(self.node, condition.parts)))

    @node.register
    def _(self, condition: AnyOf) -> Node:
        return Or(tuple(map(self.node, condition.parts)))

    @node.register
    def _(self, condition: NoneOf) -> Node:
        return Not(self.node(condition.part))

    @node.register
    def _(self, condition: Stands) -> Node:
        return Run(condition.run, condition.zones, condition.whole)

    @node.register
    def _(self, condition: Reads) -> Node:
        run, signs = printed(condition.text)
        return Run(run, signs=signs)

    @node.register
    def _(self, condition: Begins) -> Node:
        words = Prefix(condition.prefix)
        return And((words, Run(condition.prefix, condition.zones))) if condition.zones else words

    @node.register
    def _(self, condition: IsNamed) -> Node:
        for kind in condition.kinds if condition.run else ():
            for name in (exact_name(condition.run), condition.run):
                run = Run(name, (name_field(kind),))
                if self.stories.frequency(run):
                    return run
        return NOWHERE

    @node.register
    def _(self, condition: Counted) -> Node:
        return Facet(condition.facet, condition.values)

    @node.register
    def _(self, condition: Published) -> Node:
        return And((Between("first_day", low=condition.first), Between("last_day", high=condition.last)))


def ranked_by(wanted: Iterable[Wanted]) -> tuple[tuple[Ranked, ...], tuple[Bonus, ...]]:
    """Words and pairs of each run by BM25; the run whole, and again in a headline, above all they can reach."""
    ranked: list[Ranked] = []
    bonuses: list[Bonus] = []
    for one in wanted:
        grams = bigrams(one.run) or [one.run]
        terms: list[Leaf] = [*map(Word, one.terms), *map(Run, grams)]
        leaves = tuple(dict.fromkeys(terms))[:MOST_TERMS]
        ranked += map(Ranked, leaves)
        bonuses += [Bonus(Run(one.run), leaves), Bonus(Run(one.run, HEADLINE), leaves)]
    return tuple(ranked), tuple(bonuses)


def words_wanted(wanted: Iterable[Wanted]) -> tuple[Run, ...]:
    """The words of which a partial hit must have some; single characters only where there is nothing else."""
    words = list(dict.fromkeys(Run(word, one.zones) for one in wanted for word in one.words))
    return tuple([word for word in words if len(word.text) > 1] or words)[:MOST_TERMS]
