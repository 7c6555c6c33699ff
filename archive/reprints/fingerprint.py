"""What is kept of a story's text to find it again: a digest of its letters, and the least of its runs.

In: a text. Out: its letters (folded; no signs, no spaces), and its `Fingerprint`.

A run is RUN letters standing together, as a number of 64 bits. A story keeps the MARKS least numbers of
all its runs (a bottom-k sketch: A. Broder, On the resemblance and containment of documents, 1997). Each
run is kept or not for its own sake, so a story cut to the share c of its length still has each mark of
the whole with probability c: of 10 marks one is left with probability .97 at c = .3, .999 at c = .5.
MinHash in bands finds what is alike as a whole, and at such cuts would need hundreds of bands.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from text.code_points import CODE_POINTS, codes_of
from text.fold import fold

Letters = NDArray[np.uint32]

# Another recipe makes signatures that do not meet those made before: raise RECIPE with any change of these,
# of the hash, of the folding, or of what furniture.py leaves of a body.
RECIPE = 2
RUN = 12  # letters: shorter runs stand in too many stories, longer ones break at every change
MARKS = 10
SHORTEST = 20  # letters; a shorter text (详见第3版) is nobody's own
SHORTEST_CUT = 30  # letters; a shorter text is only compared as a whole

_BEYOND_LETTERS = 0x40000  # Unicode has neither letters nor numbers from here on
_BASE = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing


@dataclass(frozen=True)
class Fingerprint:
    """`digest` and `marks` are signed numbers of 64 bits, as databases have them; equal letters, equal digest."""

    length: int  # letters
    digest: int | None  # None where the text is shorter than SHORTEST
    marks: tuple[int, ...]  # at most MARKS, none where it is shorter than SHORTEST_CUT


def letters_of(text: str) -> Letters:
    """The code points of the folded letters and digits of a text, in order."""
    codes = codes_of(fold(text))
    return codes[is_letter()[codes]]


def signature_of(letters: Letters) -> Fingerprint:
    length = len(letters)
    digest = _digest(letters) if length >= SHORTEST else None
    return Fingerprint(length, digest, _marks(letters) if length >= SHORTEST_CUT else ())


def runs_of(letters: Letters) -> NDArray[np.uint64]:
    """The number of the run that begins at each letter; empty where there are fewer than RUN letters.

    A polynomial in _BASE modulo 2**64 over the mixed letters, built by doubling: 1, 2, 4, 8, 12 letters.
    """
    if len(letters) < RUN:
        return np.empty(0, np.uint64)
    ones = _mixed(letters.astype(np.uint64) * np.uint64(_BASE))
    fours = _joined(_joined(ones, ones, 1), _joined(ones, ones, 1), 2)
    return _mixed(_joined(_joined(fours, fours, 4), fours, 8))


def _joined(left: NDArray[np.uint64], right: NDArray[np.uint64], width: int) -> NDArray[np.uint64]:
    """Numbers of the runs of `left`, of `width` letters, each with the run of `right` that follows it."""
    size = len(right) - width
    return left[:size] * np.uint64(pow(_BASE, width, 1 << 64)) + right[width:]


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Each bit of the result hangs on every bit (the finalizer of SplitMix64, Steele, Lea, Flood 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _marks(letters: Letters) -> tuple[int, ...]:
    runs = runs_of(letters)
    # Few runs come twice, so that the least distinct ones are nearly always among twice as many.
    least = np.unique(np.partition(runs, 2 * MARKS)[: 2 * MARKS] if len(runs) > 2 * MARKS else runs)
    if len(least) < MARKS < len(runs):
        least = np.unique(runs)
    return tuple(least[:MARKS].view(np.int64).tolist())


def _digest(letters: Letters) -> int:
    return int.from_bytes(hashlib.blake2b(letters.tobytes(), digest_size=8).digest(), "big", signed=True)


@cache
def is_letter() -> NDArray[np.bool_]:
    """For each code point, whether it is of Unicode's categories of letters and numbers."""
    kinds = (unicodedata.category(chr(code))[0] for code in range(_BEYOND_LETTERS))
    table = np.zeros(CODE_POINTS, dtype=bool)
    table[:_BEYOND_LETTERS] = np.fromiter((kind in "LN" for kind in kinds), dtype=bool, count=_BEYOND_LETTERS)
    return table
