"""The words of the archive that are nearest to a word that nobody printed.

In: a word as it was typed, folded: with a wrong character (农名工), in pinyin (gonghui), under a foreign name
(Foxconn); the words of an index. Out: words that may be meant, the likeliest first.

A word is near if it has the same sound, or differs in one character: another one, one too many, one too few, or two
that changed places. Words that sound alike come first, then those that more stories have.
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import accumulate
from math import log
from operator import and_, or_
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
            yield from _best(words, _sounds_as(words.columns, syllables), SAME_SOUND)


def _by_characters(typed: str, vocabulary: dict[int, WordsOfLength]) -> Iterator[NearWord]:
    if not SHORTEST <= len(typed) <= LONGEST or max(typed) > "\ud7ff":
        return
    codes = np.frombuffer(typed.encode("utf-16-le"), "<u2")
    same, shorter, longer = (vocabulary.get(len(typed) + more) for more in (0, -1, 1))
    if same is not None:
        yield from _of_the_same_length(codes, same)
    if shorter is not None and len(typed) > 2:
        yield from _best(shorter, _with_a_gap(shorter.columns, codes), LONGER_OR_SHORTER)
    if longer is not None and len(typed) > 2:
        yield from _best(longer, _with_one_more(longer.columns, codes), LONGER_OR_SHORTER)


def _of_the_same_length(codes: Array, words: WordsOfLength) -> Iterator[NearWord]:
    agrees = words.columns == codes[:, None]
    agreeing = np.add.reduce(agrees, axis=0, dtype=np.uint8)
    chosen = agreeing >= len(codes) - max(len(codes) // 2, 1)
    few, same_character = words.rows(chosen), np.compress(chosen, agrees, axis=1)
    for readings, nearness in ((sounds().of, SAME_SOUND), (sounds().alike_of, LIKE_SOUND)):
        heard = _same_syllables(few.columns, codes, readings) | same_character
        yield from _best(few, np.logical_and.reduce(heard), nearness)
    if len(codes) > 2:
        yield from _best(words, agreeing == len(codes) - 1, CHANGED)
        # Two neighbours in each other's place: all others agree.
        nearly = words.rows(agreeing == len(codes) - 2)
        yield from _best(nearly, _swapped(nearly.columns, codes), SWAPPED)


def _sounds_as(columns: Array, syllables: list[int]) -> Array:
    """For each word whether its characters can be read as these syllables (bool)."""
    heard = np.ones(columns.shape[1], bool)
    for column, syllable in zip(columns, syllables, strict=True):
        can_be_read_so = (sounds().of == syllable).any(axis=1)
        heard &= can_be_read_so[column]
    return heard


def _same_syllables(columns: Array, codes: Array, readings: Array) -> Array:
    """For each place of each word whether its character shares a reading with the one typed there (bool)."""
    heard = np.zeros(columns.shape, bool)
    for place, code in enumerate(codes.tolist()):
        found = readings[columns[place]]
        for wanted in readings[code][readings[code] > 0].tolist():
            heard[place] |= (found == wanted).any(axis=1)
    return heard


def _swapped(columns: Array, codes: Array) -> Array:
    """For each word whether it is what was typed with two neighbours in each other's place (bool)."""
    found = np.zeros(columns.shape[1], bool)
    for place in range(len(codes) - 1):
        other = codes.copy()
        other[[place, place + 1]] = codes[[place + 1, place]]
        found |= (columns == other[:, None]).all(axis=0)
    return found


def _with_a_gap(columns: Array, codes: Array) -> Array:
    """For each word whether it lacks one of the typed characters (bool)."""
    return _with_a_step(columns == codes[:-1, None], columns == codes[1:, None])


def _with_one_more(columns: Array, codes: Array) -> Array:
    """For each word whether it has one character more (bool)."""
    return _with_a_step(columns[:-1] == codes[:, None], columns[1:] == codes[:, None])


def _with_a_step(before: Array, behind: Array) -> Array:
    """For each word (bool) whether it agrees with `before` up to some place, and with `behind` from there on."""
    starts = list(accumulate(before, and_))
    ends = list(accumulate(behind[::-1], and_))[::-1]
    return reduce(or_, map(and_, starts, ends[1:]), ends[0] | starts[-1])


def _best(words: WordsOfLength, chosen: Array, nearness: float) -> Iterator[NearWord]:
    rows = np.flatnonzero(chosen)
    for row in rows[np.argsort(-words.stories[rows], kind="stable")][:MOST_NEAR].tolist():
        yield NearWord(words.word(row), nearness, int(words.stories[row]))
