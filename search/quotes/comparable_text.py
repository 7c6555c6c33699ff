"""A text as the quote check compares it: units of the index, words of letters and numbers whole, and the way back.

In: an original text. Out: its units (UTF-16, folded, without signs: see text.units), its tokens, and for each range
of units the range of the original text. A token is a character, or a number, or a word of letters.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from text.fold import fold_with_map
from text.readings import other_characters
from text.units import TEXT_END, cut_texts

Array = NDArray
UNIT = 2  # bytes
# From here on, the numbers of tokens that are longer than one unit.
LONG_TOKEN = 1 << 16
# Between two characters these are no visible sign.
BLANK = frozenset(" \t\xa0\u200b")


@dataclass(frozen=True, eq=False)
class ComparableText:
    """`units`: u16. `others`: the same with ambiguous characters in their other reading (計畫 as 計划).

    `places`: for each unit the offset of its character in `text`. `glued`: for each unit, and for the end, whether a
    number or a word of letters continues there.
    """

    text: str
    units: Array
    others: Array
    places: Array
    glued: Array

    @classmethod
    def of(cls, text: str) -> "ComparableText":
        return comparable_texts([text])[0]

    def __len__(self) -> int:
        return len(self.units)

    def units_in(self, start: int, end: int) -> tuple[int, int]:
        """The range of units that text[start:end] has."""
        first, last = np.searchsorted(self.places, [start, end])
        return int(first), int(last)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of `text` that a range of units was made from; an empty range lies behind the unit before it."""
        if start < end:
            return int(self.places[start]), int(self.places[end - 1]) + 1
        at = int(self.places[start - 1]) + 1 if start else 0
        return at, at

    def is_parted(self, unit: int) -> bool:
        """Whether a visible sign or the end of a line is before this unit; true at both ends of the text."""
        if not 0 < unit < len(self):
            return True
        between = self.text[int(self.places[unit - 1]) + 1 : int(self.places[unit])]
        return any(char not in BLANK for char in between)

    def occurrences(self, units: Array) -> Iterator[int]:
        """Where these units stand, as whole numbers and words of letters, in ascending order."""
        wanted, size = units.tobytes(), len(units)
        at = self._bytes.find(wanted) if size else -1
        while at >= 0:
            start, is_between = divmod(at, UNIT)
            if not is_between and not self.glued[start] and not self.glued[start + size]:
                yield start
            at = self._bytes.find(wanted, at + 1)

    def token_starts(self, start: int, end: int) -> Array:
        """The units at which the tokens of a range begin, followed by its end."""
        begins = ~self.glued[start:end]
        begins[:1] = True
        return np.append(np.flatnonzero(begins) + start, end)

    def widened(self, start: int, end: int) -> tuple[int, int]:
        """The range within the text, and without half a token at its ends."""
        start, end = max(start, 0), min(end, len(self))
        while self.glued[start]:
            start -= 1
        while self.glued[end]:
            end += 1
        return start, end

    @cached_property
    def pairs(self) -> Array:
        """Every two adjacent units as one number (u32), as the index has them."""
        return self.units[:-1].astype(np.uint32) << 16 | self.units[1:]

    @cached_property
    def _bytes(self) -> bytes:
        return self.units.tobytes()


def comparable_texts(texts: Sequence[str]) -> list[ComparableText]:
    """All of them at once, which takes far less time than one after the other."""
    whole = [text.replace(TEXT_END, " ") for text in texts]
    cut, other = cut_texts(whole), cut_texts([other_characters(text) for text in whole])
    folded = fold_with_map("".join(text + TEXT_END for text in whole))
    places = cut.source if folded.source is None else folded.source[cut.source]
    others = other.units if len(other.units) == len(cut.units) else cut.units
    glued = np.zeros(len(cut.units) + 1, bool)
    glued[cut.glued] = True
    ends = np.flatnonzero(cut.units == 0).tolist()
    starts = [0, *(end + 1 for end in ends)]
    begins = accumulate((len(text) + 1 for text in whole), initial=0)
    return [
        ComparableText(text, cut.units[start:end], others[start:end], places[start:end] - begin, glued[start : end + 1])
        for text, start, end, begin in zip(texts, starts, ends, begins, strict=False)
    ]
