"""Finds the role of each line of a saved story again, from the story's fields. Pure.

In: the text of an upload; for each story its spans in reading order, and its cleaned fields or the parts that an
editor has set. Out: a PageLines with every character of the text except white space, each once.

Cleaning removes white space and replaces each half-width sign with one full-width sign. So the lines of a story,
without white space, follow each other in its fields, and a line begins a paragraph if the field has a line break
there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.reading.document import Part, Span
from archive.reading.split.web_marks import is_credit_line
from archive.review.page_lines import NOISE, PageLines, Parts, is_open
from text.patterns import INTERNS, PHOTOGRAPHY, REPORTERS

_SAME_SIGN = str.maketrans("，：；！？（）“”‘’", ",:;!?()\"\"''")
_CREDIT = re.compile(f"{REPORTERS}|{INTERNS}|作者|{PHOTOGRAPHY}|[摄攝]$|文/|图/")
_SENTENCE = re.compile("[，。；！？,;!?]")
_LONGEST_CREDIT, _LONGEST_NAMES = 60, 20
_ORIGINAL_TITLE = re.compile("^(?:原标题|原標題|原题|原題):")  # `clean` removes it from a headline
_FIELDS = ("kicker", "title", "subtitle", "body")


@dataclass(frozen=True)
class SavedStory:
    """A story as it is saved: its fields, its spans, and its parts if an editor has set them."""

    number: int
    fields: Mapping[str, str]
    spans: Sequence[Span]
    parts: Parts = ()


@dataclass
class _Field:
    """A field without white space, the offsets at which white space was removed, and how far it has been read."""

    text: str
    breaks: set[int]
    at: int = 0

    def take(self, line: str) -> bool | None:
        """Whether the line continues a paragraph; None if it does not come next in the field."""
        if not line or not self.text.startswith(line, self.at):
            return None
        begins = self.at == 0 or self.at in self.breaks
        self.at += len(line)
        return not begins


def page_lines_of(text: str, stories: Iterable[SavedStory]) -> PageLines:
    """All lines of the text. If two stories claim a character, the first one gets it. The rest is noise."""
    taken = bytearray(len(text))
    parts: dict[int, Parts] = {}
    for story in stories:
        claimed = story.parts or parts_of(text, story.spans, story.fields)
        parts[story.number] = tuple(_free(text, claimed, taken))
    rest = [Part(start, end, "noise") for start, end in rows(text, [(0, len(text))])]
    return PageLines(text, {**parts, NOISE: tuple(_free(text, rest, taken))})


def parts_of(text: str, spans: Iterable[Span], fields: Mapping[str, str]) -> Parts:
    """The parts of a story from the fields it was cleaned into."""
    read = {name: _field(fields.get(name, ""), r"\n" if name == "body" else r"\s") for name in _FIELDS}
    parts: list[Part] = []
    for start, end in rows(text, spans):
        parts.append(_part(text, start, end, read, parts[-1] if parts else None))
    return tuple(parts)


def rows(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans, cut at line ends and without the white space around them. Blank lines are left out."""
    for start, end in spans:
        for found in re.finditer(r"[^\n]+", text[start:end]):
            line = found.group()
            if line.strip():
                first = start + found.start() + len(line) - len(line.lstrip())
                yield first, first + len(line.strip())


def plain(text: str) -> str:
    """Without white space, and with half-width signs: cleaning does not change this form of a text."""
    return "".join(text.split()).translate(_SAME_SIGN)


def _field(text: str, white: str) -> _Field:
    pieces = [plain(piece) for piece in re.split(white, text)]
    breaks, length = set(), 0
    for piece in pieces:
        breaks.add(length)
        length += len(piece)
    return _Field("".join(pieces), breaks)


def _part(text: str, start: int, end: int, read: Mapping[str, _Field], above: Part | None) -> Part:
    line = plain(text[start:end])
    for role in _FIELDS:
        carries_on = read[role].take(_ORIGINAL_TITLE.sub("", line) if role == "title" else line)
        if carries_on is not None:
            return Part(start, end, role, carries_on)
    return _guessed(text, start, end, read["body"], above)


def _guessed(text: str, start: int, end: int, body: _Field, above: Part | None) -> Part:
    """The part of a line that does not come next in any field: a credit on its own line, or text edited by hand."""
    printed = text[start:end]
    found = body.text.find(plain(printed), body.at)
    if found >= 0:
        body.at = found
        return Part(start, end, "body", bool(body.take(plain(printed))))
    if _is_credit(printed):
        return Part(start, end, "byline")
    return Part(start, end, "body", above is not None and above.role == "body" and is_open(text, above))


def _is_credit(printed: str) -> bool:
    """A short line without a clause, or a line with the date, source and author of a web page."""
    if is_credit_line(printed):
        return True
    if _SENTENCE.search(printed):
        return False
    return len(printed) <= _LONGEST_NAMES or (len(printed) <= _LONGEST_CREDIT and bool(_CREDIT.search(printed)))


def _free(text: str, parts: Iterable[Part], taken: bytearray) -> Iterator[Part]:
    """The parts without the characters that are already taken. Marks theirs as taken."""
    for part in parts:
        free = re.finditer(b"\x00+", bytes(taken[part.start : part.end]))
        for start, end in rows(text, [(part.start + stretch.start(), part.start + stretch.end()) for stretch in free]):
            taken[start:end] = b"\x01" * (end - start)
            yield Part(start, end, part.role, part.continues)
