"""Converts a string into an array of code points and back: all tables of text/ are indexed by code point.

Lone surrogates are preserved in both directions.
"""

import numpy as np
from numpy.typing import NDArray

# The number of code points in Unicode.
CODE_POINTS = 0x110000


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points, one for each character. The array is read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
