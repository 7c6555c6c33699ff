"""The typed text as the beginning of a name: in characters, pinyin or initials, or in all of them mixed.

In: text as typed. Out: TypedRun, which says how many typed letters each character of a name uses up.

Each character of a name is typed as itself, or as one or more letters that its syllable begins with. So zhejiangsheng,
zjs, zhjs, 浙江s and zhejiangs all begin 浙江省.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from search.index.layout import Array
from text.grams import strip_punctuation
from text.name_sounds import syllable_names
from text.readings import readings
from text.units import units_of

# More than this is no beginning of a name any more: nothing is offered for it.
LONGEST = 40
MOST_READINGS = 4
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
# At most two letters begin so many syllables that they are looked for at beginnings of names only.
FEW_LETTERS = 2


@dataclass(frozen=True)
class TypedRun:
    """`text`: folded and stripped. `units`: its UTF-16 units, 1 to LONGEST of them."""

    text: str
    units: tuple[int, ...]

    @property
    def has_letters(self) -> bool:
        return not LETTERS.isdisjoint(self.text)

    @property
    def is_pinyin(self) -> bool:
        """Whether there is nothing but letters."""
        return LETTERS.issuperset(self.text)

    @property
    def begins_names_only(self) -> bool:
        return self.is_pinyin and len(self.text) <= FEW_LETTERS

    @cached_property
    def spelled(self) -> str:
        """One character for each unit: one beyond the first plane is two halves here."""
        return "".join(map(chr, self.units))

    @cached_property
    def reach(self) -> Array:
        """u64 [length, syllables]: for each place in the typed text and each syllable the places behind it, as bits.

        Bit n is the place behind n units. A syllable that does not fit has no bit.
        """
        found = np.zeros((len(self.units), len(syllable_names())), np.uint64)
        for place in range(len(self.units)):
            for end in range(place + 1, len(self.units) + 1):
                syllables = _beginning().get(self.spelled[place:end])
                if syllables is None:
                    break
                found[place, syllables] |= np.uint64(1 << end)
        return found

    def steps(self, place: int, unit: int, syllable: int) -> Iterator[int]:
        """The places in the typed text at which a character may end that begins at `place`; the last first."""
        reached = int(self.reach[place, syllable]) | (1 << place + 1 if self.units[place] == unit else 0)
        yield from (end for end in range(len(self.units), place, -1) if reached >> end & 1)


def typed_runs(typed: str) -> list[TypedRun]:
    """The typed text in each way in which it can be folded; no run if it is empty, too long, or a single letter."""
    if len(typed) > 2 * LONGEST:
        return []
    texts = dict.fromkeys(strip_punctuation(folded).text for folded in readings(typed))
    runs = [TypedRun(text, tuple(units_of(text))) for text in list(texts)[:MOST_READINGS]]
    return [run for run in runs if 0 < len(run.units) <= LONGEST and not (run.is_pinyin and len(run.text) == 1)]


@cache
def _beginning() -> dict[str, Array]:
    """The numbers of the syllables that begin with these letters. ü is typed as v or as u."""
    found: dict[str, set[int]] = {}
    for number, name in enumerate(syllable_names()):
        for spelling in {name, name.replace("v", "u")}:
            for end in range(1, len(spelling) + 1):
                found.setdefault(spelling[:end], set()).add(number)
    return {letters: np.array(sorted(numbers)) for letters, numbers in found.items()}
