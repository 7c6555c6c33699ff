"""Template filters for headlines, numbers, dates and amounts, and a tag for the section that a page is in."""

import itertools
from collections.abc import Collection, Iterable, Mapping

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from archive.models import Article
from archive.views import wording
from archive.views.date_bars import BAR_HEIGHT, Bar
from archive.views.headlines import words_of
from archive.views.passages import PassagePiece
from archive.words import languages
from archive.words.doubt_words import words_of_doubt

register = template.Library()

MOST_WORDS = 20

register.filter("publication", wording.publication_in_words)
register.filter("day", wording.day_in_words)
register.filter("month", wording.month_in_words)
register.filter("edtf", wording.edtf_in_words)
register.filter("money", wording.money_in_words)
register.filter("numeral", wording.numeral)
register.filter("byline", wording.byline)
register.filter("lede", wording.lede)
register.filter("doubt_words", words_of_doubt)
register.filter("listed", languages.listed)
register.filter("story_count", wording.story_count)
register.filter("unit_count", wording.unit_count)
register.filter("nth_day", wording.nth_day)
register.filter("month_name", wording.month_name)
register.filter("day_of_month", wording.day_of_month)
register.filter("year", wording.year_in_words)
register.simple_tag(languages.interface_language)


@register.filter
def breaks(headline: str) -> SafeString:
    """The headline, with a possible line break after every word."""
    return mark_safe("<wbr>".join(escape(word) for word in words_of(headline)))  # noqa: S308 - each word is escaped


@register.filter
def linked(pieces: Iterable[PassagePiece], addresses: Mapping[int, str]) -> SafeString:
    """A paragraph, the names in it as links to their pages."""
    return format_html_join("", "{}", ((_linked(piece, addresses),) for piece in pieces))


def _linked(piece: PassagePiece, addresses: Mapping[int, str]) -> str:
    if not piece.organization_id:
        return piece.text
    return format_html('<a href="{}">{}</a>', addresses[piece.organization_id], piece.text)


@register.filter
def line_ranges(ranges: Iterable[tuple[int, int]]) -> str:
    """[(1, 3), (5, 5)] → 1–3、5"""
    return languages.listed(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


@register.filter
def line_numbers(rows: Collection[int]) -> str:
    """[3, 5] → 第 3、5 行"""
    return ngettext("第 %(rows)s 行", "第 %(rows)s 行", len(rows)) % {"rows": languages.listed(rows)}


@register.filter
def number(value: int) -> str:
    """45499 → 45,499"""
    return f"{value:,}"


@register.filter
def tells_more(parts: list[tuple[str, bool]], headline: str) -> bool:
    """Whether a snippet contains more than the headline."""
    text = "".join(text for text, _ in parts).strip()
    return bool(text) and not text.startswith(headline)


@register.filter
def language(article: Article) -> str:
    """The BCP 47 tag of the story's text; zh if it mixes both scripts."""
    return wording.LANGUAGES.get(article.script, "zh")


@register.filter
def shortened(words: list[str]) -> list[str]:
    """The first twenty words, with an ellipsis if there are more."""
    return words if len(words) <= MOST_WORDS else [*words[:MOST_WORDS], "…"]


@register.filter
def of(mapping: dict, key: object) -> object:
    """The value for `key`, or None."""
    return mapping.get(key)


# The sections of the masthead, with the URL names of their pages.
SECTIONS = {
    "provinces": ("provinces", "region", "region-unknown"),
    "unions": ("unions", "organization"),
    "programs": ("programs", "program"),
    "sources": ("sources", "source", "source-unknown"),
    "articles": ("articles", "articles-undated", "articles-year", "articles-month", "articles-day"),
}
SECTION_OF = {name: section for section, names in SECTIONS.items() for name in names}


@register.simple_tag(takes_context=True)
def section_here(context: template.Context) -> str:
    """The section that this page is in; empty for the home page, the search, and error pages."""
    request = context.get("request")
    match = request.resolver_match if request else None
    return SECTION_OF.get(match.url_name, "") if match else ""


@register.filter
def marked(parts: Iterable[tuple[str, bool]]) -> SafeString:
    """A snippet in parts, those that were looked for marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if mark else text,) for text, mark in parts)
    )


@register.filter
def marked_breaks(parts: list[tuple[str, bool]]) -> SafeString:
    """A headline in parts, with the search matches marked. It still breaks between words only."""
    marks = [mark for text, mark in parts for _ in text]
    html, at = [], 0
    for word in words_of("".join(text for text, _ in parts)):
        html.append(_marked(word, marks[at : at + len(word)]))
        at += len(word)
    return mark_safe("<wbr>".join(html))  # noqa: S308 - each run is escaped


def _marked(word: str, marks: list[bool]) -> str:
    runs = itertools.groupby(zip(word, marks, strict=True), key=lambda pair: pair[1])
    texts = [(is_match, escape("".join(letter for letter, _ in run))) for is_match, run in runs]
    return "".join(f"<mark>{text}</mark>" if is_match else text for is_match, text in texts)


@register.filter
def drawn(bar: Bar) -> SafeString:
    """The bar as a picture without text: the page shows its number beside it."""
    return format_html(
        '<svg class="bar-line" viewBox="0 0 1 {}" preserveAspectRatio="none" aria-hidden="true">'
        '<rect y="{}" width="1" height="{}"/></svg>',
        BAR_HEIGHT,
        bar.top,
        bar.height,
    )
