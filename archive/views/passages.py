"""A story's text cut into paragraphs and pieces, so that names in it become links. Pure.

In: a body, and spans of it (code points, end excluded). Out: paragraphs, each a list of pieces that join to it again.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
CLAUSE_END = re.compile(r"[，。；：！？、,;:!?\s]")
# As much of a sentence as stands beside a figure.
CLAUSE = 18


class Named(Protocol):
    start: int
    end: int
    organization_id: int


@dataclass(frozen=True)
class Piece:
    """Some characters of a paragraph; `organization_id` where they name one."""

    text: str
    organization_id: int | None = None


@dataclass(frozen=True)
class Paragraph:
    number: int  # from 1
    start: int
    end: int
    pieces: tuple[Piece, ...]


def paragraphs(body: str, mentions: Iterable[Named]) -> list[Paragraph]:
    """Every line with something in it is a paragraph; white space around it is left away."""
    spans = _apart(mentions)
    found = []
    for number, match in enumerate(PARAGRAPH.finditer(body), 1):
        start = match.end() - len(match.group().lstrip())
        end = start + len(match.group().strip())
        inside = [span for span in spans if start <= span.start and span.end <= end]
        found.append(Paragraph(number, start, end, tuple(_pieces(body, start, end, inside))))
    return found


def _apart(mentions: Iterable[Named]) -> list[Named]:
    """Those that do not overlap; of two that do, the one that begins first, then the longer."""
    kept: list[Named] = []
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _pieces(body: str, start: int, end: int, spans: Iterable[Named]) -> Iterable[Piece]:
    at = start
    for span in spans:
        if at < span.start:
            yield Piece(body[at : span.start])
        yield Piece(body[span.start : span.end], span.organization_id)
        at = span.end
    if at < end:
        yield Piece(body[at:end])


def clause_around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands in the same clause before text[start:end] and after it, CLAUSE characters each at most."""
    before = CLAUSE_END.split(text[max(0, start - CLAUSE) : start])[-1]
    after = CLAUSE_END.split(text[end : end + CLAUSE], maxsplit=1)[0]
    return before, after
