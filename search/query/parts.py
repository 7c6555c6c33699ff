"""The parts of a run: what a sentence must have if the run itself is not there.

In: a folded run, the cutter of the index, the number of stories that have a phrase. Out: Parts, in their order.

A number is one part with its sign, its 第 and its measure (第19次, 1月1日, 50多万元, 5%, 双11), a word of letters is
one with what it is written together with (c++, covid-19), and the rest are words of the plain dictionary. A lone
character joins its neighbour: there is no 产 and no 改 in 产改.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from search.engine.query_tree import Phrase
from text.grams import is_alphabetic, is_digit, strip_punctuation
from text.measures import CARDINAL, ORDINAL
from text.numerals import MORE
from text.patterns import YEAR
from text.units import phrase_parts
from text.words import Cutter

Zones = tuple[str, ...]
# In how many stories a phrase is found.
Frequency = Callable[[Phrase], int]
MULTIPLIER = "[十百千万亿]"
DIGITS = r"\d+(?:[.,:/·•‧\-]\d+)*"
NUMERAL = "[〇零一二三四五六七八九十百千万亿两]"
NUMERALS = f"{NUMERAL}+"
DATE = rf"(?:\d+年)?\d+月(?:\d+[日号])?|\d+年|{NUMERALS}年(?:{NUMERALS}月(?:{NUMERALS}日)?)?|{NUMERALS}月{NUMERALS}日"
NUMBER = (
    rf"[$¥€£±]?[第双]?{DIGITS}{MULTIPLIER}*(?:{MORE})?{MULTIPLIER}*(?:[%‰℃]|{CARDINAL})?|第{NUMERALS}(?:{ORDINAL})?"
    rf"|[百千万]分之{NUMERALS}"
)
# 四百六十名 is one part as 460名 is. 五一 is no amount, and 十一期间 no 期.
SPELLED = rf"(?=[〇零一二三四五六七八九两]*{MULTIPLIER}){NUMERAL}{{2,}}(?:{MORE})?(?:{CARDINAL})"
LETTERS = r"[a-z][a-z0-9]*(?:[-.&'_/+][a-z0-9]+)*[+#]*"
STRETCH = re.compile(rf"(?<![a-z0-9])(?:\d+(?:\.\d+)?{LETTERS}|{DATE}|{NUMBER}|{SPELLED}|{LETTERS})")
# 2018 is a year and no number of 台 in 2018台风.
BEFORE_WORD = re.compile(rf"({YEAR}|{NUMERALS})(?!{NUMERAL}|年)[^\d\W年]+")
LONGEST_WORD = 8
# Signs that make another number, or another word of letters.
NUMBER_SIGNS = frozenset(ord(sign) for sign in "%‰$¥€£±℃")
LETTER_SIGNS = frozenset(ord(sign) for sign in "+#")
# 1/3 is neither 1.3% nor 1-3月. Stripped, all three are alike.
FRACTION, SLASH = re.compile(r"[1-9]\.(?:[2-9]|10)"), ord("/")
# Between two words these say nothing about what is looked for.
PARTICLES = frozenset("的和与及")


@dataclass(frozen=True)
class RunPart:
    """`text`: stripped. `signs`: as in the engine's Phrase. `is_fixed`: it begins with a digit or a letter."""

    text: str
    signs: tuple[tuple[int, int], ...] = ()
    is_fixed: bool = False

    @property
    def is_number(self) -> bool:
        """It is, or begins with, a number or a word of letters, such as 第100届: that never falls apart."""
        return self.is_fixed or bool(STRETCH.match(self.text))

    def phrase(self, zones: Zones = ()) -> Phrase:
        """The part as a whole word. A single Chinese character is found inside words, too."""
        if len(self.text) == 1 and not self.is_fixed:
            return Phrase(self.text, zones)
        return Phrase(self.text, zones, signs=self.signs, word_begin=True, word_end=True)

    def quoted(self, zones: Zones = ()) -> Phrase:
        """The part as it is between quotes: a number or a word of letters is whole, Chinese may be cut anywhere."""
        return Phrase(self.text, zones, signs=self.signs, word_begin=self._is_word(0), word_end=self._is_word(-1))

    def _is_word(self, at: int) -> bool:
        char = self.text[at : at + 1 or None]
        return is_alphabetic(char) or is_digit(char) if char else False


def parts_of_run(folded: str, cutter: Cutter, frequency: Frequency) -> tuple[RunPart, ...]:
    """The parts of a run without duplicates; () for a run of signs only."""
    found: list[RunPart] = []
    # A pasted text may have the same stretch a thousand times.
    for is_fixed, text in dict.fromkeys(_stretches(folded, cutter)):
        found += [_fixed(text)] if is_fixed else map(RunPart, _words(text, cutter, frequency))
    return tuple(dict.fromkeys(part for part in found if part.text))


def whole_run(folded: str) -> RunPart:
    """The run as one part."""
    return _fixed(folded)


def _stretches(folded: str, cutter: Cutter) -> Iterator[tuple[bool, str]]:
    """The run in pieces: numbers and words of letters, and what is between them."""
    at = 0
    for found in STRETCH.finditer(folded):
        end = _end_of(found, folded, cutter)
        # A lone character behind it belongs to it, as in iii组, if nothing else is there that it could belong to.
        if len(folded[end:]) == 1 or STRETCH.match(folded, end + 1):
            end += len(_without_signs(folded[end : end + 1]))
        yield False, folded[at : found.start()]
        yield True, folded[found.start() : end]
        at = end
    yield False, folded[at:]


def _end_of(found: re.Match[str], folded: str, cutter: Cutter) -> int:
    """The end of the number or word of letters.

    The measure behind a year or a numeral counts only if it is a word by itself.
    """
    number = BEFORE_WORD.fullmatch(found[0])
    if number:
        number_end = found.start() + len(number[1])
        word = next(iter(cutter.known_words(folded[number_end : number_end + LONGEST_WORD])), "")
        if len(word) > found.end() - number_end:
            return number_end
    return found.end()


def _fixed(text: str) -> RunPart:
    stripped, signs = (text, ()) if text.isalnum() else phrase_parts(text)
    is_fixed = not stripped or stripped[0].isdigit() or is_alphabetic(stripped[0])
    return RunPart(stripped, tuple((step, key) for step, key in signs if _is_kept(stripped, step, key)), is_fixed)


@lru_cache(maxsize=1000)
def _without_signs(piece: str) -> str:
    return strip_punctuation(piece).text


def _is_kept(stripped: str, step: int, key: int) -> bool:
    """Whether a sign belongs to the number or the word of letters beside it."""
    before, after = stripped[step - 1 : step] if step else "", stripped[step : step + 1]
    if key in NUMBER_SIGNS:
        return before.isdigit() or after.isdigit()
    if key == SLASH:
        return bool(FRACTION.fullmatch(stripped))
    return key in LETTER_SIGNS and step == len(stripped) and before.isascii() and before.isalpha()


def _words(text: str, cutter: Cutter, frequency: Frequency) -> list[str]:
    """The words, with lone characters joined to their neighbours. Nothing joins across a sign."""
    pieces = [piece if piece.isalnum() else _without_signs(piece) for piece in cutter.known_words(text)]
    groups = dict.fromkeys(tuple(group) for is_text, group in groupby(pieces, bool) if is_text)
    return [word for group in groups for word in _joined(group, frequency)]


def _joined(words: Sequence[str], frequency: Frequency) -> list[str]:
    """Lone characters side by side become one word. A single one joins the neighbour with which it is more common."""
    chunks: list[str] = []
    for is_lone, group in groupby(words, lambda word: len(word) == 1):
        found = list(group)
        chunks += ["".join(found)] if is_lone else found
    at = 0
    while at < len(chunks) > 1:
        if len(chunks[at]) > 1:
            at += 1
            continue
        lone, left, right = chunks[at], chunks[at - 1] if at else "", "".join(chunks[at + 1 : at + 2])
        if left and right and lone in PARTICLES:
            del chunks[at]
        elif not left or (right and frequency(Phrase(lone + right)) >= frequency(Phrase(left + lone))):
            chunks[at : at + 2] = [lone + right]
        else:
            chunks[at - 1 : at + 1] = [left + lone]
    return chunks
