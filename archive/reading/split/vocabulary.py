"""The words of a page's lines, and how strongly a line belongs to the words of a story.

In: lines. Out: words of each line; for a line and the word counts of a story a gain, about -3 to
+20. Only words present count: a word absent says little, and punishing it drives long paragraphs
out of their own story.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from archive.reading.split.lines import Line
from archive.reading.split.weights import Weights
from text.fold import fold
from text.ordinary import word_frequencies
from text.words import tokenizer_of

if TYPE_CHECKING:
    import jieba

_WORDS_OF_A_LINE = 36
_CHARACTERS_OF_A_LINE = 200  # as many as hold that many words
_UNKNOWN = 1.0  # what a word that the dictionary lacks is counted as


class Dictionary(NamedTuple):
    tokenizer: "jieba.Tokenizer"
    frequencies: Mapping[str, int]
    total: float


@cache
def dictionary() -> Dictionary:
    """jieba's dictionary, folded: loaded once, in under a second."""
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
        """How well a line goes with a story of these word counts."""
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
    """The line's words of two and more characters."""
    words = dictionary().tokenizer.cut(fold(line.text[:_CHARACTERS_OF_A_LINE]))
    return [word for word in words if len(word) > 1 and word[0].isalnum()][:_WORDS_OF_A_LINE]


def _background(word: str, page: Counter[str], total: int, own: Counter[str], share: float) -> float:
    """How often the word is anyway: by the rest of the page, to a share, and by the language."""
    elsewhere = (page[word] - own[word]) / total
    known = dictionary()
    usual = (known.frequencies.get(word, 0) or _UNKNOWN) / known.total
    return share * elsewhere + (1 - share) * usual
