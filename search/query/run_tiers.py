"""The four tiers in which a run answers, as nodes of the engine.

In: the readings and other spellings of a run, with their parts. Out: a node for each tier.

    exact      the run is in one field, and begins and ends where words do
    sentence   all its parts are in one sentence
    scattered  all its parts are in the story
    literal    its characters are in a row, but may be cut out of words: 工时 out of 员工时

Each tier is a condition of its own; a story belongs to the first that holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from search.engine.query_tree import And, Node, Or, Phrase, Together
from search.query.parts import RunPart, Zones
from search.query.tiers import EXACT, EXCLUDED, SCATTERED
from search.query.time_nodes import of_days


@dataclass(frozen=True)
class Spelling:
    """One way in which a run may be printed, folded. `whole`: the run as one part. `parts`: see search.query.parts.

    `is_typed`: it is what was typed, in one of its readings, and not an expansion.
    """

    folded: str
    whole: RunPart
    parts: tuple[RunPart, ...]
    is_typed: bool = True


@dataclass(frozen=True)
class RunTiers:
    """`zones`: the fields that are asked; () means any. `days`: a run that is a date also finds the stories of then."""

    spellings: tuple[Spelling, ...]
    zones: Zones = ()
    days: tuple[int, int] | None = None

    @cached_property
    def exact(self) -> Node:
        of_then = [of_days(*self.days)] if self.days else []
        return any_of([*(spelling.whole.phrase(self.zones) for spelling in self.spellings), *of_then])

    @cached_property
    def sentence(self) -> Node:
        return any_of([together([spelling.parts], self.zones) for spelling in self._parted])

    @cached_property
    def scattered(self) -> Node:
        return any_of(
            [And(tuple(part.phrase(self.zones) for part in spelling.parts)) for spelling in self._parted],
        )

    @cached_property
    def literal(self) -> Node:
        texts = dict.fromkeys(spelling.whole.text for spelling in self.spellings if spelling.is_typed)
        return any_of([Phrase(text, self.zones) for text in texts])

    @cached_property
    def answer(self) -> Node:
        """The stories that the run finds: its first two tiers."""
        return Or((self.exact, self.sentence)) if self._parted else self.exact

    @cached_property
    def loose(self) -> Node:
        """The answer, and the stories in which the parts are apart from each other."""
        return Or((self.answer, self.scattered)) if self._parted else self.answer

    @cached_property
    def widest(self) -> Node:
        """The stories of all tiers."""
        return Or((self.loose, self.literal))

    def found_in(self, tier: str) -> Node:
        """The stories of this tier and of all better ones."""
        nodes = {EXACT: self.answer, SCATTERED: self.loose, EXCLUDED: Or((self.answer, self.literal))}
        return nodes.get(tier, self.widest)

    @cached_property
    def _parted(self) -> list[Spelling]:
        return [spelling for spelling in self.spellings if len(spelling.parts) > 1]


def together(spelled: Sequence[Sequence[RunPart]], zones: Zones = ()) -> Together:
    """All these parts in one sentence."""
    parts = dict.fromkeys((part.phrase(zones),) for parts in spelled for part in parts)
    return Together(tuple(parts))


def any_of(nodes: Sequence[Node]) -> Node:
    """Any of these nodes, without duplicates and without Ors inside."""
    flat = dict.fromkeys(inner for node in nodes for inner in (node.parts if isinstance(node, Or) else (node,)))
    return next(iter(flat)) if len(flat) == 1 else Or(tuple(flat))
