"""Measures the width of each line of a page, and finds the widths of the page's columns.

In: lines. Out: the width of each line, in whichever unit (cells or code points) varies less over
the page, and the widths that are those of whole columns.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from archive.reading.split.lines import Line, cells_of

WIDEST = 60  # anything wider is a whole paragraph, not a printed line
_NARROWEST = 10
_OFTEN = 3
_PIECES = 3


class Columns:
    """`widths[i]` is the width of line i; `full` holds the widths that occur often, those of whole columns.

    `first_cells` and `last_cells` are the widths of each line's first and last piece, in cells.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self.pieces = [len(line.pieces) for line in lines]
        self.first_cells = [cells_of(line.pieces[0]) for line in lines]
        self.last_cells = [cells_of(line.pieces[-1]) for line in lines]
        in_points = [_width(line, len) for line in lines]
        in_cells = [_width(line, cells_of) for line in lines]
        self.widths = max(in_cells, in_points, key=_concentration)
        counts = Counter(width for width in self.widths if _NARROWEST <= width <= WIDEST)
        self.full = frozenset(width for width, count in counts.items() if count >= _OFTEN)

    def is_full(self, line: int) -> bool:
        return self.widths[line] in self.full


def _width(line: Line, measure: Callable[[str], float]) -> int:
    """Returns the width of a line; for a paragraph whose line breaks became spaces, the width of its pieces."""
    if measure(line.raw) <= WIDEST // 2 or len(line.pieces) < _PIECES:
        return round(measure(line.raw))
    inner = Counter(round(measure(piece)) for piece in line.pieces[:-1])
    width, count = inner.most_common(1)[0]
    return width if count >= 2 and width >= _NARROWEST else round(measure(line.raw))


def _concentration(widths: Sequence[int]) -> int:
    """Counts the lines that have one of the six most common widths."""
    counts = Counter(width for width in widths if _NARROWEST <= width <= WIDEST)
    return sum(count for _, count in counts.most_common(6))
