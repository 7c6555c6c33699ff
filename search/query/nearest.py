"""The words of the archive that are nearest to a word that nobody printed.

In: a word as it was typed, folded: with a wrong character (农名工), in pinyin (gonghui), under a foreign name
(Foxconn); the words of an index. Out: words that may be meant, the likeliest first.

A word is near if it has the same sound, or differs in one character: another one, one too many, one too few, or two
that changed places. Words that sound alike come first, then those that more stories have.
"""

from collections.abc import Iterable, Iterator
from math import log
from typing import NamedTuple

import numpy as np

from search.engine.segment_view import SegmentView
from search.index.layout import Array
from search.query.word_lists import LONGEST, SHORTEST, WordsOfLength, vocabulary_of
from text.foreign_names import foreign_names
from text.sounds import sounds

MOST_NEAR = 12
# How near a word is to what was typed. A word that is 1 farther must be in e times as many stories to come first.
SAME_SOUND, LIKE_SOUND, SWAPPED, CHANGED, LONGER_OR_SHORTER = 8.0, 4.0, 2.0, 1.0, 0.0
FARTHEST = LONGER_OR_SHORTER
MOST_READINGS = 8


class NearWord(NamedTuple):
    """`nearness`: one of the steps above. `stories`: in how many stories it is."""

    word: str
    nearness: float
    stories: int

    @property
    def worth(self) -> float:
        return self.nearness + log(1 + self.stories)


def nearest_words(typed: str, views: Iterable[SegmentView]) -> list[NearWord]:
    """At most MOST_NEAR words that may be meant by `typed`, which is folded and stripped; the likeliest first."""
    if typed in foreign_names():
        return [NearWord(foreign_names()[typed], SAME_SOUND, 1)]
    found: dict[str, NearWord] = {}
    for view in views:
        vocabulary = vocabulary_of(view.segment)
        for near in _by_letters(typed, vocabulary) if typed.isascii() else _by_characters(typed, vocabulary):
            if near.word != typed and (near.word not in found or near.worth > found[near.word].worth):
                found[near.word] = near
    return sorted(found.values(), key=lambda near: (-near.worth, near.word))[:MOST_NEAR]


def _by_letters(typed: str, vocabulary: dict[int, WordsOfLength]) -> Iterator[NearWord]:
    """Words with this pinyin."""
    for syllables in sounds().syllables(typed)[:MOST_READINGS]:
        words = vocabulary.get(len(syllables))
        if words is not None:
            yield from _best(words, _sounds_as(words.codes, syllables), SAME_SOUND)


def _by_characters(typed: str, vocabulary: dict[int, WordsOfLength]) -> Iterator[NearWord]:
    if not SHORTEST <= len(typed) <= LONGEST or max(typed) > "\ud7ff":
        return
    codes = np.frombuffer(typed.encode("utf-16-le"), "<u2")
    same = vocabulary.get(len(typed))
    if same is not None:
        changes = np.count_nonzero(same.codes != codes, axis=1)
        few = same.rows(changes <= max(len(typed) // 2, 1))
        differs = few.codes != codes
        for readings, nearness in ((sounds().of, SAME_SOUND), (sounds().alike_of, LIKE_SOUND)):
            heard = _same_syllables(few.codes, codes, readings) | ~differs
            yield from _best(few, heard.all(axis=1), nearness)
        if len(typed) > 2:
            yield from _best(same, changes == 1, CHANGED)
            yield from _best(same, _swapped(same.codes, codes), SWAPPED)
    if len(typed) > 2:
        yield from _with_a_gap(codes, vocabulary.get(len(typed) - 1))
        yield from _with_one_more(codes, vocabulary.get(len(typed) + 1))


def _sounds_as(codes: Array, syllables: list[int]) -> Array:
    """For each word whether its characters can be read as these syllables (bool)."""
    wanted = np.array(syllables, np.uint16)
    return (sounds().of[codes] == wanted[:, None]).any(axis=2).all(axis=1)


def _same_syllables(words: Array, codes: Array, readings: Array) -> Array:
    """For each character of each word whether it shares a reading with the character typed in its place (bool)."""
    heard = np.zeros(words.shape, bool)
    for place, code in enumerate(codes.tolist()):
        wanted = readings[code][readings[code] > 0]
        heard[:, place] = np.isin(readings[words[:, place]], wanted).any(axis=1)
    return heard


def _swapped(words: Array, codes: Array) -> Array:
    """For each word whether it is what was typed with two neighbours in each other's place (bool)."""
    found = np.zeros(len(words), bool)
    for place in range(len(codes) - 1):
        other = codes.copy()
        other[[place, place + 1]] = codes[[place + 1, place]]
        found |= (words == other).all(axis=1)
    return found


def _with_a_gap(codes: Array, words: WordsOfLength | None) -> Iterator[NearWord]:
    """Words that lack one of the typed characters."""
    if words is not None:
        some = [(words.codes == np.delete(codes, place)).all(axis=1) for place in range(len(codes))]
        yield from _best(words, np.logical_or.reduce(some), LONGER_OR_SHORTER)


def _with_one_more(codes: Array, words: WordsOfLength | None) -> Iterator[NearWord]:
    """Words that have one character more."""
    if words is not None:
        places = range(len(codes) + 1)
        some = [(np.delete(words.codes, place, axis=1) == codes).all(axis=1) for place in places]
        yield from _best(words, np.logical_or.reduce(some), LONGER_OR_SHORTER)


def _best(words: WordsOfLength, chosen: Array, nearness: float) -> Iterator[NearWord]:
    rows = np.flatnonzero(chosen)
    for row in rows[np.argsort(-words.stories[rows], kind="stable")][:MOST_NEAR].tolist():
        yield NearWord(words.word(row), nearness, int(words.stories[row]))
