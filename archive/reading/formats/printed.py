"""The lines of a document that has paragraphs and tables, and the text they make.

In: `VisibleLine`s in document order. Out: the text, each line's place in it, the parts of a story
that its rows are. A row whose cells have one line each is one line, its cells parted by a sign.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.reading.document import Part, Span

_ORDINAL = re.compile(r"^(?:\d{1,4}|[一二三四五六七八九十百]{1,4})[.、]?$")
CELL = "｜"
_LONGEST_ROW = 300  # characters: a longer one is no row of a table, but the layout of a page


@dataclass(slots=True)
class VisibleLine:
    text: str
    element: int = 0  # the innermost block
    tag: str = ""  # its tag, or the style of the paragraph
    linked: int = 0  # characters of it inside links
    cell: tuple[int, int] | None = None  # the row of a table, and the place in it
    is_hidden: bool = False


def joined(lines: Sequence[VisibleLine]) -> tuple[str, list[Span]]:
    """The text, and where each line stands in it."""
    carried = set(_carried_on(lines))
    pieces: list[str] = []
    spans: list[Span] = []
    offset = 0
    for number, line in enumerate(lines):
        glue = (CELL if number in carried else "\n") if number else ""
        pieces += [glue, line.text]
        offset += len(glue)
        spans.append((offset, offset + len(line.text)))
        offset += len(line.text)
    return "".join(pieces), spans


def rows_of(text: str, spans: Sequence[Span], numbers: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of lines, those together that stand in one row."""
    row: list[int] = []
    for number in numbers:
        if row and not (number == row[-1] + 1 and text[spans[row[-1]][1] : spans[number][0]] == CELL):
            yield row
            row = []
        row.append(number)
    if row:
        yield row


def row_part(text: str, row: Sequence[Span]) -> Part:
    """A row of a table without the number before it."""
    if len(row) > 1 and _ORDINAL.match(text[slice(*row[0])]):
        row = row[1:]
    return Part(row[0][0], row[-1][1], "row" if len(row) > 1 else "item")


def _carried_on(lines: Sequence[VisibleLine]) -> Iterator[int]:
    """The lines that carry on a row of short cells."""
    begin = 0
    for end in range(1, len(lines) + 1):
        first, next_line = lines[begin].cell, lines[end].cell if end < len(lines) else None
        if first and next_line and first[0] == next_line[0]:
            continue
        row = lines[begin:end]
        if len({line.cell for line in row}) == len(row) and sum(len(line.text) for line in row) <= _LONGEST_ROW:
            yield from range(begin + 1, end)
        begin = end
