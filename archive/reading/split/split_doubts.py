"""Finds what an editor should check in a story because of the way its lines were put together.

In: the story's lines in reading order and how sure the search was of each. Out: doubts.
"""

from collections.abc import Sequence

from archive.reading.document import Doubt
from archive.reading.split.kinds import BODY, CREDIT, HEAD, LEAD
from archive.reading.split.lines import Line
from archive.reading.split.placement import TEXT, TITLE, Placement
from archive.reading.split.seams import Seams

_UNSURE = 2.5  # margin, in the units of weights.py
_ALIKE = 4  # characters by which the halves of a title differ at most
_PROSE = (BODY, HEAD, LEAD, CREDIT)


def doubts_of(
    order: Sequence[int],
    placements: Sequence[Placement],
    kinds: Sequence[str],
    seams: Seams,
    lines: Sequence[Line],
) -> list[Doubt]:
    """The doubts about the lines of one story."""
    doubts = []
    unsure = [line for line in order if placements[line].margin < _UNSURE]
    if unsure:
        doubts.append(Doubt.of("line-may-belong-elsewhere", _rows(unsure, lines)))
    texts = [line for line in order if placements[line].part == TEXT and kinds[line] in _PROSE]
    broken = seams.broken_ends(texts)
    if broken:
        doubts.append(Doubt.of("sentence-without-end", _rows(broken, lines)))
    heads = [line for line in order if placements[line].part == TITLE]
    if len(heads) > 1 and _may_be_one_title(lines[heads[-2]], lines[heads[-1]]):
        doubts.append(Doubt.of("kicker-or-title", _rows(heads[-2:], lines)))
    return doubts


def _may_be_one_title(upper: Line, lower: Line) -> bool:
    """Whether nothing tells two headline lines from the halves of one."""
    return upper.text[-1].isalnum() and abs(len(upper.text) - len(lower.text)) <= _ALIKE


def _rows(doubtful: Sequence[int], lines: Sequence[Line]) -> tuple[int, ...]:
    return tuple(sorted({lines[line].row for line in doubtful}))
