"""The tiers of an answer: how closely its stories print what was asked.

In: nodes of the engine, the closest stories first. Out: the stories of the answer, and those of each tier alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.engine.query_tree import And, Node, Not, Or

# One run: as it was typed; all its parts in one sentence; all its parts in the story; cut out of other words.
# Several runs: in a row; in one sentence; in the story; LOOSE if the parts of one of them are apart from each other.
EXACT, SENTENCE, SCATTERED, LOOSE, LITERAL = NAMES = ("exact", "sentence", "scattered", "loose", "literal")
# The stories that a minus leaves out: the answer, and whatever visibly has the characters.
EXCLUDED = "excluded"


@dataclass(frozen=True)
class Tiers:
    """`named`: for each tier the stories of this tier and of all before it. `counted`: the first so many tiers are the
    answer; the others are only offered.
    """

    named: tuple[tuple[str, Node], ...]
    counted: int

    @classmethod
    def of(cls, node: Node) -> "Tiers":
        """An answer of a single tier."""
        return cls(((EXACT, node),), 1)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.named)

    @property
    def answer(self) -> Node:
        """The stories of all counted tiers."""
        return self.named[self.counted - 1][1]

    @property
    def widest(self) -> Node:
        """The stories of all tiers."""
        return self.named[-1][1]

    def only(self, name: str) -> Node:
        """The stories of one tier alone. Raises ValueError for a tier that this query does not have."""
        at = self.names.index(name)
        node = self.named[at][1]
        return And((node, Not(self.named[at - 1][1]))) if at else node

    def with_stories(self, node: Node) -> "Tiers":
        """The same tiers, and in the first of them also the stories of `node`."""
        return Tiers(tuple((name, Or((stories, node))) for name, stories in self.named), self.counted)

    def within(self, node: Node) -> "Tiers":
        """The same tiers, each of them only with stories of `node`."""
        return Tiers(tuple((name, And((one, node))) for name, one in self.named), self.counted)


def slices_of(counts: Sequence[int], offset: int, limit: int | None) -> Iterator[tuple[int, int, int | None]]:
    """What a page shows of groups of so many stories that follow each other: the number of each group that it shows
    something of, how many stories of it come before the page, and how many it shows at most; None for all of them.
    """
    for number, count in enumerate(counts):
        if count > offset and limit != 0:
            yield number, offset, limit
            limit = limit if limit is None else max(limit - (count - offset), 0)
        offset = max(offset - count, 0)
