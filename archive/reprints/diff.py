"""Divides a text into pieces that another text also has and pieces that it does not.

In: two printed texts. Out: the pieces of the first, which join to it again, for showing it with differences marked.
Common text is defined as in archive.reprints.compare: runs of RUN letters, in either script.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from archive.reprints.compare import shared_letters
from archive.reprints.fingerprint import is_letter
from text.code_points import codes_of
from text.fold import fold_with_map


@dataclass(frozen=True)
class DiffPiece:
    text: str
    is_shared: bool


def pieces_of(text: str, other: str) -> list[DiffPiece]:
    """Returns the pieces of `text`, alternately common and not. Punctuation and spaces go with the letter before."""
    if not text:
        return []
    mapped = fold_with_map(text)
    letters, places = _letters_with_places(mapped.text)
    shared = shared_letters(letters, _letters_with_places(fold_with_map(other).text)[0])
    origins = places if mapped.source is None else mapped.source[places]
    changes = np.flatnonzero(shared[1:] != shared[:-1]) + 1
    # A character may fold to several letters. If a piece ends between these, it may be empty.
    cuts = [0, *origins[changes].tolist(), len(text)]
    kinds = [bool(shared[at]) for at in (0, *changes.tolist())] if len(shared) else [False]
    pieces = [DiffPiece(text[start:end], kind) for (start, end), kind in zip(pairwise(cuts), kinds, strict=True)]
    return [piece for piece in pieces if piece.text]


def _letters_with_places(folded: str) -> tuple[np.ndarray, np.ndarray]:
    codes = codes_of(folded)
    places = np.flatnonzero(is_letter()[codes])
    return codes[places], places
