"""What was looked for, marked in the original text.

In: an object's stored text, the runs that were wanted, the tags around them. Out: HTML, all of it escaped but these.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.html import escape
from haystack.exceptions import SearchBackendError

from search.haystack.lookup_fields import LookupFields, Stored
from search.query.piece import Piece, Span
from search.query.ranking import Wanted
from search.snippets import Part, places, snippet

# HTML before and behind what is marked.
Tags = tuple[str, str]
# Characters of a text that is shown whole.
SHORT = 200


def tags_of(asked: bool | Mapping[str, Any]) -> Tags | None:
    """`pre_tags`, `post_tags`: one or a list, of which the first is taken. None where nothing is to be marked."""
    options = asked if isinstance(asked, Mapping) else {}
    if unknown := options.keys() - {"pre_tags", "post_tags"}:
        raise SearchBackendError(f"no highlight has {', '.join(sorted(unknown))}: there are pre_tags and post_tags")
    before, after = (options.get(name) or tag for name, tag in (("pre_tags", "<em>"), ("post_tags", "</em>")))
    return (_first(before), _first(after)) if asked else None


def highlighted(fields: LookupFields, one: Stored, wanted: Sequence[Wanted], tags: Tags) -> dict[str, list[str]]:
    """The field of all text, as Haystack names it: its best place."""
    text = str(one.fields.get(fields.default) or "").strip()
    found = places(Piece.of(text), wanted)
    parts = marked(text, found) if len(text) <= SHORT else snippet(text, found)
    return {fields.default: ["".join(_html(part, tags) for part in parts)]}


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


def _html(part: Part, tags: Tags) -> str:
    text, is_marked = part
    before, after = tags if is_marked else ("", "")
    return f"{before}{escape(text)}{after}"


def _first(tags: str | Sequence[str]) -> str:
    return tags if isinstance(tags, str) else tags[0]
