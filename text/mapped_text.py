"""A text made from another text, with a map back to it.

In: the new text and, for each of its characters, the offset in the original that it was made from.
Out: for any range of the new text the range of the original.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class MappedText:
    """A text with the offsets of its original. Offsets are code points, ranges are half open.

    `source[i]` is the index in the original of the character that `text[i]` was made from; it never decreases.
    None means that every character has kept its offset. `length` is the number of code points of the original.
    """

    text: str
    source: NDArray[np.int32] | None
    length: int

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that `text[start:end]` was made from, in whole characters.

        Raises IndexError if the range does not lie within this text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"the range {start}:{end} is outside a text of {len(self.text)} characters")
        if self.source is None:
            return start, end
        if start == end:
            place = self._place(start)
            return place, place
        return int(self.source[start]), int(self.source[end - 1]) + 1

    def after(self, earlier: "MappedText") -> "MappedText":
        """This text mapped to the original of `earlier`, if it was made from the text of `earlier`."""
        if self.length != len(earlier.text):
            raise ValueError("this text was not made from the earlier one")
        if earlier.source is None:
            return MappedText(self.text, self.source, earlier.length)
        if self.source is None:
            return MappedText(self.text, earlier.source, earlier.length)
        return MappedText(self.text, earlier.source[self.source], earlier.length)

    def _place(self, index: int) -> int:
        if self.source is None:
            return index
        return int(self.source[index]) if index < len(self.source) else self.length
