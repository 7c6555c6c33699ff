"""Texts as the index holds them: stripped units, what stands between them, words.

In: original texts, many at once. Out: one long array of UTF-16 units with a 0 after each text; the
places in it at which a word of letters or a number goes on, and at which signs stand that stripping
leaves out; each text folded, for the cutter.

Folding, stripping, signs and the ends of words are those of text.fold and text.grams. Many texts are
handled as one, parted by a character that folding and stripping leave alone: a noncharacter (Unicode
3.4, D14) of a plane of ideographs, which no text may hold; where one does it is a space.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from text.code_points import CODE_POINTS, codes_of, text_of
from text.fold import fold
from text.grams import is_alphabetic, is_digit, signs, strip_punctuation

TEXT_END = "\U0002ffff"
KNOWN, DIGIT, POINT, SPELLING, SIGN = 1, 2, 4, 8, 16
PhraseParts = tuple[str, tuple[tuple[int, int], ...]]


class Cut(NamedTuple):
    """`units` u16. `glued` i64: places in `units`, rising. `folded`: as many as there were texts.

    `sign_keys` u16 and `sign_places` i64: the lower 16 bits of a visible sign, and the place of the unit
    before which it stands.
    """

    units: np.ndarray
    glued: np.ndarray
    sign_keys: np.ndarray
    sign_places: np.ndarray
    folded: list[str]


def cut_texts(texts: list[str]) -> Cut:
    """Fold and strip_punctuation these texts. The whole of them should stay under a hundred million characters."""
    folded = fold("".join(text.replace(TEXT_END, " ") + TEXT_END for text in texts))
    stripped = strip_punctuation(folded)
    codes, original = codes_of(stripped.text).copy(), codes_of(folded)
    source = np.arange(len(codes)) if stripped.source is None else stripped.source
    kinds = _kinds(original)
    # Where a stripped character stands in units: those beyond the first plane, before it, have two.
    long = (codes > 0xFFFF) & (codes != ord(TEXT_END))
    places = np.arange(len(codes)) + np.cumsum(long) - long
    # Key 0 is that of what goes on: no sign that anybody has assigned ends in sixteen zeros.
    stands = np.flatnonzero((kinds & SIGN > 0) & (original & 0xFFFF > 0))
    codes[codes == ord(TEXT_END)] = 0
    units = np.frombuffer(text_of(codes).encode("utf-16-le", "surrogatepass"), "<u2")
    return Cut(
        units,
        places[_glued(kinds, source)],
        (original[stands] & 0xFFFF).astype(np.uint16),
        places[np.searchsorted(source, stands)],
        folded.split(TEXT_END)[:-1],
    )


def units_of(run: str) -> list[int]:
    """The UTF-16 units of a stripped run; none where no text can have it: with NUL or half a character."""
    try:
        units = np.frombuffer(run.encode("utf-16-le"), "<u2").tolist()
    except UnicodeEncodeError:
        return []
    return [] if 0 in units else units


def phrase_parts(text: str) -> PhraseParts:
    """The stripped run of a text, and the signs in it, none twice: the unit before which each stands, and its key."""
    cut = cut_texts([text])
    run = cut.units[:-1].tobytes().decode("utf-16-le", "surrogatepass")
    return run, tuple(dict.fromkeys(zip(cut.sign_places.tolist(), cut.sign_keys.tolist(), strict=True)))


def _glued(kinds: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The edges, before kinds[edge], that text.grams.has_word_boundaries finds inside a word or number."""
    around = np.concatenate([[KNOWN, KNOWN], kinds, [KNOWN]])
    two_before, before, after, next_after = (around.take(edges + step) for step in range(4))
    digits = before & after & DIGIT
    decimals = (before & POINT > 0) & (two_before & after & DIGIT > 0)
    decimal_point = (after & POINT > 0) & (before & next_after & DIGIT > 0)
    return np.flatnonzero((digits > 0) | decimals | decimal_point | (before & after & SPELLING > 0))


def _kinds(codes: np.ndarray) -> np.ndarray:
    table = _kind_table()
    kinds = table[codes]
    if not kinds.all():
        new = np.unique(codes[kinds == 0])
        visible = signs(text_of(new))
        for code in new.tolist():
            table[code] = _kind(code) | SIGN * (chr(code) in visible)
        kinds = table[codes]
    return kinds


@cache
def _kind_table() -> np.ndarray:
    """Filled as characters are met; two threads that meet the same write the same."""
    return np.zeros(CODE_POINTS, np.uint8)


def _kind(code: int) -> int:
    char = chr(code)
    return KNOWN | DIGIT * is_digit(char) | POINT * (char in ".,") | SPELLING * is_alphabetic(char)
