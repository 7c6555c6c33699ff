"""Words as terms: the one way for stories and queries alike.

In: folded text and a cutter. Out: stripped words, in their order; pieces that are only signs drop out.
"""

from functools import lru_cache

from text.grams import strip_punctuation
from text.words import Cutter


def ranking_terms(cutter: Cutter, folded: str) -> list[str]:
    """Words and the shorter words inside the long ones."""
    return _stripped(cutter.search_words(folded))


def words_of(cutter: Cutter, folded: str) -> list[str]:
    """The words of the text, one after the other."""
    return _stripped(cutter.cut(folded))


def _stripped(words: list[str]) -> list[str]:
    stripped = (word if word.isalnum() else _strip_word(word) for word in words)
    return list(filter(None, stripped))


@lru_cache(maxsize=100_000)
def _strip_word(word: str) -> str:
    return strip_punctuation(word).text
