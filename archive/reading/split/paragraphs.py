"""Decides whether a line continues the paragraph of the line above it, in reading order.

In: two lines of a story. Out: yes or no. An unfinished sentence continues, unless the next line looks
like the start of a new paragraph. After a full stop the layout decides: the last line of a paragraph
is short, and the first line of the next is indented.
"""

from collections.abc import Sequence

from archive.reading.split.columns import WIDEST, Columns
from archive.reading.split.kinds import BYLINE, CONTINUED, HEAD, ITEM, LABEL
from archive.reading.split.lines import Line, is_left_open
from archive.reading.split.placement import BOX, SUBHEAD, TITLE, Placement
from archive.reading.split.seams import Seams, word_gain
from text.fold import fold

_ONE_TITLE = 3.0  # nats gained by a word across the line break of a headline
_ALONE = (BYLINE, CONTINUED, ITEM)


class Paragraphs:
    """The paragraphs of one page."""

    def __init__(self, lines: Sequence[Line], kinds: Sequence[str], columns: Columns, seams: Seams) -> None:
        self._lines, self._kinds = lines, kinds
        self._columns, self._seams = columns, seams

    def continues(self, above: int | None, below: int, placements: Sequence[Placement]) -> bool:
        if above is None or placements[above].part != placements[below].part:
            return False
        part = placements[below].part
        if part == TITLE:
            return self._is_one_title(above, below, self._text_of(placements[below].story, placements))
        if part == SUBHEAD or {self._kinds[above], self._kinds[below]} & set(_ALONE):
            return False
        if part == BOX:
            return self._kinds[above] != LABEL and self._seams.is_open[above]
        if self._seams.is_open[above]:
            return not self._starts_paragraph(above, below)
        return self._goes_on_after_stop(above, below)

    def _is_one_title(self, above: int, below: int, text: str) -> bool:
        """Whether two headline lines are one title: the break cuts a word, or a string that the text contains whole."""
        upper, lower = fold(self._lines[above].text), fold(self._lines[below].text)
        if is_left_open(upper) and not is_left_open(upper + lower):
            return True
        if not upper[-1].isalnum():
            return False
        threes = (upper[-2:] + lower[:1], upper[-1:] + lower[:2])
        return any(three in text for three in threes) or word_gain(upper[-4:], lower[:4]) >= _ONE_TITLE

    def _text_of(self, story: int, placements: Sequence[Placement]) -> str:
        texts = (line for line, placement in zip(self._lines, placements, strict=True) if placement.story == story)
        return "\n".join(fold(line.text) for line in texts)

    def _starts_paragraph(self, above: int, below: int) -> bool:
        is_fresh = self._seams.is_fresh[below] or self._seams.starts_sentence(above, below)
        return is_fresh and self._seams.between(above, below) < 0

    def _goes_on_after_stop(self, above: int, below: int) -> bool:
        """Whether the paragraph continues after a line that ends a sentence exactly at the end of the column."""
        widths, lines = self._columns.widths, self._lines
        if below != above + 1 or lines[below].indent or lines[below].gap != lines[above].gap:
            return False
        if max(widths[above], widths[below]) > WIDEST or not self._columns.is_full(above):
            return False
        if any(len(lines[line].pieces) > 1 and self._kinds[line] != HEAD for line in (above, below)):
            return False
        return not self._seams.is_fresh[below] and widths[below] - widths[above] not in (-3, -2)
