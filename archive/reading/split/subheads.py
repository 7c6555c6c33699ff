"""Subheads that the search took for text, because they stand inside a sentence.

In: the text lines of a story in file order. Out: those of them that are subheads: the line above
is carried on by the line below, far better than by the line itself.
"""

from collections.abc import Sequence

from archive.reading.split.columns import Columns
from archive.reading.split.kinds import HEAD
from archive.reading.split.seams import Seams

_FAR_BETTER = 1.0


def subheads_inside(texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams) -> set[int]:
    """The lines with the shape of a headline that a sentence skips."""
    return {
        line
        for above, line, below in zip(texts, texts[1:], texts[2:], strict=False)
        if kinds[line] == HEAD
        and not columns.is_full(line)
        and seams.is_open[above]
        and seams.between(line, below) <= 0
        and seams.between(above, below) - max(0.0, seams.between(above, line)) >= _FAR_BETTER
    }
