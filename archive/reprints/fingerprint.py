"""The fingerprint that finds a story's text again: a digest of its letters, and its smallest run hashes.

In: a text. Out: its letters (folded, without punctuation and spaces), and its `Fingerprint`.

A run is RUN consecutive letters, hashed to a number of 64 bits. A story keeps the MARKS smallest hashes of its
runs (a bottom-k sketch: A. Broder, On the resemblance and containment of documents, 1997). Whether a run is
kept depends only on its own hash, so an excerpt of a share c of a story has each mark of the whole with
probability c: of 10 marks at least one is left with probability .97 at c = .3, and .999 at c = .5. MinHash
with bands finds texts that are similar as a whole; for such excerpts it would need hundreds of bands.
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

# The version of signatures. Signatures of different versions cannot be compared: increase RECIPE with any change of
# these values, of the hash, of the folding, or of what boilerplate.py removes.
RECIPE = 2
RUN = 12  # letters: shorter runs are in too many stories, longer ones are broken by every change
MARKS = 10
SHORTEST = 20  # letters; shorter texts (详见第3版) are not compared
SHORTEST_CUT = 30  # letters; a shorter text can only be the same, not an excerpt

_BEYOND_LETTERS = 0x40000  # Unicode has no letters or numbers from here on
_BASE = 0x9E3779B97F4A7C15  # odd, so that multiplication by it is reversible modulo 2**64


@dataclass(frozen=True)
class Fingerprint:
    """`digest` and `marks` are signed 64-bit integers, as in databases. Texts with the same letters have one digest."""

    length: int  # letters
    digest: int | None  # None if the text is shorter than SHORTEST
    marks: tuple[int, ...]  # at most MARKS; empty if the text is shorter than SHORTEST_CUT


def letters_of(text: str) -> Letters:
    """Returns the code points of the folded letters and digits of a text, in order."""
    codes = codes_of(fold(text))
    return codes[is_letter()[codes]]


def signature_of(letters: Letters) -> Fingerprint:
    length = len(letters)
    digest = _digest(letters) if length >= SHORTEST else None
    return Fingerprint(length, digest, _marks(letters) if length >= SHORTEST_CUT else ())


def runs_of(letters: Letters) -> NDArray[np.uint64]:
    """Returns the hash of the run that begins at each letter; empty if there are fewer than RUN letters.

    A polynomial in _BASE modulo 2**64 over the mixed letters, built by doubling: 1, 2, 4, 8, 12 letters.
    """
    if len(letters) < RUN:
        return np.empty(0, np.uint64)
    ones = _mixed(letters.astype(np.uint64) * np.uint64(_BASE))
    fours = _joined(_joined(ones, ones, 1), _joined(ones, ones, 1), 2)
    return _mixed(_joined(_joined(fours, fours, 4), fours, 8))


def _joined(left: NDArray[np.uint64], right: NDArray[np.uint64], width: int) -> NDArray[np.uint64]:
    """Joins each run of `left` (`width` letters) with the run of `right` that follows it."""
    size = len(right) - width
    return left[:size] * np.uint64(pow(_BASE, width, 1 << 64)) + right[width:]


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mixes the bits: each bit of the result depends on all bits (finalizer of SplitMix64, Steele, Lea, Flood 2014)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def _marks(letters: Letters) -> tuple[int, ...]:
    runs = runs_of(letters)
    # Few runs occur twice, so the smallest distinct ones are nearly always among twice as many runs.
    least = np.unique(np.partition(runs, 2 * MARKS)[: 2 * MARKS] if len(runs) > 2 * MARKS else runs)
    if len(least) < MARKS < len(runs):
        least = np.unique(runs)
    return tuple(least[:MARKS].view(np.int64).tolist())


def _digest(letters: Letters) -> int:
    return int.from_bytes(hashlib.blake2b(letters.tobytes(), digest_size=8).digest(), "big", signed=True)


@cache
def is_letter() -> NDArray[np.bool_]:
    """Returns for each code point whether its Unicode category is letter or number."""
    kinds = (unicodedata.category(chr(code))[0] for code in range(_BEYOND_LETTERS))
    table = np.zeros(CODE_POINTS, dtype=bool)
    table[:_BEYOND_LETTERS] = np.fromiter((kind in "LN" for kind in kinds), dtype=bool, count=_BEYOND_LETTERS)
    return table
