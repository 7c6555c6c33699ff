"""Joins the lines of a document with paragraphs and tables into a text.

In: `VisibleLine`s in document order. Out: the text, the place of each line in it, and the story parts of
table rows. A row whose cells have one line each becomes one line, with a separator between the cells.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.reading.document import Part, Span

_ORDINAL = re.compile(r"^(?:\d{1,4}|[一二三四五六七八九十百]{1,4})[.、]?$")
CELL = "｜"
_LONGEST_ROW = 300  # characters: a longer row is not data, the table is the layout of a page


@dataclass(slots=True)
class VisibleLine:
    text: str
    element: int = 0  # the index of the innermost block
    tag: str = ""  # the tag of that block, or the style of the paragraph
    linked: int = 0  # how many of its characters are inside links
    cell: tuple[int, int] | None = None  # the number of its table row, and its column in it
    is_hidden: bool = False


def joined(lines: Sequence[VisibleLine]) -> tuple[str, list[Span]]:
    """Returns the text, and the span of each line in it."""
    later_cells = set(_later_cells(lines))
    pieces: list[str] = []
    spans: list[Span] = []
    offset = 0
    for number, line in enumerate(lines):
        glue = (CELL if number in later_cells else "\n") if number else ""
        pieces += [glue, line.text]
        offset += len(glue)
        spans.append((offset, offset + len(line.text)))
        offset += len(line.text)
    return "".join(pieces), spans


def rows_of(text: str, spans: Sequence[Span], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yields the numbers of lines, grouped by table row."""
    row: list[int] = []
    for number in numbers:
        if row and not (number == row[-1] + 1 and text[spans[row[-1]][1] : spans[number][0]] == CELL):
            yield row
            row = []
        row.append(number)
    if row:
        yield row


def row_part(text: str, row: Sequence[Span]) -> Part:
    """Returns a table row as one part, without the number in its first cell."""
    if len(row) > 1 and _ORDINAL.match(text[slice(*row[0])]):
        row = row[1:]
    return Part(row[0][0], row[-1][1], "row" if len(row) > 1 else "item")


def _later_cells(lines: Sequence[VisibleLine]) -> Iterator[int]:
    """Yields the lines that are second or later cells of a short row."""
    begin = 0
    for end in range(1, len(lines) + 1):
        first, next_line = lines[begin].cell, lines[end].cell if end < len(lines) else None
        if first and next_line and first[0] == next_line[0]:
            continue
        row = lines[begin:end]
        if len({line.cell for line in row}) == len(row) and sum(len(line.text) for line in row) <= _LONGEST_ROW:
            yield from range(begin + 1, end)
        begin = end
