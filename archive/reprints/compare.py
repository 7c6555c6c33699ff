"""Decides whether one text repeats another, and how similar they are.

In: the letters of two texts (archive.reprints.fingerprint), and their context. Out: `Similarity`, or None.

A reprint repeats whole sentences letter by letter; differences are at its ends (dateline, reporter), or are
omissions. Reports of one series differ a little everywhere: in names, dates and figures. So the measure is the
letters of the shorter text that are in runs common to both: their share of the text, their share between the first
and last common run, and the number of differing numerals there.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from archive.reprints.fingerprint import RUN, SHORTEST, SHORTEST_CUT, Letters, runs_of

# What a reprint must have in common. tests/archive/reprints/test_detect_corpus.py measures what these values find.
SHARE = 0.6  # of the shorter text
SHARE_BETWEEN = 0.92  # of the shorter text between the first and the last common run
SHARE_OF_SHORT = 0.9  # of a text with fewer than SHORT letters: half of it may be the head and tail of a series
SHARE_OF_DISTANT = 0.98  # if the texts were printed more than DISTANT_DAYS apart, or one is a list
SHORT = 100  # letters
DISTANT_DAYS = 31
LETTERS_PER_NUMBER = 200  # one differing number is allowed per this many common letters
EXCERPT = 0.85  # a text shorter than this share of the other is an excerpt of it

_NUMERALS = np.array([ord(numeral) for numeral in "0123456789一二三四五六七八九十百千万亿"], dtype=np.uint32)


class SimilarityKind(StrEnum):
    SAME = "same"  # the same letters
    CUT = "cut"  # the first is an excerpt of the second
    FULL = "full"  # the second is an excerpt of the first
    NEAR = "near"  # nearly the same


@dataclass(frozen=True)
class Similarity:
    """`percent` is 100 for the same letters; for an excerpt, its share of the longer text; else the common share."""

    kind: SimilarityKind
    percent: int


@dataclass(frozen=True)
class PairContext:
    """Other facts about two texts: the days between their publication, and whether either is a list."""

    days_apart: int | None = None
    has_list: bool = False


@dataclass(frozen=True)
class Overlap:
    letters: int  # of the shorter text that are in runs of both
    share: float  # of the shorter text
    share_between: float  # of the shorter text between the first and the last common run
    numbers: int  # passages between these runs that are not common and contain a numeral


def similarity_of(one: Letters, other: Letters, context: PairContext | None = None) -> Similarity | None:
    """Returns how the first text repeats the second; None if they are different texts."""
    if np.array_equal(one, other):
        return Similarity(SimilarityKind.SAME, 100) if len(one) >= SHORTEST else None
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_CUT:
        return None
    overlap = overlap_of(shorter, longer)
    if not _is_enough(overlap, len(shorter), context or PairContext()):
        return None
    return _similarity(overlap, one, other)


def overlap_of(shorter: Letters, longer: Letters) -> Overlap:
    covered = shared_letters(shorter, longer)
    places = np.flatnonzero(covered)
    if not len(places):
        return Overlap(0, 0.0, 0.0, 0)
    first, end = int(places[0]), int(places[-1]) + 1
    numbers = _differing_numbers(shorter[first:end], covered[first:end])
    return Overlap(len(places), len(places) / len(shorter), len(places) / (end - first), numbers)


def shared_letters(letters: Letters, others: Letters) -> NDArray[np.bool_]:
    """Returns for each letter of the first text whether it is in a run that the second also has."""
    starts = np.flatnonzero(_is_among(runs_of(letters), runs_of(others)))
    steps = np.zeros(len(letters) + 1, dtype=np.int32)
    steps[starts] += 1
    # Runs all have the same length, so no two of them end at the same place.
    steps[starts + RUN] -= 1
    return np.cumsum(steps)[:-1] > 0


def _is_enough(overlap: Overlap, length: int, context: PairContext) -> bool:
    least = SHARE_OF_SHORT if length < SHORT else SHARE
    if context.has_list or (context.days_apart or 0) > DISTANT_DAYS:
        least = SHARE_OF_DISTANT
    return (
        overlap.share >= least
        and overlap.share_between >= SHARE_BETWEEN
        and overlap.numbers <= overlap.letters // LETTERS_PER_NUMBER
    )


def _similarity(overlap: Overlap, one: Letters, other: Letters) -> Similarity:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < EXCERPT * longer:
        kind = SimilarityKind.CUT if len(one) < len(other) else SimilarityKind.FULL
        return Similarity(kind, max(1, round(100 * shorter / longer)))
    # At most 99: 100 means the same letters.
    return Similarity(SimilarityKind.NEAR, min(99, round(200 * overlap.letters / (shorter + longer))))


def _is_among(values: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    others = np.sort(others)
    places = np.searchsorted(others, values)
    places[places == len(others)] = 0
    return others[places] == values


def _differing_numbers(letters: Letters, covered: NDArray[np.bool_]) -> int:
    """Counts the passages that are not covered and contain a numeral."""
    bare = ~covered
    begins = bare & ~np.concatenate(([False], bare[:-1]))
    numerals = np.flatnonzero(bare & np.isin(letters, _NUMERALS))
    return len(np.unique(np.cumsum(begins)[numerals]))
