"""The lines of an upload, divided among its stories, and every operation that moves them. Pure.

In: the text of an upload, and its lines as Parts, by the number of their story, in reading order.
Out: another PageLines. An operation never adds or loses a character: each one is in the result exactly once.
Offsets are code points of the text. Raises ValueError if an operation makes no sense.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.reading.document import Part

NEW = 0  # the number of a story that is not saved yet
NOISE = -1  # the number for lines that belong to no story
HEADS = ("kicker", "title", "subtitle")
ROLES = (*HEADS, "byline", "body")
LONGEST_SUBHEAD = 15  # code points
_STOPS = "。！？!?…"
_CLOSERS = "”’」』》）)】"

Parts = tuple[Part, ...]


@dataclass(frozen=True)
class PageLines:
    """`parts`: by story. A line is identified by the offset of its first character."""

    text: str
    parts: Mapping[int, Parts]

    def story_of(self, line: int) -> int:
        for story, parts in self.parts.items():
            if any(part.start == line for part in parts):
                return story
        raise ValueError(f"no line begins at {line}")

    def part(self, line: int) -> Part:
        return next(part for part in self.parts[self.story_of(line)] if part.start == line)

    def after(self, line: int) -> list[int]:
        """This line and those after it in its story."""
        parts = self.parts[self.story_of(line)]
        starts = [part.start for part in parts]
        return starts[starts.index(line) :]

    # Between stories.

    def move(self, lines: Iterable[int], to: int) -> "PageLines":
        """Move lines to another story, to a NEW one or to NOISE, each behind the line above it on the page."""
        homes = {part.start: (story, part) for story, parts in self.parts.items() for part in parts}
        there, moved = list(self.parts.get(to, ())), set()
        for line in sorted(set(lines)):
            if line not in homes:
                raise ValueError(f"no line begins at {line}")
            home, part = homes[line]
            if home != to:
                at = _place(there, line)
                there.insert(at, self._settled(part, there, at))
                moved.add(line)
        left = {
            story: tuple(part for part in parts if part.start not in moved)
            for story, parts in self.parts.items()
            if story != to
        }
        return self._with({**left, to: tuple(there)}) if moved else self

    def merge(self, story: int, into: int) -> "PageLines":
        """Add all lines of a story to another: before its lines if they come before it on the page, or else after."""
        if story == into or not self.parts.get(story) or not self.parts.get(into):
            raise ValueError(f"cannot merge {story} into {into}")
        kept, added = self.parts[into], self.parts[story]
        has_title = any(part.role == "title" for part in kept)
        added = tuple(_as_body(part) if has_title else part for part in added)
        is_before = max(part.start for part in added) < min(part.start for part in kept)
        return self._with({into: added + kept if is_before else kept + added, story: ()})

    def _settled(self, part: Part, there: Sequence[Part], at: int) -> Part:
        """The part of a line in its new story: not a second title, and continuing an open sentence above it."""
        if part.role == "noise" or (part.role in HEADS and any(other.role == part.role for other in there)):
            part = _as_body(part)
        if part.role in HEADS:
            return part
        continues = part.role == "body" and self._is_open_above(there, at)
        return replace(part, continues=continues)

    def _is_open_above(self, there: Sequence[Part], at: int) -> bool:
        above = there[at - 1] if at else None
        if above is None or above.role != "body" or not is_open(self.text, above):
            return False
        is_paragraph = not above.continues and not (at < len(there) and there[at].continues)
        # A short line that is a paragraph by itself is a subhead.
        return not is_paragraph or above.end - above.start > LONGEST_SUBHEAD

    # Within a story.

    def up(self, lines: Collection[int]) -> "PageLines":
        return self._stepped(lines, 1)

    def down(self, lines: Collection[int]) -> "PageLines":
        return self._stepped(lines, -1)

    def _stepped(self, lines: Collection[int], direction: int) -> "PageLines":
        changed = {}
        for story in {self.story_of(line) for line in lines} - {NOISE}:
            order = list(self.parts[story])[::direction]
            for at in range(1, len(order)):
                if order[at].start in lines and order[at - 1].start not in lines:
                    order[at - 1 : at + 1] = [order[at], order[at - 1]]
            changed[story] = tuple(order[::direction])
        return self._with(changed)

    def as_role(self, lines: Collection[int], role: str) -> "PageLines":
        """Make lines a headline, a credit or text of their story."""
        if role not in ROLES or any(self.story_of(line) == NOISE for line in lines):
            raise ValueError(f"cannot be {role}")
        return self._each(lines, lambda part: replace(part, role=role, continues=False))

    def joined(self, lines: Collection[int]) -> "PageLines":
        """Let lines continue the paragraph above them."""
        return self._each(lines, lambda part: replace(part, continues=True))

    def parted(self, lines: Collection[int]) -> "PageLines":
        """Let lines begin a paragraph."""
        return self._each(lines, lambda part: replace(part, continues=False))

    def cut(self, line: int, places: Sequence[int]) -> "PageLines":
        """Cut a line before the characters at these offsets of the text."""
        home, part = self.story_of(line), self.part(line)
        bounds = [part.start, *sorted(set(places)), part.end]
        if any(not part.start < place < part.end for place in places) or not places:
            raise ValueError("no place inside the line")
        cut = [_stripped(self.text, *bound) for bound in pairwise(bounds)]
        pieces = [Part(start, end, part.role, part.role != "noise") for start, end in cut if start < end]
        pieces[0] = replace(pieces[0], continues=part.continues)
        parts = (new for old in self.parts[home] for new in (pieces if old == part else [old]))
        return self._with({home: tuple(parts)})

    def _each(self, lines: Collection[int], change: Callable[[Part], Part]) -> "PageLines":
        for line in lines:
            self.story_of(line)
        return self._with({
            story: tuple(change(part) if part.start in lines else part for part in parts)
            for story, parts in self.parts.items()
        })  # fmt: skip

    def _with(self, changed: Mapping[int, Parts]) -> "PageLines":
        return PageLines(self.text, {**self.parts, **changed})


def is_open(text: str, part: Part) -> bool:
    """Whether the line ends inside a sentence."""
    return text[part.start : part.end].rstrip().rstrip(_CLOSERS)[-1:] not in (*_STOPS, "")


def _place(parts: Sequence[Part], line: int) -> int:
    """The index behind the nearest line above this one on the page; 0 if no line is above it."""
    above = max(((part.start, at) for at, part in enumerate(parts) if part.start < line), default=None)
    return above[1] + 1 if above else 0


def line_numbers(text: str) -> Callable[[int], int]:
    """A function that gives the number of the line of the file that an offset is in, from 1."""
    breaks = [found.start() for found in re.finditer("\n", text)]
    return lambda offset: bisect_left(breaks, offset) + 1


def _as_body(part: Part) -> Part:
    return replace(part, role="body", continues=False) if part.role in (*HEADS, "noise") else part


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
