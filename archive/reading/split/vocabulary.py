"""The words of a page's lines, and how well a line matches the words of a story.

In: lines. Out: the words of each line; for a line and the word counts of a story, a gain of about -3 to
+20. Only words that are present count: a missing word means little, and a penalty for it would drive
long paragraphs out of their own story.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from archive.reading.split.lines import Line
from archive.reading.split.weights import Weights
from text.fold import fold
from text.word_frequencies import word_frequencies
from text.words import tokenizer_of

if TYPE_CHECKING:
    import jieba

_WORDS_OF_A_LINE = 36
_CHARACTERS_OF_A_LINE = 200  # enough for that many words
_UNKNOWN = 1.0  # the count of a word that is not in the dictionary


class Dictionary(NamedTuple):
    tokenizer: "jieba.Tokenizer"
    frequencies: Mapping[str, int]
    total: float


@cache
def dictionary() -> Dictionary:
    """Returns jieba's dictionary, folded. It is loaded once, in less than a second."""
    frequencies = word_frequencies()
    tokenizer = tokenizer_of(frequencies)
    return Dictionary(tokenizer, frequencies, float(tokenizer.total))


class Vocabulary:
    """The words of the lines of one page."""

    def __init__(self, lines: Sequence[Line], weights: Weights) -> None:
        self._weights = weights
        self.words = [_words(line) for line in lines]
        counts = Counter(word for words in self.words for word in words)
        total = max(1, counts.total())
        self._background = [
            [_background(word, counts, total, own, weights.page_share) for word in own]
            for own in map(Counter, self.words)
        ]

    def gain(self, line: int, counts: Mapping[str, float], total: float) -> float:
        """Returns how well a line matches a story with these word counts."""
        if not total:
            return 0.0
        weights = self._weights
        most = weights.word_most
        odds = weights.word_odds / total
        gain = 0.0
        for word, background in zip(dict.fromkeys(self.words[line]), self._background[line], strict=True):
            count = counts.get(word)
            if count:
                gain += min(most, math.log(1 + odds * count / background))
            gain -= weights.word_price
        return weights.cohesion * gain


def _words(line: Line) -> list[str]:
    """Returns the line's words of two or more characters."""
    words = dictionary().tokenizer.cut(fold(line.text[:_CHARACTERS_OF_A_LINE]))
    return [word for word in words if len(word) > 1 and word[0].isalnum()][:_WORDS_OF_A_LINE]


def _background(word: str, page: Counter[str], total: int, own: Counter[str], share: float) -> float:
    """Returns the usual frequency of a word: `share` of it from the rest of the page, the rest from the language."""
    elsewhere = (page[word] - own[word]) / total
    known = dictionary()
    usual = (known.frequencies.get(word, 0) or _UNKNOWN) / known.total
    return share * elsewhere + (1 - share) * usual
