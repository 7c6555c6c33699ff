"""A text made from another, and the way back to it.

In: the made text and, for each of its characters, the place in the original it was made from.
Out: the range of the original that any range of the made text stands for.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class MappedText:
    """A made text with its offsets. Offsets are code points, ranges are half open.

    `source[i]` is the index in the original of the character `text[i]` was made from; it never
    falls. None stands for the identity: every character stayed where it was.
    `length` is the number of code points of the original.
    """

    text: str
    source: NDArray[np.int32] | None
    length: int

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original that `text[start:end]` was made from, whole characters.

        Raises IndexError where the range is none of this text.
        """
        if not 0 <= start <= end <= len(self.text):
            raise IndexError(f"no range {start}:{end} in a text of {len(self.text)} characters")
        if self.source is None:
            return start, end
        if start == end:
            place = self._place(start)
            return place, place
        return int(self.source[start]), int(self.source[end - 1]) + 1

    def after(self, earlier: "MappedText") -> "MappedText":
        """This text mapped to the original of `earlier`, from whose text this one was made."""
        if self.length != len(earlier.text):
            raise ValueError("the earlier text is not what this one was made from")
        if earlier.source is None:
            return MappedText(self.text, self.source, earlier.length)
        if self.source is None:
            return MappedText(self.text, earlier.source, earlier.length)
        return MappedText(self.text, earlier.source[self.source], earlier.length)

    def _place(self, index: int) -> int:
        if self.source is None:
            return index
        return int(self.source[index]) if index < len(self.source) else self.length
