"""Reads a web page: saved from a browser, exported as a fragment by Word, or copied from a portal's source.

In: its bytes. Out: `Extracted`: all visible text in document order, the window title first; the places
of the story in it; date, source and author from the <meta> elements and the dateline. Menus, buttons,
notices and the like are noise. Raises `UnreadableFile` if nothing is visible.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from archive.reading.charset import UnreadableFile, charset_of, decoded_as, read_as, tidy
from archive.reading.document import Draft, Page, Part, Person, Span
from archive.reading.extract.people import find_people
from archive.reading.extract.surnames import begins_with_surname
from archive.reading.formats.extracted import Extracted, FileMetadata
from archive.reading.formats.format_paragraphs import paragraph_starts, with_paragraphs
from archive.reading.formats.html_lines import HtmlLines, visible_lines
from archive.reading.formats.html_main import MainText, find_main_text
from archive.reading.formats.html_marks import credits_of
from archive.reading.formats.pages import kind_of, noise_outside, split_within
from archive.reading.formats.printed import VisibleLine, joined, row_part, rows_of
from text.patterns import AFTER_MONTH, AFTER_YEAR, HAN, YEAR

_TAGS = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)|<!--.*?-->|<[^<>]*>|[\t\r\n ]+", re.S | re.I)
_SAMPLE = 1 << 20  # bytes of markup looked at for the charset
_DAY = re.compile(rf"({YEAR})\s*{AFTER_YEAR}\s*(\d{{1,2}})\s*{AFTER_MONTH}\s*(\d{{1,2}})")
_SITE = re.compile(r"\s*(?:[-_|｜–—]+|--|<<|·)\s*[^-_|｜–—<·]{2,24}$")
_ONLY_SITE = re.compile(
    r"^[^，。：！？、\s]{0,12}(?:总工会|總工會|网|網|网站|網站|门户|首页|首頁|主页|日报|日報|工会网)$"
)
_DATES = ("pubdate", "publishdate", "article:published_time", "datepublished", "publish_time")
_SOURCES = ("contentsource", "source", "mediaid", "og:article:source")
_AUTHORS = ("author", "article:author", "og:article:author")
_NAME = re.compile(rf"^[{HAN}·]{{2,4}}$")
_LONGEST_SOURCE = 30
_LONGEST_TITLE = 300
_ROLES = {**dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "subhead"), "figcaption": "caption"}


def read_html(data: bytes) -> Extracted:
    markup, charset = _decoded(data)
    html = visible_lines(markup)
    if html.title:
        html.lines.insert(0, VisibleLine(html.title, tag="title"))
    text, spans = joined(html.lines)
    if not text.strip():
        raise UnreadableFile("the page is empty: it shows no text", "empty")
    decoded = decoded_as(text, charset)
    main = find_main_text(html)
    page = _page(text, html, main, spans)
    return Extracted(decoded, page, _metadata(html, main))


def _decoded(data: bytes) -> tuple[str, str]:
    """Returns the markup and its charset, detected in the text between the tags: the declared charset may be wrong."""
    words = _TAGS.sub(b"\n", data[:_SAMPLE]) if b"\x00" not in data[:200] else data
    charset, _ = charset_of(data if data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff") else words)
    return tidy(read_as(data, charset)), charset


def _page(text: str, html: HtmlLines, main: MainText, spans: Sequence[Span]) -> Page:
    if not main.text:
        return Page((), noise_outside(text, []))
    if not main.title and not _window_title(html):
        page = split_within(text, [spans[number] for number in main.text])
        return with_paragraphs(page, text, paragraph_starts(html.lines, spans))
    parts = [*_headline_parts(html, main, spans), *_text_parts(text, html, main, spans)]
    draft = Draft(kind_of(text, parts), tuple(parts))
    return Page((draft,), noise_outside(text, [(part.start, part.end) for part in parts]))


def _headline_parts(html: HtmlLines, main: MainText, spans: Sequence[Span]) -> Iterator[Part]:
    for number in main.kicker:
        yield Part(*spans[number], "kicker")
    for number in main.title:
        yield Part(*spans[number], "title")
    if not main.title:
        yield Part(0, len(_window_title(html)), "title")
    for number in main.subtitle:
        yield Part(*spans[number], "subtitle")


def _window_title(html: HtmlLines) -> str:
    """Returns the window title without the names of site and column at its end."""
    title = html.title if len(html.title) <= _LONGEST_TITLE else ""
    while (shorter := _SITE.sub("", title)) != title and len(shorter) >= 6:
        title = shorter
    return title if len(title) >= 6 and not _ONLY_SITE.search(title) else ""


def _text_parts(text: str, html: HtmlLines, main: MainText, spans: Sequence[Span]) -> Iterator[Part]:
    """Yields one part for each line and each table row; for a dateline, a part for each credit in it."""
    for row in rows_of(text, spans, main.text):
        if len(row) == 1:
            yield from _line_parts(html.lines[row[0]], spans[row[0]], row[0] in main.datelines)
        else:
            yield row_part(text, [spans[number] for number in row])


def _line_parts(line: VisibleLine, span: Span, is_dateline: bool) -> Iterator[Part]:
    start, end = span
    if not is_dateline:
        yield Part(start, end, _ROLES.get(line.tag, "body"))
        return
    for begin, stop in credits_of(line.text):
        yield Part(start + begin, start + stop, "byline")


def _metadata(html: HtmlLines, main: MainText) -> FileMetadata:
    meta = html.meta
    datelines = [html.lines[number].text for number in sorted(main.datelines)]
    days = [_day(meta[name]) for name in _DATES if name in meta]
    days += map(_day, datelines)
    sources = [meta[name] for name in _SOURCES if 2 <= len(meta.get(name, "")) <= _LONGEST_SOURCE]
    printed = "\n".join(line[begin:end].strip() for line in datelines for begin, end in credits_of(line))
    people = find_people(printed, "")
    names = [meta[name] for name in _AUTHORS if _NAME.match(meta.get(name, "")) and begins_with_surname(meta[name])]
    people += [Person(name, "作者") for name in names[:1] if name not in {person.name for person in people}]
    return FileMetadata(next(filter(None, days), None), next(iter(sources), None), tuple(people))


def _day(printed: str) -> str | None:
    """Returns the first date printed in a text, as EDTF."""
    match = _DAY.search(printed)
    if not match:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None
