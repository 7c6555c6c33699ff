"""Conditions of search.query.asked said to the engine, and how what ranks is weighed.

In: conditions, runs that rank, an open snapshot. Out: nodes of search.engine.tree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from itertools import groupby

from search.document import exact_name, name_field
from search.engine.snapshot import Snapshot
from search.engine.tree import And, Between, Bonus, Facet, Filling, Leaf, Node, Not, Or, Prefix, Ranked, Run, Word
from search.query.asked import (
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
from text.grams import bigrams
from text.units import printed

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

    def partly(self, wanted: Iterable[Wanted]) -> tuple[Run, ...]:
        """What a partial hit must have some of: words; of what is no word in any story the pairs of characters.

        Single characters side by side are a name the cutter does not know.
        """
        leaves = list(dict.fromkeys(leaf for one in wanted for leaf in self._parts(one)))
        return tuple([leaf for leaf in leaves if len(leaf.text) > 1] or leaves)[:MOST_TERMS]

    def _parts(self, wanted: Wanted) -> Iterator[Run]:
        for single, words in groupby(wanted.words, lambda word: len(word) == 1):
            for word in ("".join(words),) if single else words:
                run = Run(word, wanted.zones)
                known = wanted.exact or len(word) < 3 or (not single and self.stories.frequency(run))
                yield from (run,) if known else (Run(pair, wanted.zones) for pair in bigrams(word))


def ranked_by(wanted: Iterable[Wanted]) -> tuple[tuple[Ranked, ...], tuple[Bonus, ...]]:
    """Words and pairs of each run by BM25; the run whole, and again in a headline, above all they can reach."""
    ranked: list[Ranked] = []
    bonuses: list[Bonus] = []
    for one in wanted:
        leaves = _leaves(one)
        ranked += map(Ranked, leaves)
        bonuses += [Bonus(Run(one.run), leaves), Bonus(Run(one.run, HEADLINE), leaves)]
    return tuple(ranked), tuple(bonuses)


def closer_by(wanted: Sequence[Wanted]) -> tuple[tuple[Run, ...], tuple[Filling, ...]]:
    """Words that had better stand near each other, in the order they were typed; runs that may be a whole headline.

    A single character says too little to be near anything.
    """
    near = tuple(Run(word) for one in wanted for word in one.words if len(word) > 1)
    return near, tuple(Filling(Run(one.run, HEADLINE), _leaves(one)) for one in wanted)


def _leaves(wanted: Wanted) -> tuple[Leaf, ...]:
    grams = bigrams(wanted.run) or [wanted.run]
    terms: list[Leaf] = [*map(Word, wanted.terms), *map(Run, grams)]
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]
