"""Words as terms: the one way for stories and queries alike.

In: folded text and a cutter. Out: squeezed words, in their order; pieces that are only signs drop out.
"""

from functools import lru_cache

from text.grams import squeeze
from text.words import Cutter


def ranking_terms(cutter: Cutter, folded: str) -> list[str]:
    """Words and the shorter words inside the long ones."""
    return _squeezed(cutter.search_words(folded))


def words_of(cutter: Cutter, folded: str) -> list[str]:
    """The words of the text, one after the other."""
    return _squeezed(cutter.cut(folded))


def _squeezed(words: list[str]) -> list[str]:
    squeezed = (word if word.isalnum() else _squeeze_word(word) for word in words)
    return list(filter(None, squeezed))


@lru_cache(maxsize=100_000)
def _squeeze_word(word: str) -> str:
    return squeeze(word).text
