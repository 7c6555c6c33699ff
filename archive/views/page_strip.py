"""Draws a printed page as a column of blocks: the parts of this story, those of its neighbours, and the rest. Pure.

In: the text of an upload and the spans of its published stories (code points, end excluded).
Out: blocks in the order of the page, with their positions in the drawing, and the lines of this story.
Text that belongs to no published story becomes blocks without a label, whatever it is.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.reading.document import Span
from archive.words.languages import is_chinese

HEIGHT = 580  # of the whole column, in pixels
WIDTH = 56
GAP = 3
LEAST = 6
LEAST_FOR_LABEL = 20
# The labels of the parts of this story; its neighbours have figures. Later parts have no label.
CHINESE_LABELS, OTHER_LABELS = "一二三四五六七八九十", "abcdefghij"


@dataclass(frozen=True)
class PageBlock:
    """`own`: a part of this story. `label`: empty if the text is of no published story, or the block too low for it."""

    own: bool
    label: str
    y: int
    height: int

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Strip:
    blocks: list[PageBlock]
    height: int
    lines: list[tuple[int, int]]  # first and last line of each part, from 1
    all_lines: int


def strip_of(text: str, own: Sequence[Span], neighbours: Mapping[int, Sequence[Span]]) -> Strip:
    """`neighbours`: the spans of the other published stories, by the number that each has on the page."""
    parts = joined(text, own)
    pieces = [(start, end, True, _label(number)) for number, (start, end) in enumerate(parts)]
    for number, spans in neighbours.items():
        pieces += [(start, end, False, str(number)) for start, end in joined(text, spans)]
    blocks = _drawn(list(_with_rest(text, sorted(pieces))))
    height = blocks[-1].y + blocks[-1].height if blocks else 0
    return Strip(blocks, height, [_lines(text, part) for part in parts], text.rstrip().count("\n") + 1)


def joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, in reading order. Those with only white space between them become one."""
    parts: list[Span] = []
    for start, end in spans:
        if parts and parts[-1][1] <= start and not text[parts[-1][1] : start].strip():
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return parts


def _label(part: int) -> str:
    labels = CHINESE_LABELS if is_chinese() else OTHER_LABELS
    return labels[part] if part < len(labels) else ""


def _with_rest(text: str, pieces: list[tuple[int, int, bool, str]]) -> Iterable[tuple[int, bool, str]]:
    """(characters, own, label) from top to bottom, with blocks without a label in between."""
    at = 0
    for start, end, own, label in pieces:
        if rest := len(text[at:start].strip()):
            yield rest, False, ""
        yield max(1, end - max(start, at)), own, label
        at = max(at, end)
    if rest := len(text[at:].strip()):
        yield rest, False, ""


def _drawn(rows: list[tuple[int, bool, str]]) -> list[PageBlock]:
    total = sum(size for size, _, _ in rows)
    heights = [max(LEAST, round((HEIGHT - GAP * len(rows)) * size / total)) for size, _, _ in rows]
    tops = itertools.accumulate([height + GAP for height in heights], initial=0)
    return [
        PageBlock(own, label if height >= LEAST_FOR_LABEL else "", top, height)
        for (_, own, label), height, top in zip(rows, heights, tops, strict=False)
    ]


def _lines(text: str, part: Span) -> tuple[int, int]:
    start, end = part
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    return text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1
