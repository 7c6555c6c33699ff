"""Where on a page a story may begin.

In: lines and their kinds. Out: for a line, the ways a story may begin with it: how many headline
lines it has, and how strongly the page speaks for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.ingest.split.kinds import BODY, BYLINE, CONTINUED, CREDIT, HEAD, ITEM, LABEL, LEAD, NOISE
from archive.ingest.split.lines import Line

SURE = 12.0
IMAGE_GAP = 3  # blank lines where the page shows a picture
MOST_HEADS = 3
_ANCHORS = (LEAD, BYLINE, CONTINUED)
_DATE_OPENING = re.compile(
    r"^(?:(?:[0-9]{4}年)?[0-9]{1,2}月(?:[0-9]{1,2}[日号號]|[上中下]旬|[,,份])|[0-9]{1,2}日|近日|日前|近期|今年以来"
    r"|今年以來|当地时间|當地時間|昨[日天]|今[日天])"
)


@dataclass(frozen=True)
class Start:
    """`heads` headline lines, then the story's first other line; `score`: for it, against it."""

    heads: int
    score: float
    is_sure: bool


def starts_of(lines: Sequence[Line], kinds: Sequence[str]) -> dict[int, list[Start]]:
    """The possible starts by the number of their first line."""
    found: dict[int, list[Start]] = {}
    top = next((index for index, kind in enumerate(kinds) if kind != NOISE), 0)
    for index in range(len(lines)):
        for start in _starts_at(lines, kinds, index, top):
            found.setdefault(index, []).append(start)
    return found


def _starts_at(lines: Sequence[Line], kinds: Sequence[str], first: int, top: int) -> list[Start]:
    if kinds[first] in _ANCHORS:
        follows = first and kinds[first - 1] in _ANCHORS
        return [] if follows else [Start(0, SURE - 2, True)]
    starts = []
    for heads in range(1, MOST_HEADS + 1):
        after = first + heads
        if kinds[after - 1] != HEAD or after >= len(lines):
            break
        if heads > 1 and lines[after - 1].gap >= IMAGE_GAP:
            break
        if kinds[after] in _ANCHORS:
            starts.append(Start(heads, SURE + heads - 1, True))
        elif kinds[after] in (BODY, CREDIT, ITEM) or lines[after].gap >= IMAGE_GAP:
            starts.append(Start(heads, _weak(lines, kinds, first, heads) + (6.0 if first == top else 0.0), False))
    return starts


def _weak(lines: Sequence[Line], kinds: Sequence[str], first: int, heads: int) -> float:
    """How well lines look like a headline that no lead or byline follows."""
    after = first + heads
    title = lines[after - 1].text
    score = -3.0 + 2.5 * (heads - 1)
    score += 1.0 if kinds[after] in (BODY, CREDIT) else -3.0
    score += 2.0 if _DATE_OPENING.match(lines[after].text) else 0.0
    score += 4.0 if CREDIT in kinds[after : after + 3] else 0.0
    score += 2.0 if lines[first].gap >= IMAGE_GAP else 0.0
    score += 1.0 if len(title) >= 13 else (-2.0 if len(title) <= 9 else 0.0)
    score -= 1.5 if "," in title and len(title) > 24 else 0.0
    return score - (3.0 if kinds[after] == LABEL else 0.0)
