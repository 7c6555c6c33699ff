"""Whether one text is the other over again, and how alike they are.

In: the letters of two texts (archive.reprints.fingerprint), what is known of them. Out: `Alike`, or None.

A reprint keeps what it keeps to the letter: whole sentences stand in both, what differs is at its ends (dateline,
reporter) or gone. Reports of one series differ everywhere a little: in names, days and figures. So the shorter
text is measured by the letters that stand in runs of both: their share of it, their share between the first and
the last of them, and the numbers that differ there.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from archive.reprints.fingerprint import RUN, SHORTEST, SHORTEST_CUT, Letters, runs_of

# What a reprint must share. Measured: tests/archive/reprints/test_detect_corpus.py prints what they find and miss.
SHARE = 0.6  # of the shorter text
SHARE_BETWEEN = 0.92  # of it between the first and the last shared run
SHARE_OF_SHORT = 0.9  # of a text of fewer than SHORT letters: heads and tails of a series are half of it
SHARE_OF_DISTANT = 0.98  # of a text printed more than DISTANT_DAYS before or after, and of lists
SHORT = 100  # letters
DISTANT_DAYS = 31
LETTERS_PER_NUMBER = 200  # so many shared letters excuse a number that differs
CUT = 0.85  # a text shorter than this share of the other is a cut of it

_NUMERALS = np.array([ord(numeral) for numeral in "0123456789一二三四五六七八九十百千万亿"], dtype=np.uint32)


class How(StrEnum):
    SAME = "same"  # letter by letter
    CUT = "cut"  # it is a cut of the other
    FULL = "full"  # the other is a cut of it
    NEAR = "near"


@dataclass(frozen=True)
class Alike:
    """`percent`: 100 where same; of the longer text where one is a cut of the other; else of both."""

    how: How
    percent: int


@dataclass(frozen=True)
class KnownText:
    """What else is known of two texts: days between their publication, and whether either is a list."""

    days_apart: int | None = None
    has_list: bool = False


@dataclass(frozen=True)
class Shared:
    letters: int  # of the shorter text that stand in runs of both
    share: float  # of the shorter text
    share_between: float  # of the shorter text between the first and the last shared run
    numbers: int  # places between them where a numeral differs


def alike(one: Letters, other: Letters, known: KnownText | None = None) -> Alike | None:
    """How the first is like the second; None where it is another text."""
    if np.array_equal(one, other):
        return Alike(How.SAME, 100) if len(one) >= SHORTEST else None
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORTEST_CUT:
        return None
    shared = shared_of(shorter, longer)
    if not _is_enough(shared, len(shorter), known or KnownText()):
        return None
    return _named(shared, one, other)


def shared_of(shorter: Letters, longer: Letters) -> Shared:
    covered = shared_letters(shorter, longer)
    places = np.flatnonzero(covered)
    if not len(places):
        return Shared(0, 0.0, 0.0, 0)
    first, end = int(places[0]), int(places[-1]) + 1
    numbers = _differing_numbers(shorter[first:end], covered[first:end])
    return Shared(len(places), len(places) / len(shorter), len(places) / (end - first), numbers)


def shared_letters(letters: Letters, others: Letters) -> NDArray[np.bool_]:
    """For each letter of the first text, whether it stands in a run that the second has too."""
    starts = np.flatnonzero(_is_among(runs_of(letters), runs_of(others)))
    steps = np.zeros(len(letters) + 1, dtype=np.int32)
    steps[starts] += 1
    # Two runs that begin apart end apart: each place is counted once.
    steps[starts + RUN] -= 1
    return np.cumsum(steps)[:-1] > 0


def _is_enough(shared: Shared, length: int, known: KnownText) -> bool:
    least = SHARE_OF_SHORT if length < SHORT else SHARE
    if known.has_list or (known.days_apart or 0) > DISTANT_DAYS:
        least = SHARE_OF_DISTANT
    return (
        shared.share >= least
        and shared.share_between >= SHARE_BETWEEN
        and shared.numbers <= shared.letters // LETTERS_PER_NUMBER
    )


def _named(shared: Shared, one: Letters, other: Letters) -> Alike:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < CUT * longer:
        return Alike(How.CUT if len(one) < len(other) else How.FULL, max(1, round(100 * shorter / longer)))
    # Not 100: that is said of the same letters only.
    return Alike(How.NEAR, min(99, round(200 * shared.letters / (shorter + longer))))


def _is_among(some: NDArray[np.uint64], others: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(some), dtype=bool)
    others = np.sort(others)
    places = np.searchsorted(others, some)
    places[places == len(others)] = 0
    return others[places] == some


def _differing_numbers(letters: Letters, covered: NDArray[np.bool_]) -> int:
    """How many stretches that are not covered hold a numeral."""
    bare = ~covered
    begins = bare & ~np.concatenate(([False], bare[:-1]))
    numerals = np.flatnonzero(bare & np.isin(letters, _NUMERALS))
    return len(np.unique(np.cumsum(begins)[numerals]))
