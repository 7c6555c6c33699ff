"""A string as an array of code points, and back: what all tables of text/ are looked up with.

Lone surrogates pass both ways.
"""

import numpy as np
from numpy.typing import NDArray

# How many code points Unicode has.
CODE_POINTS = 0x110000


def codes_of(text: str) -> NDArray[np.uint32]:
    """The code points, one a character; the array is read-only."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def text_of(codes: NDArray[np.uint32]) -> str:
    return codes.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
