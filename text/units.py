"""Texts as the index stores them: stripped UTF-16 units, what was between them, words.

In: original texts, many at once. Out: one long array of UTF-16 units with a 0 after each text; the places in it at
which a word of letters or a number continues, at which a sentence begins, and those of the signs that were stripped;
each text folded, for the tokenizer, and the way from there to the units.

Folding, stripping, signs and the ends of words are defined by text.fold and text.grams. Many texts are handled as
one, separated by a character that folding and stripping leave alone: a noncharacter (Unicode 3.4, D14) in a plane of
ideographs, which no text should contain. If a text does contain it, it becomes a space.
"""

from bisect import bisect_left
from functools import cache
from typing import NamedTuple

import numpy as np

from text.code_points import CODE_POINTS, codes_of, text_of
from text.fold import fold
from text.grams import is_alphabetic, is_digit, signs, strip_punctuation

TEXT_END = "\U0002ffff"
KNOWN, DIGIT, POINT, SPELLING, SIGN, SENTENCE_END, COMMA = 1, 2, 4, 8, 16, 32, 64
# After these, folded, a new sentence begins.
SENTENCE_ENDS = frozenset("。!?;\n\r\u2028\u2029")
PhraseParts = tuple[str, tuple[tuple[int, int], ...]]


class CutTexts(NamedTuple):
    """`units` u16. `glued` i64: places in `units`, ascending. `folded`: one for each text.

    `sentences` i64: the places at which a sentence begins. The first sentence of a text is not among them.
    `sign_keys` u16 and `sign_places` i64: the lower 16 bits of a visible sign, and the place of the unit that
    follows it. `source`: for each unit, the offset of its character in all folded texts together, each followed by
    one more character; ascending.
    """

    units: np.ndarray
    glued: np.ndarray
    sentences: np.ndarray
    sign_keys: np.ndarray
    sign_places: np.ndarray
    source: np.ndarray
    folded: list[str]


def cut_texts(texts: list[str]) -> CutTexts:
    """Fold and strip these texts. Together they should have less than a hundred million characters."""
    folded = fold("".join(text.replace(TEXT_END, " ") + TEXT_END for text in texts))
    stripped = strip_punctuation(folded)
    codes, original = codes_of(stripped.text).copy(), codes_of(folded)
    source = np.arange(len(codes)) if stripped.source is None else stripped.source
    kinds = _kinds(original)
    # The place of a stripped character among the units: characters before it beyond the first plane take two units.
    long = (codes > 0xFFFF) & (codes != ord(TEXT_END))
    places = np.arange(len(codes)) + np.cumsum(long) - long
    # Key 0 means that a word continues; no assigned sign ends in sixteen zero bits.
    stands = np.flatnonzero((kinds & SIGN > 0) & (original & 0xFFFF > 0))
    codes[codes == ord(TEXT_END)] = 0
    units = np.frombuffer(text_of(codes).encode("utf-16-le", "surrogatepass"), "<u2")
    ends = np.flatnonzero(kinds & SENTENCE_END) + 1
    return CutTexts(
        units,
        places[_glued(kinds, source)],
        places[np.searchsorted(source, ends)],
        (original[stands] & 0xFFFF).astype(np.uint16),
        places[np.searchsorted(source, stands)],
        np.repeat(source, 1 + long),
        folded.split(TEXT_END)[:-1],
    )


def units_of(run: str) -> list[int]:
    """The UTF-16 units of stripped text; [] if no text can contain it because of a NUL or half a character."""
    try:
        units = np.frombuffer(run.encode("utf-16-le"), "<u2").tolist()
    except UnicodeEncodeError:
        return []
    return [] if 0 in units else units


def phrase_parts(text: str) -> PhraseParts:
    """The stripped text; and its signs without duplicates: the unit that follows each, and its key. As cut_texts finds
    them, but in a fifth of the time for the few characters of a query.
    """
    folded = fold(text.replace(TEXT_END, " "))
    stripped, visible = strip_punctuation(folded), signs(folded)
    source = range(len(folded)) if stripped.source is None else stripped.source.tolist()
    found: dict[tuple[int, int], None] = {}
    for place, char in enumerate(folded) if visible else ():
        # Key 0 means that a word continues.
        if char in visible and ord(char) & 0xFFFF:
            before = stripped.text[: bisect_left(source, place)]
            found[len(before) + sum(char > "\uffff" for char in before), ord(char) & 0xFFFF] = None
    return stripped.text, tuple(found)


def _glued(kinds: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """The edges (before kinds[edge]) that are inside a word or number: as text.grams.is_inside_word."""
    around = np.concatenate([[KNOWN, KNOWN], kinds, [KNOWN] * 4])
    before, after = around.take(edges + 1), around.take(edges + 2)
    together = before & after & (DIGIT | SPELLING) > 0
    for place in (1, 2):
        together |= _in_number(around, edges + place)
    return np.flatnonzero(together)


def _in_number(kinds: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Whether these characters are points or commas inside a number; see text.grams."""
    before, itself, *behind = (kinds.take(at + step, mode="clip") for step in range(-1, 5))
    digits = [kind & DIGIT > 0 for kind in (before, *behind)]
    is_decimal = (itself & POINT > 0) & digits[0] & digits[1]
    groups = (itself & COMMA > 0) & digits[0] & digits[1] & digits[2] & digits[3] & ~digits[4]
    return np.asarray(is_decimal | groups)


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
    """Filled as characters come up. If two threads fill in the same character, they write the same value."""
    return np.zeros(CODE_POINTS, np.uint8)


def _kind(code: int) -> int:
    char = chr(code)
    ends_sentence = SENTENCE_END * (char in SENTENCE_ENDS)
    signs_in_numbers = POINT * (char == ".") | COMMA * (char == ",")
    return KNOWN | DIGIT * is_digit(char) | signs_in_numbers | SPELLING * is_alphabetic(char) | ends_sentence
