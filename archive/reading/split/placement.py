"""The place of a line in a story, and the two ways to place lines without a search.

In: the kinds of lines. Out: a `Placement` for each.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from archive.reading.split.kinds import BYLINE, CONTINUED, HEAD, LABEL, LEAD, NOISE

# The parts of a story that a line can belong to.
TITLE, TEXT, SUBHEAD, BOX, ASIDE = "title", "text", "subhead", "box", "aside"

MOST_HEADS = 3
_ANCHORS = (LEAD, BYLINE, CONTINUED)
_NOWHERE = -1


class Placement(NamedTuple):
    """`story` is the number of its first line, -1 for noise.

    `margin` is how much better this reading scores than the best one that puts the line into another
    story, in the units of weights.py.
    """

    story: int
    part: str
    margin: float = math.inf


NOISY = Placement(_NOWHERE, ASIDE)


def as_one_story(kinds: Sequence[str]) -> list[Placement] | None:
    """Places all lines in one story; None if there may be a second headline or lead, or a box inside."""
    lines = [index for index, kind in enumerate(kinds) if kind != NOISE]
    heads = int(len(lines) > 1 and kinds[lines[0]] == HEAD)
    rest = [kinds[index] for index in lines[heads:]]
    opening = next((at for at, kind in enumerate(rest) if kind not in _ANCHORS), len(rest))
    if LABEL in rest or any(kind in (HEAD, *_ANCHORS) for kind in rest[opening:]):
        return None
    placements = [NOISY] * len(kinds)
    for at, index in enumerate(lines):
        placements[index] = Placement(lines[0], TITLE if at < heads else TEXT)
    return placements


def one_after_another(kinds: Sequence[str]) -> list[Placement]:
    """Starts a new story at each lead or byline and its headlines, for pages too long for the search."""
    placements: list[Placement] = []
    story = _NOWHERE
    for index, kind in enumerate(kinds):
        heads = _heads_of_anchor(kinds, index)
        if kind != NOISE and (heads >= 0 or story < 0):
            story, title_until = index, index + max(heads, 0)
        is_title = story >= 0 and index < title_until
        placements.append(NOISY if kind == NOISE else Placement(story, TITLE if is_title else TEXT))
    return placements


def _heads_of_anchor(kinds: Sequence[str], first: int) -> int:
    """Counts the headlines from this line to the lead of a new story; -1 if no story begins here."""
    before = kinds[first - 1] if first else NOISE
    if kinds[first] in _ANCHORS:
        return -1 if before in (HEAD, *_ANCHORS) else 0
    for heads in range(1, MOST_HEADS + 1):
        after = first + heads
        if after >= len(kinds) or kinds[after - 1] != HEAD:
            return -1
        if kinds[after] in _ANCHORS:
            return heads if before != HEAD or heads == MOST_HEADS else -1
    return -1
