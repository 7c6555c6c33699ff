"""Cuts a story's text into paragraphs and pieces, so that names can be links; and finds the clause of a figure.

In: a body, and spans of it (code points, end excluded). Out: paragraphs, each a list of pieces that join to it again.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from archive.views.headlines import words_of

PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
# A comma or colon between two digits is part of a number or a time. Bracketed or quoted text is never cut.
_END = r"[，。；：！？、;!?\s]|(?<![0-9])[,:]|[,:](?![0-9])"
_WHOLE = "|".join(
    f"[{first}][^{first}{last}\\n]*[{last}]" for first, last in (("（(", ")）"), ("“", "”"), ("《", "》"))
)
AFTER = re.compile(rf"(?:{_WHOLE}|(?!{_END}).)*+")
BEFORE = re.compile(rf"(?:{_WHOLE}|(?!{_END}).)*+$")
NOT_CLOSED = re.compile(r"[（(][^）)]*$|“[^”]*$|《[^》]*$")
NOT_OPENED = re.compile(r"^[^（(]*[）)]|^[^“]*”|^[^《]*》")
# How many characters of a clause are shown on either side of a figure.
CLAUSE = 18
# No word is longer than this, so that only this much text beyond CLAUSE has to be cut into words.
LONGEST_WORD = 12
CUT = "…"


class NamedSpan(Protocol):
    start: int
    end: int
    organization_id: int


@dataclass(frozen=True)
class PassagePiece:
    """Some characters of a paragraph. `organization_id`: set if they name an organization."""

    text: str
    organization_id: int | None = None


@dataclass(frozen=True)
class Paragraph:
    number: int  # from 1
    start: int
    end: int
    pieces: tuple[PassagePiece, ...]


def paragraphs(body: str, mentions: Iterable[NamedSpan]) -> list[Paragraph]:
    """Every line that is not blank is a paragraph, without the white space around it."""
    spans = _apart(mentions)
    starts = [span.start for span in spans]
    found = []
    for number, match in enumerate(PARAGRAPH.finditer(body), 1):
        start = match.end() - len(match.group().lstrip())
        end = start + len(match.group().strip())
        begun = spans[bisect_left(starts, start) : bisect_left(starts, end)]
        inside = [span for span in begun if span.end <= end]
        found.append(Paragraph(number, start, end, tuple(_pieces(body, start, end, inside))))
    return found


def _apart(mentions: Iterable[NamedSpan]) -> list[NamedSpan]:
    """Mentions that do not overlap: if two do, only the one that begins first is kept, or else the longer one."""
    kept: list[NamedSpan] = []
    for mention in sorted(mentions, key=lambda span: (span.start, -span.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _pieces(body: str, start: int, end: int, spans: Iterable[NamedSpan]) -> Iterable[PassagePiece]:
    at = start
    for span in spans:
        if at < span.start:
            yield PassagePiece(body[at : span.start])
        yield PassagePiece(body[span.start : span.end], span.organization_id)
        at = span.end
    if at < end:
        yield PassagePiece(body[at:end])


def clause_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The text of the same clause before text[start:end] and after it.

    Each is cut to whole words of at most CLAUSE characters; CUT marks the words that were left out.
    """
    reach = CLAUSE + LONGEST_WORD
    before, after = BEFORE.search(text[max(0, start - reach) : start]), AFTER.match(text[end : end + reach])
    return _last_words(before.group() if before else ""), _first_words(after.group() if after else "")


def _first_words(clause: str) -> str:
    words = [clause] if len(clause) <= CLAUSE else _that_fit(words_of(clause))
    shown = NOT_CLOSED.sub("", "".join(words))
    return shown if shown == clause else shown + CUT


def _last_words(clause: str) -> str:
    words = [clause] if len(clause) <= CLAUSE else reversed(list(_that_fit(words_of(clause)[::-1])))
    shown = NOT_OPENED.sub("", "".join(words))
    return shown if shown == clause else CUT + shown


def _that_fit(words: Iterable[str]) -> Iterable[str]:
    """The first words, as long as together they have at most CLAUSE characters."""
    length = 0
    for word in words:
        length += len(word)
        if length > CLAUSE:
            return
        yield word
