"""A page's lines on the editor's session, and every way they can be moved. Pure.

In: the text of an upload, and its lines as `Part`s: each story's in reading order, by the story's number.
Out: another Sheet. No operation changes the lines' characters: what stood in the page_lines still stands in it,
each character once. Offsets are code points of the text. ValueError where an operation makes no sense.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.reading.document import Part

NEW = 0  # the number of a story that is not saved yet
NOISE = -1  # where lines stand that are no story's
HEADS = ("kicker", "title", "subtitle")
ROLES = (*HEADS, "byline", "body")
LONGEST_SUBHEAD = 15  # code points
_STOPS = "。！？!?…"
_CLOSERS = "”’」』》）)】"

Parts = tuple[Part, ...]


@dataclass(frozen=True)
class PageLines:
    """`parts` by story; a line is named by the offset of its first character."""

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
        """This line and those that follow it in its story."""
        parts = self.parts[self.story_of(line)]
        starts = [part.start for part in parts]
        return starts[starts.index(line) :]

    # Between stories.

    def move(self, lines: Iterable[int], to: int) -> "PageLines":
        """Lines go to another story, to a NEW one or to NOISE, each after the line it follows on the page."""
        page_lines = self
        for line in sorted(set(lines)):
            page_lines = page_lines._moved(line, to)
        return page_lines

    def merge(self, story: int, into: int) -> "PageLines":
        """All of a story's lines behind those of the other; before them where it stands before it on the page."""
        if story == into or not self.parts.get(story) or not self.parts.get(into):
            raise ValueError(f"cannot merge {story} into {into}")
        kept, added = self.parts[into], self.parts[story]
        has_title = any(part.role == "title" for part in kept)
        added = tuple(_as_body(part) if has_title else part for part in added)
        is_before = max(part.start for part in added) < min(part.start for part in kept)
        return self._with({into: added + kept if is_before else kept + added, story: ()})

    def _moved(self, line: int, to: int) -> "PageLines":
        home = self.story_of(line)
        if home == to:
            return self
        part = self.part(line)
        there = self.parts.get(to, ())
        at = _place(there, line)
        settled = self._settled(part, there, at)
        left = tuple(one for one in self.parts[home] if one.start != line)
        return self._with({home: left, to: (*there[:at], settled, *there[at:])})

    def _settled(self, part: Part, there: Parts, at: int) -> Part:
        """A line at its place in a new story: no second title, and carrying on a sentence that is open above it."""
        if part.role == "noise" or (part.role in HEADS and any(one.role == part.role for one in there)):
            part = _as_body(part)
        if part.role in HEADS:
            return part
        carries_on = part.role == "body" and self._is_open_above(there, at)
        return replace(part, continues=carries_on)

    def _is_open_above(self, there: Parts, at: int) -> bool:
        above = there[at - 1] if at else None
        if above is None or above.role != "body" or not is_open(self.text, above):
            return False
        stands_alone = not above.continues and not (at < len(there) and there[at].continues)
        # A short line that is a paragraph by itself is a subhead.
        return not stands_alone or above.end - above.start > LONGEST_SUBHEAD

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
        """Lines become a headline, a credit or text of their story."""
        if role not in ROLES or any(self.story_of(line) == NOISE for line in lines):
            raise ValueError(f"cannot be {role}")
        return self._each(lines, lambda part: replace(part, role=role, continues=False))

    def joined(self, lines: Collection[int]) -> "PageLines":
        """Lines carry on the paragraph above them."""
        return self._each(lines, lambda part: replace(part, continues=True))

    def parted(self, lines: Collection[int]) -> "PageLines":
        """Lines begin a paragraph."""
        return self._each(lines, lambda part: replace(part, continues=False))

    def cut(self, line: int, places: Sequence[int]) -> "PageLines":
        """One line becomes several, cut before the characters at these offsets of the text."""
        home, part = self.story_of(line), self.part(line)
        bounds = [part.start, *sorted(set(places)), part.end]
        if any(not part.start < place < part.end for place in places) or not places:
            raise ValueError("no place inside the line")
        cut = [_stripped(self.text, *bound) for bound in pairwise(bounds)]
        pieces = [Part(start, end, part.role, part.role != "noise") for start, end in cut if start < end]
        pieces[0] = replace(pieces[0], continues=part.continues)
        parts = (other for one in self.parts[home] for other in (pieces if one == part else [one]))
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


def _place(parts: Parts, line: int) -> int:
    """Behind the line that stands nearest above on the page; first where there is none."""
    above = [(part.start, at) for at, part in enumerate(parts) if part.start < line]
    return max(above)[1] + 1 if above else 0


def _as_body(part: Part) -> Part:
    return replace(part, role="body", continues=False) if part.role in (*HEADS, "noise") else part


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
