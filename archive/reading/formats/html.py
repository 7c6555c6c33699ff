"""A web page: saved whole from a browser, a fragment exported by Word, or a portal's markup.

In: its bytes. Out: `Extracted`: all its visible text in document order, the title of its window
first; the story's places in it; day, source and author as its head and its dateline give them.
Menus, buttons, notices and the like are noise. Raises `UnreadableFile` where nothing is visible.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from archive.reading.charset import UnreadableFile, charset_of, decoded_as, read_as, tidy
from archive.reading.document import Draft, Page, Part, Person, Span
from archive.reading.extract.people import find_people
from archive.reading.extract.surnames import begins_with_surname
from archive.reading.formats.extracted import Extracted, Said
from archive.reading.formats.format_paragraphs import paragraph_starts, with_paragraphs
from archive.reading.formats.html_lines import HtmlLines, visible_lines
from archive.reading.formats.html_main import Main, main_of
from archive.reading.formats.html_marks import credits_of
from archive.reading.formats.pages import kind_of, noise_beside, split_within
from archive.reading.formats.printed import VisibleLine, joined, row_part, rows_of

_TAGS = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)|<!--.*?-->|<[^<>]*>|[\t\r\n ]+", re.S | re.I)
_SAMPLE = 1 << 20  # bytes of markup looked at for the charset
_DAY = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_SITE = re.compile(r"\s*(?:[-_|｜–—]+|--|<<|·)\s*[^-_|｜–—<·]{2,24}$")
_ONLY_SITE = re.compile(
    r"^[^，。：！？、\s]{0,12}(?:总工会|總工會|网|網|网站|網站|门户|首页|首頁|主页|日报|日報|工会网)$"
)
_DATES = ("pubdate", "publishdate", "article:published_time", "datepublished", "publish_time")
_SOURCES = ("contentsource", "source", "mediaid", "og:article:source")
_AUTHORS = ("author", "article:author", "og:article:author")
_NAME = re.compile(r"^[一-龥·]{2,4}$")
_LONGEST_SOURCE = 30
_LONGEST_TITLE = 300
_ROLES = {**dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "subhead"), "figcaption": "caption"}


def read_html(data: bytes) -> Extracted:
    markup, charset = _decoded(data)
    sheet = visible_lines(markup)
    if sheet.title:
        sheet.lines.insert(0, VisibleLine(sheet.title, tag="title"))
    text, spans = joined(sheet.lines)
    if not text.strip():
        raise UnreadableFile("the page is empty: it shows no text", "empty")
    decoded = decoded_as(text, charset)
    main = main_of(sheet)
    page = _page(text, sheet, main, spans)
    return Extracted(decoded, page, _said(sheet, main))


def _decoded(data: bytes) -> tuple[str, str]:
    """The markup and its charset, told by the text between the tags: what a page declares may be wrong."""
    words = _TAGS.sub(b"\n", data[:_SAMPLE]) if b"\x00" not in data[:200] else data
    charset, _ = charset_of(data if data[:3] == b"\xef\xbb\xbf" or data[:2] in (b"\xff\xfe", b"\xfe\xff") else words)
    return tidy(read_as(data, charset)), charset


def _page(text: str, sheet: HtmlLines, main: Main, spans: Sequence[Span]) -> Page:
    if not main.text:
        return Page((), noise_beside(text, []))
    if not main.title and not _window_title(sheet):
        page = split_within(text, [spans[number] for number in main.text])
        return with_paragraphs(page, text, paragraph_starts(sheet.lines, spans))
    parts = [*_headline_parts(sheet, main, spans), *_text_parts(text, sheet, main, spans)]
    draft = Draft(kind_of(text, parts), tuple(parts))
    return Page((draft,), noise_beside(text, [(part.start, part.end) for part in parts]))


def _headline_parts(sheet: HtmlLines, main: Main, spans: Sequence[Span]) -> Iterator[Part]:
    for number in main.kicker:
        yield Part(*spans[number], "kicker")
    for number in main.title:
        yield Part(*spans[number], "title")
    if not main.title:
        yield Part(0, len(_window_title(sheet)), "title")
    for number in main.subtitle:
        yield Part(*spans[number], "subtitle")


def _window_title(sheet: HtmlLines) -> str:
    """The title of the window without the names of site and column behind it."""
    title = sheet.title if len(sheet.title) <= _LONGEST_TITLE else ""
    while (shorter := _SITE.sub("", title)) != title and len(shorter) >= 6:
        title = shorter
    return title if len(title) >= 6 and not _ONLY_SITE.search(title) else ""


def _text_parts(text: str, sheet: HtmlLines, main: Main, spans: Sequence[Span]) -> Iterator[Part]:
    """A line is a part; of a dateline, what it credits; a row of a table is one part."""
    for row in rows_of(text, spans, main.text):
        if len(row) == 1:
            yield from _line_parts(sheet.lines[row[0]], spans[row[0]], row[0] in main.datelines)
        else:
            yield row_part(text, [spans[number] for number in row])


def _line_parts(line: VisibleLine, span: Span, is_dateline: bool) -> Iterator[Part]:
    start, end = span
    if not is_dateline:
        yield Part(start, end, _ROLES.get(line.tag, "body"))
        return
    for begin, stop in credits_of(line.text):
        yield Part(start + begin, start + stop, "byline")


def _said(sheet: HtmlLines, main: Main) -> Said:
    said = sheet.said
    datelines = [sheet.lines[number].text for number in sorted(main.datelines)]
    days = [_day(said[name]) for name in _DATES if name in said]
    days += map(_day, datelines)
    sources = [said[name] for name in _SOURCES if 2 <= len(said.get(name, "")) <= _LONGEST_SOURCE]
    printed = "\n".join(line[begin:end].strip() for line in datelines for begin, end in credits_of(line))
    people = find_people(printed, "")
    names = [said[name] for name in _AUTHORS if _NAME.match(said.get(name, "")) and begins_with_surname(said[name])]
    people += [Person(name, "作者") for name in names[:1] if name not in {person.name for person in people}]
    return Said(next(filter(None, days), None), next(iter(sources), None), tuple(people))


def _day(printed: str) -> str | None:
    """The first day printed in a text, as EDTF."""
    match = _DAY.search(printed)
    if not match:
        return None
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None
