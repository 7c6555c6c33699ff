"""Uses the paragraphs of the file format instead of those that the layout of the lines suggests.

In: a text, the `Page` that the splitter made of it, and where its paragraphs begin. Out: the page, in
which a part continues the part before it only within one paragraph. A hard-wrapped text, in which the
format has a paragraph for each line, is left as it is.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from archive.reading.document import Draft, Page, Part, Span
from archive.reading.formats.printed import CELL, VisibleLine

_SHORTEST_WRAPPED = 12  # characters: shorter lines of similar length are items of a list
_WRAPPED_AT_LEAST = 4  # lines as long as the column
_SHARE = 0.4  # of all lines of that length or more; the last lines of paragraphs are shorter
_ENDS = tuple("。！？：；」”")
_HEADLINES = frozenset({"kicker", "title", "subtitle"})


def paragraph_starts(lines: Sequence[VisibleLine], spans: Sequence[Span]) -> tuple[int, ...]:
    """Returns the offsets in the text at which a new block begins."""
    changes = (at for at, (above, line) in enumerate(pairwise(lines), start=1) if above.element != line.element)
    return tuple(spans[at][0] for at in (0, *changes) if spans)


def with_paragraphs(page: Page, text: str, starts: Sequence[int]) -> Page:
    if is_hard_wrapped(text.split("\n")):
        return page

    def parted(draft: Draft) -> Draft:
        parts = list(draft.parts)
        for at, (above, part) in enumerate(pairwise(draft.parts), start=1):
            if part.continues and part.role not in _HEADLINES and _paragraph(above, starts) != _paragraph(part, starts):
                parts[at] = replace(part, continues=False)
        return replace(draft, parts=tuple(parts))

    return replace(page, drafts=tuple(map(parted, page.drafts)))


def is_hard_wrapped(lines: Iterable[str]) -> bool:
    """Whether these are lines of a column: many have the same length, plus or minus one, and few end a sentence."""
    long = [line for line in lines if len(line) >= _SHORTEST_WRAPPED and CELL not in line]
    counts = Counter(map(len, long))
    column = max(counts, key=lambda length: _about(counts, length), default=0)
    most = _about(counts, column)
    ended = sum(abs(len(line) - column) <= 1 and line.endswith(_ENDS) for line in long)
    return most >= _WRAPPED_AT_LEAST and most >= _SHARE * len(long) and ended * 2 < most


def _about(counts: Counter[int], length: int) -> int:
    return counts[length - 1] + counts[length] + counts[length + 1]


def _paragraph(part: Part, starts: Sequence[int]) -> int:
    return bisect_right(starts, part.start)
