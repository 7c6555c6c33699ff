"""What an editor should look at in a story, in plain Chinese.

In: the story's lines in reading order and how sure the search was of each. Out: sentences.
"""

from collections.abc import Sequence

from archive.reading.split.kinds import BODY, CREDIT, HEAD, LEAD
from archive.reading.split.lines import Line
from archive.reading.split.placement import TEXT, TITLE, Placement
from archive.reading.split.seams import Seams

_UNSURE = 2.5  # margin, in the units of weights.py
_ALIKE = 4  # characters by which the halves of a title differ at most
_PROSE = (BODY, HEAD, LEAD, CREDIT)
_NAMED_AT_MOST = 6


def doubts_of(
    order: Sequence[int],
    placements: Sequence[Placement],
    kinds: Sequence[str],
    seams: Seams,
    lines: Sequence[Line],
) -> list[str]:
    """What is doubtful of one story."""
    doubts = []
    unsure = [line for line in order if placements[line].margin < _UNSURE]
    if unsure:
        doubts.append(f"{_lines(unsure, lines)}也可能属于另一篇，请核对")
    texts = [line for line in order if placements[line].part == TEXT and kinds[line] in _PROSE]
    broken = seams.broken_ends(texts)
    if broken:
        doubts.append(f"{_lines(broken, lines)}句子没有结束，下文可能缺失或在别处")
    heads = [line for line in order if placements[line].part == TITLE]
    if len(heads) > 1 and _may_be_one_title(lines[heads[-2]], lines[heads[-1]]):
        rows = _lines(heads[-2:], lines)
        doubts.append(f"{rows}可能是引题和标题，也可能是同一个标题")
    return doubts


def _may_be_one_title(upper: Line, lower: Line) -> bool:
    """Whether nothing tells two headline lines from the halves of one."""
    return upper.text[-1].isalnum() and abs(len(upper.text) - len(lower.text)) <= _ALIKE


def _lines(doubtful: Sequence[int], lines: Sequence[Line]) -> str:
    rows = sorted({lines[line].row for line in doubtful})
    named = "、".join(map(str, rows[:_NAMED_AT_MOST]))
    return f"第{named}{f'等{len(rows)}行' if len(rows) > _NAMED_AT_MOST else '行'}"
