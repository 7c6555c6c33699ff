"""What was looked for, marked in the original text.

In: an object's stored text, the runs that were wanted. Out: HTML, all of it escaped but <em> and </em>.
"""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.html import escape

from search.query.piece import Piece, Span
from search.query.ranking import Wanted
from search.queryset.fields import Fields, Stored
from search.snippets import Part, places, snippet

# Characters of a text that is shown whole.
SHORT = 200


def highlighted(fields: Fields, one: Stored, wanted: Sequence[Wanted]) -> dict[str, list[str]]:
    """The field of all text, as Haystack names it: its best place."""
    text = str(one.fields.get(fields.default) or "").strip()
    found = places(Piece.of(text), wanted)
    parts = marked(text, found) if len(text) <= SHORT else snippet(text, found)
    return {fields.default: ["".join(map(_html, parts))]}


def marked(text: str, found: Sequence[Span]) -> list[Part]:
    """All of a text, line breaks and all; of a word of letters the whole is marked."""
    edges = [0, *(edge for span in found for edge in _whole_word(text, span)), len(text)]
    return [(text[start:end], number % 2 == 1) for number, (start, end) in enumerate(pairwise(edges)) if start < end]


def _whole_word(text: str, span: Span) -> Span:
    start, end = span
    while start and _spells(text[start - 1 : start + 1]):
        start -= 1
    while end < len(text) and _spells(text[end - 1 : end + 1]):
        end += 1
    return start, end


def _spells(two: str) -> bool:
    return two.isascii() and two.isalnum()


def _html(part: Part) -> str:
    text, is_marked = part
    return f"<em>{escape(text)}</em>" if is_marked else escape(text)
