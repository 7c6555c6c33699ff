"""How Chinese characters sound, as numbers: for words that were typed by their sound, or by a wrong character of it.

In: characters; letters of pinyin. Out: arrays of syllables without tones. The readings are those of pypinyin's table.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

# So many readings of a character are kept: 重 is zhong and chong.
READINGS = 3
# Sounds that many speakers do not tell apart.
ALIKE = ((re.compile("^(zh|ch|sh)"), lambda found: found[0][0]), (re.compile("(?<=[aei])ng$"), lambda found: "n"))
LONGEST_SYLLABLE = 6


@dataclass(frozen=True)
class Sounds:
    """`of` u16 [65536, READINGS]: the syllables of each character of the first plane; 0 for none.

    `alike_of`: the same, with one number for all syllables that sound alike. `numbers`: the number of each syllable.
    """

    of: np.ndarray
    alike_of: np.ndarray
    numbers: dict[str, int]

    def syllables(self, letters: str) -> list[list[int]]:
        """All ways to read these letters as syllables: xian is 先 and 西安."""
        if not letters:
            return [[]]
        found = []
        for end in range(min(len(letters), LONGEST_SYLLABLE), 0, -1):
            number = self.numbers.get(letters[:end])
            if number is not None:
                found += [[number, *rest] for rest in self.syllables(letters[end:])]
        return found


@cache
def sounds() -> Sounds:
    table = json.loads((files("pypinyin") / "pinyin_dict.json").read_bytes())
    readings = {int(code): _without_tones(readings) for code, readings in table.items() if int(code) < 1 << 16}
    numbers = {name: number for number, name in enumerate(sorted({one for of in readings.values() for one in of}), 1)}
    of = np.zeros((1 << 16, READINGS), np.uint16)
    for code, syllables in readings.items():
        of[code, : len(syllables)] = [numbers[syllable] for syllable in syllables]
    alike = np.arange(len(numbers) + 1, dtype=np.uint16)
    for name, number in numbers.items():
        alike[number] = numbers.get(_blurred(name), number)
    return Sounds(of, alike[of], numbers)


def _without_tones(readings: str) -> list[str]:
    plain = unicodedata.normalize("NFD", readings).replace("u\u0308", "v")
    letters = (re.sub("[^a-z]", "", reading) for reading in plain.split(","))
    return list(dict.fromkeys(filter(None, letters)))[:READINGS]


def _blurred(syllable: str) -> str:
    for pattern, other in ALIKE:
        syllable = pattern.sub(other, syllable)
    return syllable
