"""How names sound: one syllable for each character, by the character beside it: 重 is chong in 重庆, zhong in 重点.

In: UTF-16 units of folded names, each followed by a 0. Out: for each unit the number of its syllable in text.sounds;
0 for digits, letters and the like.

A character sounds as pypinyin's table says first, unless tables/polyphones.txt has the pair.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from text.fold import fold
from text.sounds import sounds

POLYPHONES_FILE = Path(__file__).parent / "tables" / "polyphones.txt"


class PairSounds(NamedTuple):
    """`pairs` u32, ascending: two characters each. `first`, `second` u16: their syllables, or 0 for the usual one.

    `begins` bool [65536]: whether a pair begins with the character. `surnames` u16 [65536]: the syllable of a character
    as a surname, or 0 for the usual one.
    """

    pairs: NDArray[np.uint32]
    first: NDArray[np.uint16]
    second: NDArray[np.uint16]
    begins: NDArray[np.bool_]
    surnames: NDArray[np.uint16]


def syllables_of(units: NDArray[np.uint16], people: NDArray[np.int64]) -> NDArray[np.uint16]:
    """The syllable of each unit. `people`: the places at which the name of a person begins."""
    found = sounds().of[units, 0]
    known = _pair_sounds()
    places = np.flatnonzero(known.begins[units[:-1]])
    pairs = units[places].astype(np.uint32) << 16 | units[places + 1]
    rows = known.pairs.searchsorted(pairs)
    is_known = known.pairs.take(rows, mode="clip") == pairs
    rows, places = rows[is_known], places[is_known]
    for shift, syllables in enumerate((known.first, known.second)):
        changed = np.flatnonzero(syllables[rows])
        found[places[changed] + shift] = syllables[rows[changed]]
    surnames = known.surnames[units[people]]
    found[people[surnames > 0]] = surnames[surnames > 0]
    return found


@cache
def syllable_names() -> tuple[str, ...]:
    """Syllables by their numbers; that of 0 is empty."""
    return ("", *sorted(sounds().numbers, key=sounds().numbers.__getitem__))


@cache
def _pair_sounds() -> PairSounds:
    pairs: dict[int, list[int]] = {}
    surnames, begins = np.zeros(1 << 16, np.uint16), np.zeros(1 << 16, bool)
    for char, syllable, words in _rows():
        if not words:
            surnames[ord(char)] = syllable
        for word in words:
            begins[ord(word[0])] = True
            sounded = pairs.setdefault(ord(word[0]) << 16 | ord(word[1]), [0, 0])
            sounded[word.index(char)] = syllable
    keys = sorted(pairs)
    first, second = np.array([pairs[key] for key in keys], np.uint16).T
    return PairSounds(np.array(keys, np.uint32), first, second, begins, surnames)


def _rows() -> Iterator[tuple[str, int, list[str]]]:
    """Each line of the table: a folded character, the number of its syllable, folded pairs; no pairs for a surname."""
    for line in POLYPHONES_FILE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            char, syllable, *words = line.split()
            yield fold(char), sounds().numbers[syllable], [fold(word) for word in words]
