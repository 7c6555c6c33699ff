"""Haystack's highlights: the original text with tags around what was searched for.

In: the text of an object, the phrases of the query, a pair of tags. Out: HTML; everything but the tags is escaped.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.html import escape
from haystack.exceptions import SearchBackendError

from search.haystack.lookup_fields import LookupFields, StoredObject
from search.query.ranking import QueryPhrase
from search.query.searched_text import SearchedText, Span
from search.snippets import Part, places, snippet

# HTML before and after a mark.
Tags = tuple[str, str]
# A text of at most so many characters is shown whole.
SHORT = 200


def tags_of(highlight: bool | Mapping[str, Any]) -> Tags | None:
    """From `pre_tags` and `post_tags`: each is a string, or a list whose first string is taken. None: no highlights."""
    options = highlight if isinstance(highlight, Mapping) else {}
    if unknown := options.keys() - {"pre_tags", "post_tags"}:
        raise SearchBackendError(f"no highlight has {', '.join(sorted(unknown))}: there are pre_tags and post_tags")
    before, after = (options.get(name) or tag for name, tag in (("pre_tags", "<em>"), ("post_tags", "</em>")))
    return (_first(before), _first(after)) if highlight else None


def highlighted(
    fields: LookupFields, found: StoredObject, phrases: Sequence[QueryPhrase], tags: Tags
) -> dict[str, list[str]]:
    """The best place of the field with all text, under the name that Haystack has for it."""
    text = str(found.fields.get(fields.default) or "").strip()
    spans = places(SearchedText.of(text, fields.cutter), phrases)
    parts = marked(text, spans) if len(text) <= SHORT else snippet(text, spans)
    return {fields.default: ["".join(_html(part, tags) for part in parts)]}


def marked(text: str, found: Sequence[Span]) -> list[Part]:
    """The whole text with its line breaks. If a part of a word of letters was found, all of the word is marked."""
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
