"""Text without punctuation, and its bigrams, for a search that misses nothing.

In: folded text. Out: the text without white space and signs, with its map; bigrams.

If people see a run of characters in a story and type it, the search must find that story. The story may have line
breaks of a narrow column between them, spaces of a scan, quotation marks and brackets of some width; the typed text
may have others or none. So the search compares stripped text: letters, marks and numbers, without everything else
(white space, punctuation, symbols, controls, invisible characters). Only between two digits something is kept: one
SEPARATOR for any visible sign or line break there, because 1.5万 is not 15万 and 2021-2023 is not a number of eight
digits. It does not matter which sign it was (7·20 equals 7.20).

So nothing can be missed: if a run occurs in a text, the stripped run occurs in the stripped text, because the
separator depends only on what is between two digits of the run. A run of n ≥ 2 stripped characters can occur only
at a place at which all its n - 1 bigrams occur; a run of one character only where its character occurs. Bigrams
narrow the search, the stripped text decides.

Two things are lost by stripping and are available here: the boundaries of words and numbers (`has_word_boundaries` on
the folded text, `needs_word_boundaries`), and the signs themselves (`signs`: nothing is left of the query ★, which
can still be looked for among the signs of each story).
"""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from text.code_points import CODE_POINTS, codes_of, text_of
from text.mapped_text import MappedText

KIND_FILE = Path(__file__).parent / "tables" / "kinds.tsv"
HIDDEN, SIGN, LETTER, DIGIT = range(4)
SEPARATOR = "."


def strip_punctuation(folded: str) -> MappedText:
    """The text without signs, but with one SEPARATOR for the signs between two digits.

    The map leads to the code points of `folded`; that of a separator to the character after the first digit.
    """
    codes = codes_of(folded)
    kinds = _kinds()[codes]
    kept = np.flatnonzero(kinds >= LETTER)
    if len(kept) == len(codes):
        return MappedText(folded, None, len(folded))
    source, stripped = kept.astype(np.int32), codes[kept]
    digits = np.flatnonzero(kinds[kept] == DIGIT)
    # Digits that another digit follows, with a sign between the two.
    parted = digits[:-1][np.diff(digits) == 1]
    if len(parted):
        signs_before = np.cumsum(kinds == SIGN)[kept]
        parted = parted[signs_before[parted] < signs_before[parted + 1]]
        source = np.insert(source, parted + 1, source[parted] + 1)
        stripped = np.insert(stripped, parted + 1, ord(SEPARATOR))
    return MappedText(text_of(stripped), source, len(folded))


def strip_invisible(text: str) -> str:
    """The text without invisible characters: byte order marks, joiners, controls."""
    codes = codes_of(text)
    seen = _kinds()[codes] != HIDDEN
    return text if seen.all() else text_of(codes[seen])


def bigrams(stripped: str) -> list[str]:
    """Every two adjacent characters, in their order; the k-th bigram begins at k."""
    return [stripped[start : start + 2] for start in range(len(stripped) - 1)]


def signs(folded: str) -> frozenset[str]:
    """The visible signs of a text, which stripping removes. White space does not count as a sign."""
    codes = codes_of(folded)
    left_out = text_of(np.unique(codes[_kinds()[codes] == SIGN]))
    return frozenset(char for char in left_out if not char.isspace())


@cache
def kinds_fingerprint() -> str:
    """SHA-256 of the table of kinds, in hex. Texts stripped with different tables cannot be compared."""
    return hashlib.sha256(KIND_FILE.read_bytes()).hexdigest()


def has_word_boundaries(folded: str, start: int, end: int) -> bool:
    """Whether folded[start:end] begins and ends at boundaries of numbers and of words of a script with letters.

    True for 5万元 in 补助5万元, false in 105万元 and in 1.5万元; false for work in network. Every ideograph counts as a
    word of its own. The range must lie within the text and must not be empty.
    """
    return not (is_inside_word(folded, start) or is_inside_word(folded, end))


def needs_word_boundaries(stripped: str) -> bool:
    """Whether a word or number may continue beyond this text. If not, it has boundaries at every occurrence."""
    return any(is_digit(char) or is_alphabetic(char) for char in stripped[:1] + stripped[-1:])


def is_inside_word(folded: str, edge: int) -> bool:
    """Whether a number or a word continues across the edge before folded[edge]."""
    if not 0 < edge < len(folded):
        return False
    before, after = folded[edge - 1], folded[edge]
    if is_digit(before) and is_digit(after):
        return True
    if before in ".,":
        return _is_in_number(folded, edge - 1)
    if after in ".,":
        return _is_in_number(folded, edge)
    return is_alphabetic(before) and is_alphabetic(after)


def _is_in_number(folded: str, point: int) -> bool:
    """Whether this point or comma is inside a number. Behind a comma there are three digits: not in 2260,7×24."""
    behind = [is_digit(char) for char in folded[point + 1 : point + 5]]
    if not point or not is_digit(folded[point - 1]) or not any(behind[:1]):
        return False
    return folded[point] == "." or behind in ([True] * 3, [True] * 3 + [False])


def is_digit(char: str) -> bool:
    """Whether numbers are written with it."""
    return bool(_kinds()[ord(char)] == DIGIT)


def is_alphabetic(char: str) -> bool:
    """Whether the character is a letter of a script that separates words by spaces."""
    return char.isalpha() and not _is_ideographic(ord(char))


def _is_ideographic(code: int) -> bool:
    """From the radicals to the last ideograph of the first plane, without Hangul; and planes 2 and 3."""
    return 0x2E80 <= code < 0xAC00 or 0xF900 <= code < 0xFB00 or 0x20000 <= code < 0x40000


@cache
def _kinds() -> NDArray[np.uint8]:
    """HIDDEN, SIGN, LETTER or DIGIT for each code point."""
    names = {"hidden": HIDDEN, "sign": SIGN, "letter": LETTER, "digit": DIGIT}
    lines = KIND_FILE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    starts = [int(code, 16) for code, _ in rows]
    kinds = np.array([names[kind] for _, kind in rows], dtype=np.uint8)
    return np.repeat(kinds, np.diff([*starts, CODE_POINTS]))
