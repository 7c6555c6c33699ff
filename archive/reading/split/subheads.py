"""Finds subheads inside a sentence, which the search takes for text.

In: the text lines of a story in file order. Out: those that are subheads: the line below continues
the line above far better than they do.
"""

from collections.abc import Sequence

from archive.reading.split.columns import Columns
from archive.reading.split.kinds import HEAD
from archive.reading.split.seams import Seams

_FAR_BETTER = 1.0


def subheads_inside(texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams) -> set[int]:
    """Returns the lines shaped like a headline that interrupt a sentence."""
    return {
        line
        for above, line, below in zip(texts, texts[1:], texts[2:], strict=False)
        if kinds[line] == HEAD
        and not columns.is_full(line)
        and seams.is_open[above]
        and seams.between(line, below) <= 0
        and seams.between(above, below) - max(0.0, seams.between(above, line)) >= _FAR_BETTER
    }
