"""Doubts as tests read and write them: by their sentences."""

from collections.abc import Iterable

from archive.reading.document import Doubt
from archive.words.doubt_words import doubt_in_own_words, words_of_doubt


def sentences(doubts: Iterable[Doubt]) -> list[str]:
    return [words_of_doubt(doubt) for doubt in doubts]


def in_own_words(*texts: str) -> list[Doubt]:
    return [doubt_in_own_words(text) for text in texts]
