"""A text as names are looked for in it: folded, and without white space.

In: a printed text. Out: a `Mapped`, whose ranges lead back to what was printed. Scripts, bracket
widths and line breaks inside a name then make no difference. Between two Latin letters or digits
one space is kept, so that `10 20万元` does not become another number.
"""

import re

import numpy as np

from text.fold import fold, fold_with_map
from text.mapped import Mapped

_GAPS = re.compile(r"\s+")


def squeeze(printed: str) -> Mapped:
    """The squeezed text with its offset map back to the code points of `printed`."""
    folded = _folded(printed)
    text = folded.text
    if not _GAPS.search(text):
        return folded
    kept = np.ones(len(text), dtype=bool)
    for gap in _GAPS.finditer(text):
        first = gap.start() + _parts_words(text, gap)
        kept[first : gap.end()] = False
    places = np.flatnonzero(kept).astype(np.int32)
    return Mapped("".join(_without_gaps(text)), places, len(text)).after(folded)


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression for squeezed texts: its Chinese characters folded as those are.

    Write its signs in ASCII: a full-width bracket would fold to a syntax character.
    """
    return re.compile("".join(char if char.isascii() else fold(char) for char in source), flags)


def _folded(printed: str) -> Mapped:
    # Folding never shortens: texts of one length were folded character by character.
    text = fold(printed)
    return Mapped(text, None, len(printed)) if len(text) == len(printed) else fold_with_map(printed)


def _parts_words(text: str, gap: re.Match[str]) -> bool:
    before, after = text[gap.start() - 1 : gap.start()], text[gap.end() : gap.end() + 1]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _without_gaps(text: str) -> list[str]:
    pieces = []
    end = 0
    for gap in _GAPS.finditer(text):
        pieces.append(text[end : gap.start()])
        pieces.append(" " * _parts_words(text, gap))
        end = gap.end()
    return [*pieces, text[end:]]
