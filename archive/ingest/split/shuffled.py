"""A story whose printed lines the scan shuffled is put together again.

In: its text lines in file order. Out: in reading order, as far as words and layout tell.

Most lines of such a story keep their order: those as wide as the column. Torn out are the first
lines of paragraphs, set in by two characters, and the short last ones. So lines are linked into
chains, best links first, and the chains stand in the order of the middle of their full lines.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import mode

from archive.ingest.split.columns import WIDEST, Columns
from archive.ingest.split.kinds import LEAD
from archive.ingest.split.seams import Seams

_LINES_AT_LEAST = 10
_CONTRADICTIONS_AT_LEAST = 3
_CONTRADICTION = -1.5
_NEXT = 1.5  # for the line that follows in the file
_SKIPPED = -1.0  # full lines seldom leave others out
_BACK = -2.0
_ENOUGH = 0.0

Links = dict[int, int]


def is_shuffled(texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams) -> bool:
    """Whether a story of single printed lines contradicts itself in file order."""
    single = [line for line in texts if columns.widths[line] <= WIDEST and kinds[line] != LEAD]
    if len(single) < _LINES_AT_LEAST or len(single) * 2 < len(texts):
        return False
    contradictions = sum(
        seams.between(above, below) <= _CONTRADICTION for above, below in pairwise(texts)
    )
    return contradictions >= _CONTRADICTIONS_AT_LEAST


def put_together(
    texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams
) -> list[int]:
    """The lines in reading order."""
    return _Puzzle(texts, kinds, columns, seams).solved()


class _Puzzle:
    def __init__(
        self, texts: Sequence[int], kinds: Sequence[str], columns: Columns, seams: Seams
    ) -> None:
        self._texts, self._kinds = list(texts), kinds
        self._columns, self._seams = columns, seams
        self._place = {line: at for at, line in enumerate(texts)}
        narrow = [columns.widths[line] for line in texts if columns.widths[line] <= WIDEST]
        self._measure = mode(narrow) if narrow else 0

    def solved(self) -> list[int]:
        links: Links = {}
        self._link(links, _ENOUGH)
        self._link(links, -99.0)
        chains = self._chains(links)
        return [line for chain in sorted(chains, key=self._middle) for line in chain]

    def _link(self, links: Links, least: float) -> None:
        """Link open lines to their continuations, best first, down to a score."""
        ends = [line for line in self._texts if self._seams.is_open[line] and line not in links]
        taken = set(links.values())
        begins = [line for line in self._texts if line not in taken and not self._is_first(line)]
        pairs = sorted(
            ((self._score(above, below), above, below) for above in ends for below in begins),
            reverse=True,
        )
        for score, above, below in pairs:
            if score < least:
                return
            if above in links or below in taken or self._end_of(links, below) == above:
                continue
            links[above] = below
            taken.add(below)

    def _end_of(self, links: Mapping[int, int], line: int) -> int:
        while line in links:
            line = links[line]
        return line

    def _score(self, above: int, below: int) -> float:
        score = self._seams.between(above, below)
        step = self._place[below] - self._place[above]
        if step == 1:
            score += _NEXT
        if self._is_full(above) and self._is_full(below) and step != 1:
            score += _SKIPPED if step > 0 else _BACK
        return score

    def _is_full(self, line: int) -> bool:
        return abs(self._columns.widths[line] - self._measure) <= 1

    def _is_first(self, line: int) -> bool:
        """Whether a line begins a paragraph: set in, or by its words."""
        if self._kinds[line] == LEAD:
            return True
        return self._seams.is_fresh[line]

    def _chains(self, links: Mapping[int, int]) -> list[list[int]]:
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
        """Where a chain stands: a lead first, then by the middle of its full lines."""
        full = [self._place[line] for line in chain if self._is_full(line)]
        places = full or [self._place[line] for line in chain]
        return self._kinds[chain[0]] != LEAD, sum(places) / len(places)
