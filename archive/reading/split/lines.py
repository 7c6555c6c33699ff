"""Cuts a decoded text into the lines that the splitter works on.

In: the text. Out: its `Line` records in file order; every character other than white space is in
exactly one of them. A `Line` is a printed line, or a piece of one if a second story begins inside it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

_OPENING = "“‘「『《〈(【[\"'"
_STOPS = "。!?…"
_CLOSERS = "”’」』》〉)】]\"'"
_LONGEST_CUT = 20_000  # code points: a longer line is not a printed line
_LAST_BRACKET = re.compile(r"(?<=[。!?])\([^()]*\)$")  # a credit or reference after the last stop
_SAME_SIGN = str.maketrans("“”„‟「」『』〝〞", '""""""""""') | str.maketrans("【】〔〕", "()()")
_NO_BEGINNING = "%％，,。、；;：:！!？?”’」』》〉）)】]…"
# A piece between spaces. Spaces between 本报讯 and its bracket, or inside a bracket, do not count.
_PIECE = re.compile(r"(?:本[报報][讯訊]\s?)?(?:[(（][^()（）]{0,60}[)）]|\S)+")
_SECOND_LEAD = re.compile(r"\s本[报報][讯訊] ?[(（]")


@dataclass(frozen=True)
class Line:
    """`start` and `end` are offsets in the text; the white space around the line is not included."""

    number: int  # its index among the lines of the page, from 0
    row: int  # the number of its printed line in the file, from 1
    start: int
    end: int
    raw: str
    gap: int  # blank lines above
    indent: int  # width of the white space before it: 2 for a wide character, 1 for others

    @cached_property
    def text(self) -> str:
        """The text that patterns are matched against: NFKC, no white space, one kind of quotes and brackets."""
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
        """Whether the line begins with a character that cannot begin a sentence."""
        return self.raw[0] in _NO_BEGINNING


def is_left_open(text: str) -> bool:
    """Whether a text has an unclosed quote or bracket, or closes one it did not open."""
    return bool(text.count('"') % 2) or any(text.count(one) != text.count(other) for one, other in ("()", "《》", "<>"))


def cells_of(text: str) -> float:
    """Returns the printed width of a text in cells: a Chinese character takes one, a letter or digit half."""
    return sum(1.0 if is_wide(char) else 0.5 for char in text)


def is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA"


def lines_of(text: str) -> list[Line]:
    """Returns the lines of a text without the blank ones."""
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
    """Returns the ranges to cut a printed line into: its columns' pieces if a second story begins inside it."""
    if len(printed) > _LONGEST_CUT or not _SECOND_LEAD.search(printed, 1):
        return [(0, len(printed))]
    return [match.span() for match in _PIECE.finditer(printed)]
