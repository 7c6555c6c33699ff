"""Puts the lines of a story into reading order.

In: the lines of one story in file order, each with its part. Out: the same lines in reading order.
File order is kept if it makes sense. A subhead, caption or box inside a sentence is moved behind it;
a sentence that breaks off in file order is joined to the line that continues it. A story whose lines
were shuffled by the scan is put together again (see shuffled.py).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from archive.reading.split.columns import Columns
from archive.reading.split.kinds import LABEL
from archive.reading.split.placement import BOX, SUBHEAD, TEXT, TITLE
from archive.reading.split.seams import CONTRADICTION, Seams
from archive.reading.split.shuffled import is_shuffled, put_together

_LONGEST = 400  # text lines: a longer story keeps file order, because sorting it would take too long
_GOOD_SEAM = 2.0  # enough evidence to move a line


class ReadingOrder:
    """Sorts the lines of the stories of one page."""

    def __init__(self, kinds: Sequence[str], columns: Columns, seams: Seams) -> None:
        self._kinds, self._columns, self._seams = kinds, columns, seams

    def sort(self, members: Sequence[int], parts: Mapping[int, str]) -> list[int]:
        """Returns the line numbers of a story (`members`, in file order) in reading order."""
        heads = [line for line in members if parts[line] == TITLE]
        texts = [line for line in members if parts[line] == TEXT]
        boxes = self._boxes([line for line in members if parts[line] == BOX])
        asides = [[line] for line in members if parts[line] == SUBHEAD]
        if len(texts) > _LONGEST:
            return sorted(members, key=lambda line: (parts[line] != TITLE, line))
        if is_shuffled(texts, self._kinds, self._columns, self._seams):
            texts = put_together(texts, self._kinds, self._columns, self._seams)
        else:
            texts = self._relinked(texts, boxes)
        return heads + self._with_asides(texts, sorted([*boxes, *asides]))

    def _boxes(self, lines: Sequence[int]) -> list[list[int]]:
        """Groups the box lines of a story into boxes; each begins with its label."""
        boxes: list[list[int]] = []
        for line in lines:
            if self._kinds[line] == LABEL or not boxes:
                boxes.append([])
            boxes[-1].append(line)
        return boxes

    def _relinked(self, texts: list[int], boxes: Sequence[list[int]]) -> list[int]:
        """Joins each broken sentence to its continuation, if the page contains a good one."""
        for box in boxes:
            self._complete(box, texts)
        for above in self._seams.broken_ends(texts):
            below = self._continuation(above, texts)
            if below is not None:
                texts = self._moved(texts, above, below)
        return texts

    def _complete(self, box: list[int], texts: list[int]) -> None:
        """Moves the first line of a box's sentence from the text into the box, if the box begins inside a sentence."""
        if len(box) < 2:
            return
        gains = {
            line: self._seams.between(line, box[1]) - max(0.0, self._seams.between(line, after))
            for line, after in pairwise(texts)
            if self._seams.is_open[line] and self._begins_paragraph(texts, line)
        }
        best = max(gains, key=gains.__getitem__, default=None)
        if best is not None and gains[best] >= _GOOD_SEAM:
            texts.remove(best)
            box.insert(1, best)

    def _begins_paragraph(self, texts: Sequence[int], line: int) -> bool:
        at = texts.index(line)
        return at == 0 or not self._seams.is_open[texts[at - 1]]

    def _continuation(self, above: int, texts: Sequence[int]) -> int | None:
        """Returns the nearest line that continues `above` far better than it continues the line above itself."""
        found = [
            below
            for before, below in pairwise(texts)
            if above not in (below, before)
            and self._seams.between(above, below) >= _GOOD_SEAM
            and self._seams.between(before, below) <= CONTRADICTION
        ]
        return min(found, key=lambda below: abs(below - above), default=None)

    def _moved(self, texts: list[int], above: int, below: int) -> list[int]:
        """Moves `below` and the lines that continue it behind `above`."""
        at = texts.index(below)
        end = at + 1
        while end < len(texts) and self._seams.is_open[texts[end - 1]] and texts[end] != above:
            end += 1
        run = texts[at:end]
        if above in run:
            return texts
        rest = texts[:at] + texts[end:]
        place = rest.index(above) + 1
        return rest[:place] + run + rest[place:]

    def _with_asides(self, texts: Sequence[int], asides: Sequence[list[int]]) -> list[int]:
        """Inserts subheads, captions and boxes at their places in the file, but never inside a sentence."""
        waiting = list(asides)
        order: list[int] = []
        for at, line in enumerate(texts):
            before = texts[at - 1] if at else None
            if before is None or not self._carries_on(before, line):
                while waiting and waiting[0][0] < line:
                    order += waiting.pop(0)
            order.append(line)
        return order + [line for aside in waiting for line in aside]

    def _carries_on(self, above: int, below: int) -> bool:
        if not self._seams.is_open[above]:
            return False
        return self._seams.between(above, below) > CONTRADICTION
