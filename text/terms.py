"""Words as terms, made in the same way for stories and for queries.

In: folded text and a tokenizer. Out: stripped words in their order; pieces of signs only are left out.
"""

from functools import lru_cache

from text.grams import strip_punctuation
from text.words import Cutter


def ranking_terms(cutter: Cutter, folded: str) -> list[str]:
    """The words, and the shorter words inside long ones."""
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
