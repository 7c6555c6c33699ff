"""A text in which names are looked for: folded, and without white space.

In: a printed text. Out: a NormalizedText whose ranges lead back to the printed text. So scripts, widths of brackets
and line breaks inside a name make no difference. Between two Latin letters or digits one space is kept, so that
`10 20万元` does not become another number.
"""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from text.fold import fold, fold_with_map
from text.mapped_text import MappedText

_GAPS = re.compile(r"\s+")
_BETWEEN_WORDS = re.compile(r"(?<=[0-9a-z])\s+(?=[0-9a-z])")


@dataclass(frozen=True)
class NormalizedText:
    """`text` is the normalized form of `printed`."""

    printed: str
    text: str

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The range of `printed` that text[start:end] was made from."""
        return self._map.origin(start, end)

    @cached_property
    def _map(self) -> MappedText:
        # Made only if something is found: most texts contain no match.
        folded = fold_with_map(self.printed)
        kept = np.ones(len(folded.text), dtype=bool)
        for gap in _GAPS.finditer(folded.text):
            kept[gap.start() : gap.end()] = False
        for gap in _BETWEEN_WORDS.finditer(folded.text):
            kept[gap.start()] = True
        return MappedText(self.text, np.flatnonzero(kept).astype(np.int32), len(folded.text)).after(folded)


@lru_cache(maxsize=16)  # several steps read the same few fields, one story after another
def normalize_spaces(printed: str) -> NormalizedText:
    """The normalized text, with the way back to the code points of `printed`."""
    folded = fold(printed)
    pieces = folded.split()
    if len(pieces) == 1:
        return NormalizedText(printed, pieces[0])
    if not _BETWEEN_WORDS.search(folded):
        return NormalizedText(printed, "".join(pieces))
    words = (_GAPS.sub("", words) for words in _BETWEEN_WORDS.split(folded))
    return NormalizedText(printed, " ".join(words))


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression for normalized texts: its Chinese characters are folded as the texts are.

    Write its signs in ASCII: a full-width bracket would fold to a syntax character.
    """
    return re.compile("".join(char if char.isascii() else fold(char) for char in source), flags)
