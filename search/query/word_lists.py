"""The words of an index by their length, as arrays: for finding those that are nearly what was typed.

In: the words of a segment, and in how many stories each is. Out: a Vocabulary.
"""

from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from search.index.layout import Array, split_texts
from search.index.open_segment import OpenSegment
from text.grams import is_alphabetic

SHORTEST, LONGEST = 2, 8


@dataclass(frozen=True)
class WordsOfLength:
    """`columns` u16 [length, words]: the first characters of all words, then the second ones, and so on: a whole
    column is compared with one character at a time. `stories` i64 [words]: in how many stories each is.
    """

    columns: Array
    stories: Array

    def rows(self, chosen: Array) -> "WordsOfLength":
        """Only the words for which `chosen` is true."""
        return WordsOfLength(np.compress(chosen, self.columns, axis=1), self.stories[chosen])

    def word(self, row: int) -> str:
        return self.columns[:, row].tobytes().decode("utf-16-le")


_known: "WeakKeyDictionary[OpenSegment, dict[int, WordsOfLength]]" = WeakKeyDictionary()


def vocabulary_of(segment: OpenSegment) -> dict[int, WordsOfLength]:
    """The Chinese words of the first plane in a segment, by length. Made once for each segment: it takes a while."""
    found = _known.get(segment)
    if found is None:
        found = _known[segment] = _made(segment)
    return found


def _made(segment: OpenSegment) -> dict[int, WordsOfLength]:
    texts = split_texts(segment.sections["words.terms"], segment.sections["words.bounds"])
    stories = np.diff(segment.sections["words.offsets"].astype(np.int64)).tolist()
    by_length: dict[int, list[tuple[str, int]]] = {}
    for text, count in zip(texts, stories, strict=True):
        word = text.decode("utf-8", "surrogatepass")
        if SHORTEST <= len(word) <= LONGEST and max(word) < "\ue000" and _is_chinese(word[0] + word[-1]):
            by_length.setdefault(len(word), []).append((word, count))
    return {length: _arrays(length, words) for length, words in by_length.items()}


def _arrays(length: int, words: list[tuple[str, int]]) -> WordsOfLength:
    joined = "".join(word for word, _ in words)
    columns = np.frombuffer(joined.encode("utf-16-le"), "<u2").reshape(-1, length).T
    return WordsOfLength(np.ascontiguousarray(columns), np.array([count for _, count in words], np.int64))


@lru_cache(maxsize=20_000)
def _is_chinese(two: str) -> bool:
    """Whether both characters are ideographs."""
    return all(char.isalpha() and not is_alphabetic(char) for char in two)
