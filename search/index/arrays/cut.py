"""Texts as the index holds them: squeezed units, places where a word goes on, words.

In: original texts, many at once. Out: one long array of UTF-16 units with a 0 after each text; the
places in it at which a word of letters or a number goes on; each text folded, for the cutter.

Folding, squeezing and the ends of words are those of text.fold and text.grams. Many texts are handled
as one, parted by a character that folding and squeezing leave alone: a noncharacter (Unicode 3.4, D14)
of a plane of ideographs, which no text may hold; where one does it is a space.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from text.codes import CODE_POINTS, codes_of, text_of
from text.fold import fold
from text.grams import squeeze

TEXT_END = "\U0002ffff"
UNKNOWN, OTHER, DIGIT, POINT, SPELLING = range(5)


class Cut(NamedTuple):
    """`units` u16; `glued` i64, rising places in `units`; `folded` as many as there were texts."""

    units: np.ndarray
    glued: np.ndarray
    folded: list[str]


def cut_texts(texts: list[str]) -> Cut:
    """Fold and squeeze these texts. The whole of them should stay under a hundred million characters."""
    folded = fold("".join(text.replace(TEXT_END, " ") + TEXT_END for text in texts))
    squeezed = squeeze(folded)
    codes = codes_of(squeezed.text).copy()
    source = np.arange(len(codes)) if squeezed.source is None else squeezed.source
    glued = np.flatnonzero(_glued(codes_of(folded), source))
    glued += np.cumsum((codes > 0xFFFF) & (codes != ord(TEXT_END)))[glued - 1]
    codes[codes == ord(TEXT_END)] = 0
    units = np.frombuffer(text_of(codes).encode("utf-16-le", "surrogatepass"), "<u2")
    return Cut(units, glued, folded.split(TEXT_END)[:-1])


def units_of(run: str) -> list[int]:
    """The UTF-16 units of a squeezed run; none where no text can have it: with NUL or half a character."""
    try:
        units = np.frombuffer(run.encode("utf-16-le"), "<u2").tolist()
    except UnicodeEncodeError:
        return []
    return [] if 0 in units else units


def _glued(codes: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """For each edge before codes[edge]: whether text.grams.stands_whole finds it inside a word or number."""
    kinds = np.concatenate([[OTHER, OTHER], _kinds(codes), [OTHER]]).astype(np.uint8)
    two_before, before, after, next_after = (kinds[edges + step] for step in range(4))
    digit = (before == DIGIT) & (after == DIGIT)
    decimals = (before == POINT) & (two_before == DIGIT) & (after == DIGIT)
    decimal_point = (before == DIGIT) & (after == POINT) & (next_after == DIGIT)
    return digit | decimals | decimal_point | ((before == SPELLING) & (after == SPELLING))


def _kinds(codes: np.ndarray) -> np.ndarray:
    table = _kind_table()
    kinds = table[codes]
    if (kinds == UNKNOWN).any():
        for code in np.unique(codes[kinds == UNKNOWN]).tolist():
            table[code] = _kind(code)
        kinds = table[codes]
    return kinds


@cache
def _kind_table() -> np.ndarray:
    """Filled as characters are met; two threads that meet the same write the same."""
    return np.zeros(CODE_POINTS, np.uint8)


def _kind(code: int) -> int:
    char = chr(code)
    if char.isdecimal():
        return DIGIT
    if char in ".,":
        return POINT
    ideographic = 0x2E80 <= code < 0xAC00 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x40000
    return SPELLING if char.isalpha() and not ideographic else OTHER
