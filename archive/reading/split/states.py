"""The state of the beam search, carried from line to line.

In: nothing. Out: the records of a reading so far: its stories, its score, and the steps that led to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True, eq=False)
class BeamStory:
    first: int  # its first line
    heads: int  # headline lines still to come
    last: int = -1  # the last line of text: the next line may continue its sentence
    texts: int = 0  # lines of text
    total: float = 0  # words
    counts: Mapping[str, float] = field(default_factory=dict)
    widths: tuple[int, ...] = ()  # of its last lines of text
    has_lead: bool = False
    is_captioned: bool = False  # ends with a photographer's credit
    in_box: bool = False


class Step(NamedTuple):
    """The placement of one line, linked to the steps before it."""

    before: "Step | None"
    story: int  # the first line of the story
    part: str


class BeamState(NamedTuple):
    score: float
    stories: tuple[BeamStory, ...]
    recent: tuple[int, ...]  # indices into stories: the story of the line above, then those that may be resumed
    steps: Step | None

    @property
    def current(self) -> int:
        """The index of the current story in `stories`; -1 at the top of the page."""
        return self.recent[0] if self.recent else -1


class Move(NamedTuple):
    score: float
    state: BeamState
    story: int  # its index in state.stories; len(state.stories) for a new one
    part: str
    heads: int  # of a new story
