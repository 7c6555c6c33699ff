"""Puts a story together again whose printed lines were shuffled by the scan.

In: its text lines in file order. Out: the lines in reading order, as far as words and layout show it.

Most lines of such a story, those as wide as the column, keep their order. The lines out of place are
the first lines of paragraphs, indented by two characters, and their short last lines. So lines are
linked into chains, best links first, and the chains are sorted by the middle of their full lines.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from archive.reading.split.assignment import best_assignment
from archive.reading.split.columns import WIDEST, Columns
from archive.reading.split.kinds import LEAD
from archive.reading.split.seams import CONTRADICTION, Seams

_LINES_AT_LEAST = 10
_LINES_AT_MOST = 150  # the time of the assignment grows with the cube of it
_PIECES_AT_MOST = 2
_CONTRADICTIONS_AT_LEAST = 3
_NEXT = 1.5  # bonus for the next line in the file
_SKIPPED = -1.0  # a full line seldom skips others
_BACK = -2.0
_FAR = 0.01  # for each line between them: decides between links that are otherwise equal
_UNLINKED = -1.2  # for a sentence that stays unfinished
_LEFT_OVER = -2.5  # the same, in the second round
_IMPOSSIBLE = -1000.0

Links = dict[int, int]


def is_shuffled(texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams) -> bool:
    """Whether a story of single printed lines contradicts itself in file order."""
    single = [line for line in texts if _is_printed_line(line, columns) and kinds[line] != LEAD]
    if not _LINES_AT_LEAST <= len(single) <= _LINES_AT_MOST or len(single) * 3 < len(texts) * 2:
        return False
    classes = _Classes(single, columns, seams)
    contradictions = sum(
        seams.between(above, below) <= CONTRADICTION or classes.is_orphan(above, below)
        for above, below in pairwise(texts)
    )
    return contradictions >= max(_CONTRADICTIONS_AT_LEAST, len(texts) // 10)


def _is_printed_line(line: int, columns: Columns) -> bool:
    """Whether a line is one or two printed lines, not a whole paragraph."""
    return columns.pieces[line] <= _PIECES_AT_MOST and columns.widths[line] <= WIDEST


class _Classes:
    """Tells full lines, indented lines and short last lines apart by their width in cells."""

    def __init__(self, texts: Sequence[int], columns: Columns, seams: Seams) -> None:
        self._columns, self._seams = columns, seams
        halves = Counter(
            round(2 * cells)
            for line in texts
            for cells in (columns.first_cells[line], columns.last_cells[line])
            if cells <= WIDEST
        )
        near = {width: sum(halves[width + off] for off in (-1, 0, 1)) for width in halves}
        self.measure = max(near, key=lambda width: near[width]) / 2 if near else 0.0

    def begins_full(self, line: int) -> bool:
        # Punctuation printed at half width makes a line longer in cells than its column.
        return -1 <= self._columns.first_cells[line] - self.measure <= 3

    def is_indented(self, line: int) -> bool:
        """Whether a line is the first of a paragraph, indented by about two characters."""
        off = self.measure - self._columns.first_cells[line]
        return 1.5 <= off <= 2.5 and self._goes_on(line)

    def is_end(self, line: int) -> bool:
        """Whether a line is the short last one of a paragraph."""
        short = self._columns.last_cells[line] < self.measure - 1
        return short and not self._seams.is_open[line]

    def is_orphan(self, above: int, below: int) -> bool:
        """Whether `below` is the last line of a paragraph, but `above` has no unfinished sentence."""
        is_alone = self.is_end(below) and not self._goes_on(below)
        return is_alone and not self._seams.is_open[above] and not self._seams.is_fresh[below]

    def _goes_on(self, line: int) -> bool:
        """Whether the paragraph goes on: its sentence is unfinished, or the line has pieces of two widths."""
        several = self._columns.first_cells[line] != self._columns.last_cells[line]
        return several or self._seams.is_open[line]


def put_together(texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams) -> list[int]:
    """Returns the lines in reading order."""
    return _Puzzle(texts, kinds, columns, seams).solved()


class _Puzzle:
    def __init__(self, texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams) -> None:
        self._texts, self._kinds, self._seams = list(texts), kinds, seams
        # A lead found far down belongs to the top, with the other pieces of its printed line.
        rows = {seams.row(line) for line in texts if kinds[line] == LEAD}
        from_top = sorted(texts, key=lambda line: seams.row(line) not in rows)
        self._place = {line: at for at, line in enumerate(from_top)}
        self._classes = _Classes(texts, columns, seams)

    def solved(self) -> list[int]:
        chains = self._chains(self._links())
        return [line for chain in sorted(chains, key=self._middle) for line in chain]

    def _links(self) -> Links:
        """Links each unfinished line to the line that continues it, so that the total score is best.

        The first round makes the links with some evidence, the second the best of the remaining ones.
        """
        links: Links = {}
        for unlinked in (_UNLINKED, _LEFT_OVER):
            self._link(links, unlinked)
        return links

    def _link(self, links: Links, unlinked: float) -> None:
        taken = set(links.values())
        ends = [i for i in self._texts if self._seams.is_open[i] and i not in links]
        begins = [i for i in self._texts if not self._is_first(i) and i not in taken]
        worth = [[self._score(above, below) for below in begins] for above in ends]
        for row, column in enumerate(best_assignment(worth, unlinked)):
            if column is not None and self._end_of(links, begins[column]) != ends[row]:
                links[ends[row]] = begins[column]

    def _end_of(self, links: Links, line: int) -> int:
        while line in links:
            line = links[line]
        return line

    def _score(self, above: int, below: int) -> float:
        if above == below:
            return _IMPOSSIBLE
        score = self._seams.between(above, below)
        step = self._place[below] - self._place[above]
        score -= _FAR * abs(step)
        if step == 1:
            return score + _NEXT
        if self._keeps_its_place(above) and self._keeps_its_place(below):
            score += _SKIPPED if step > 0 else _BACK
        return score

    def _keeps_its_place(self, line: int) -> bool:
        """Whether a line is inside a paragraph: the scan leaves such lines in place."""
        return self._classes.begins_full(line) and self._seams.is_open[line]

    def _is_first(self, line: int) -> bool:
        """Whether a line begins a paragraph, judged by its kind, its words or its indent."""
        if self._kinds[line] == LEAD or self._seams.is_fresh[line]:
            return True
        return self._classes.is_indented(line)

    def _chains(self, links: Links) -> list[list[int]]:
        inner = set(links.values())
        chains = []
        for line in self._texts:
            if line in inner:
                continue
            chain = [line]
            while chain[-1] in links:
                chain.append(links[chain[-1]])
            chains.append(chain)
        return chains

    def _middle(self, chain: Sequence[int]) -> tuple[bool, float]:
        """The sort key of a chain: one with a lead comes first, the others by the middle of their full lines."""
        full = [self._place[line] for line in chain if self._keeps_its_place(line)]
        return self._kinds[chain[0]] != LEAD, median(full or [self._place[line] for line in chain])
