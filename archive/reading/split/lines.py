"""The lines of a decoded text, as the splitter looks at them.

In: the text. Out: its `Line` records in file order: every character that is no white space
stands in exactly one. A line is a printed line, or a piece of one where a second story begins
inside it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_OPENING = "“‘「『《〈(【[\"'"
_STOPS = "。!?…"
_CLOSERS = "”’」』》〉)】]\"'"
_LONGEST_CUT = 20_000  # code points: a longer line is no line of print
_LAST_BRACKET = re.compile(r"(?<=[。!?])\([^()]*\)$")  # a credit or reference after the last stop
_SAME_SIGN = str.maketrans("“”„‟「」『』〝〞", '""""""""""') | str.maketrans("【】〔〕", "()()")
_NO_BEGINNING = "%％，,。、；;：:！!？?”’」』》〉）)】]…"
# A piece between spaces; those between 本报讯 and its bracket, or inside a bracket, do not count.
_PIECE = re.compile(r"(?:本[报報][讯訊]\s?)?(?:[(（][^()（）]{0,60}[)）]|\S)+")
_SECOND_LEAD = re.compile(r"\s本[报報][讯訊] ?[(（]")


@dataclass(frozen=True)
class Line:
    """`start` and `end` are offsets in the text, without white space at either end."""

    number: int  # its place among the lines of the page, from 0
    row: int  # the number of its printed line in the file, from 1
    start: int
    end: int
    raw: str
    gap: int  # blank lines above
    indent: int  # white space at its beginning, in columns

    @cached_property
    def text(self) -> str:
        """NFKC, without white space, brackets of one kind: what patterns are matched with."""
        plain = unicodedata.normalize("NFKC", self.raw).translate(_SAME_SIGN)
        return "".join(plain.split())

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        return tuple(self.raw.split())

    @cached_property
    def is_open(self) -> bool:
        """Whether the line ends inside a sentence."""
        core = _LAST_BRACKET.sub("", self.text).rstrip(_CLOSERS)
        return not (core and core[-1] in _STOPS)

    @cached_property
    def begins_inside(self) -> bool:
        """Whether the line begins with a sign that no sentence begins with."""
        return self.raw[0] in _NO_BEGINNING


def is_left_open(text: str) -> bool:
    """Whether a text opens more quotes or brackets of one kind than it closes, or the other way round."""
    return bool(text.count('"') % 2) or any(text.count(one) != text.count(other) for one, other in ("()", "《》", "<>"))


def cells_of(text: str) -> float:
    """The printed width of a text: a Chinese character takes one cell, a letter or digit half."""
    return sum(1.0 if is_wide(char) else 0.5 for char in text)


def is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def lines_of(text: str) -> list[Line]:
    """The lines of a text, blank ones left out."""
    found: list[Line] = []
    gap = 0
    offset = 0
    for row, printed in enumerate(text.split("\n"), start=1):
        stripped = printed.strip()
        if not stripped:
            gap += 1
        else:
            start = offset + len(printed) - len(printed.lstrip())
            indent = sum(2 if is_wide(char) else 1 for char in printed[: start - offset])
            for begin, end in _cuts(stripped):
                found.append(
                    Line(
                        len(found),
                        row,
                        start + begin,
                        start + end,
                        stripped[begin:end],
                        gap,
                        indent,
                    )
                )
                gap = indent = 0
        offset += len(printed) + 1
    return found


def _cuts(printed: str) -> list[tuple[int, int]]:
    """Where a printed line is cut: into its columns' pieces, if a second story begins inside it."""
    if len(printed) > _LONGEST_CUT or not _SECOND_LEAD.search(printed, 1):
        return [(0, len(printed))]
    return [match.span() for match in _PIECE.finditer(printed)]
