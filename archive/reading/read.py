"""Reads a text into stories. It needs no database.

In: the bytes of a text file or the text of another format, the known names, the sender's hints. Out: a `Reading` with
the decoded text, its page, and its stories with people, source, dates, region, organizations, programs, figures and
units. A dry run and a save make the same call.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.reading.clean import StoryFields, clean
from archive.reading.decode import decode
from archive.reading.document import (
    Decoded,
    Doubt,
    Draft,
    Page,
    Person,
    Story,
)
from archive.reading.doubts import with_doubts
from archive.reading.extract.dates import FoundDate, event_date, published_by_credits, published_on
from archive.reading.extract.page_places import regions_of_page
from archive.reading.extract.people import find_people
from archive.reading.extract.places import FoundRegion
from archive.reading.extract.round_up_facts import day_of_items, people_of_items, region_of_items
from archive.reading.extract.sources import find_source, known_source
from archive.reading.extract.years import YearSpan, years_of
from archive.reading.formats.extracted import Extracted
from archive.reading.formats.format_paragraphs import with_paragraphs
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames
from archive.reading.split import split
from archive.reading.split.folio import Folio, read_folio
from archive.reading.split.web_marks import is_credit_line
from archive.reading.story_facts import find_facts

_SOURCE_LINE = re.compile(r"^\s*(?:来源|來源|稿源)\s*[:：|丨]\s*\S{2,16}\s*$")


@dataclass(frozen=True)
class Hints:
    """The sender's words about a file: its date (EDTF), its source, its page number, a note, credited people."""

    date: str | None = None
    source: str | None = None
    page: str = ""
    note: str = ""
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Reading:
    decoded: Decoded
    page: Page
    stories: tuple[Story, ...]
    page_number: str = ""  # from the hints, or as printed on the page


def read(data: bytes, known: KnownNames, hints: Hints | None = None) -> Reading:
    """Reads a text file. Raises `UnreadableFile` if the bytes are not text."""
    decoded = decode(data)
    return read_text(decoded, known, hints or Hints())


def read_extracted(extracted: Extracted, known: KnownNames, hints: Hints) -> Reading:
    """Reads a file whose format was already read. The sender's hints win over the file's own metadata."""
    metadata = extracted.metadata
    merged = replace(
        hints,
        date=hints.date or metadata.date,
        source=hints.source or metadata.source,
        people=hints.people or metadata.people,
    )
    return read_text(extracted.decoded, known, merged, extracted.page, extracted.paragraphs)


def read_text(
    decoded: Decoded, known: KnownNames, hints: Hints, marked: Page | None = None, paragraphs: Sequence[int] = ()
) -> Reading:
    """Reads a text that was already decoded.

    `marked` holds the stories if the file's format marks them. `paragraphs` are the offsets at which paragraphs begin,
    if the format marks only those.
    """
    page = marked or split(decoded.text)
    if paragraphs and not marked:
        page = with_paragraphs(page, decoded.text, paragraphs)
    cleaned = [clean(decoded.text, draft) for draft in page.drafts]
    context = _context(decoded.text, page, marked is not None, cleaned, known, hints)
    stories = [
        _story(decoded.text, draft, fields, region, context)
        for draft, fields, region in zip(page.drafts, cleaned, _regions(cleaned, known, hints), strict=True)
    ]
    return Reading(decoded, page, with_doubts(stories, decoded.damage), hints.page or context.folio.page)


def _regions(cleaned: Sequence[StoryFields], known: KnownNames, hints: Hints) -> list[FoundRegion]:
    """The region of each story of the page."""
    named, places = [_by_name(fields) for fields in cleaned], gazetteer(known)
    found = regions_of_page(named, places, f"{hints.source or ''}。{hints.note}")
    return [region_of_items(fields, region, places) for fields, region in zip(named, found, strict=True)]


def _day_of_page(folio: Folio) -> FoundDate:
    """The day printed in the page's folio. It is doubtful if the weekday beside it belongs to another day."""
    if not folio.day or folio.weekday_fits:
        return FoundDate(folio.day)
    return FoundDate(folio.day, True, (Doubt.of("weekday-does-not-fit", day=folio.day),))


@dataclass(frozen=True)
class _PageContext:
    """The facts that all stories of a page share."""

    known: KnownNames
    hints: Hints
    beside: str  # the text around the stories in which the page names its source
    published: FoundDate
    years: YearSpan
    folio: Folio
    paper: str | None  # the known source that the folio names
    credit_lines: tuple[str, ...]  # if the file has only one story: credit lines outside it
    given: str | None  # the date of publication by the hints


def _context(
    text: str, page: Page, is_marked: bool, cleaned: Sequence[StoryFields], known: KnownNames, hints: Hints
) -> _PageContext:
    dated = _marked_text(text, page) if is_marked else _text_around(text, page)
    folio = read_folio(texts_of(text, page.noise))
    return _PageContext(
        known=known,
        hints=hints,
        beside="\n".join([dated, *(_source_lines(text, page) if is_marked else ())]),
        published=published_on(hints.date, dated, hints.note, _day_of_page(folio)),
        years=years_of((fields.body for fields in cleaned), hints.note),
        folio=folio,
        paper=known_source(folio.words, known),
        credit_lines=() if is_marked else _credit_lines_beside(text, page),
        given=hints.date or published_on(None, "", hints.note).value,
    )


def _story(text: str, draft: Draft, fields: StoryFields, found: FoundRegion, context: _PageContext) -> Story:
    credit_lines = (*_credit_lines_of(text, draft), *context.credit_lines)
    published = published_by_credits(credit_lines, context.published, context.given)
    event = event_date(fields.body, published.value, context.years)
    event = day_of_items(fields.title, fields.body, published.value, context.years, event)
    named = find_facts(fields.kicker, fields.title, fields.subtitle, fields.body, context.known, found.region)
    source = find_source(fields.byline, fields.body, context.known, context.hints.source, context.beside)
    spans = tuple((part.start, part.end) for part in draft.parts)
    return Story(
        kind=draft.kind,
        kicker=fields.kicker,
        title=fields.title,
        subtitle=fields.subtitle,
        body=fields.body,
        spans=spans,
        lines=lines_of_spans(text, spans),
        people=_people(fields, context.hints, credit_lines),
        source=source or context.paper,
        published=published.value,
        published_inferred=published.is_inferred,
        event_date=event.value,
        event_date_inferred=event.is_inferred,
        region=found.region.path if found.region else None,
        region_code=found.region.code if found.region else None,
        region_inferred=bool(found.region and found.doubts),
        organizations=named.organizations,
        figures=named.figures,
        units=named.units,
        programs=named.programs,
        doubts=(*draft.doubts, *found.doubts, *published.doubts, *event.doubts),
    )


def _credit_lines_of(text: str, draft: Draft) -> list[str]:
    """The story's lines with date, source and author, as web pages print them."""
    bylines = texts_of(text, [(part.start, part.end) for part in draft.parts if part.role == "byline"])
    return [line for line in bylines if is_credit_line(line)]


def _credit_lines_beside(text: str, page: Page) -> tuple[str, ...]:
    """The credit lines outside the story, if the page has only one story that they can belong to."""
    return tuple(filter(is_credit_line, texts_of(text, page.noise))) if len(page.drafts) == 1 else ()


def _source_lines(text: str, page: Page) -> tuple[str, ...]:
    """The line outside the story that gives only its source, if there is one story and one such line."""
    found = {line for line in texts_of(text, page.noise) if _SOURCE_LINE.match(line)}
    return tuple(found) if len(page.drafts) == 1 and len(found) == 1 else ()


def _people(fields: StoryFields, hints: Hints, credit_lines: Sequence[str]) -> tuple[Person, ...]:
    """The people credited in print, then those named by the file's metadata or the sender."""
    printed = find_people(fields.byline, fields.body, credit_lines)
    known = {person.name for person in printed}
    others = (*people_of_items(fields.title, fields.body), *hints.people)
    return (*printed, *(person for person in others if person.name not in known))


def _marked_text(text: str, page: Page) -> str:
    """The text in which a web page or document may print its date: its only story. Other dates on it mean nothing."""
    if len(page.drafts) > 1:
        return ""
    return "\n".join(text[part.start : part.end] for draft in page.drafts for part in draft.parts)


def _text_around(text: str, page: Page) -> str:
    """The text in which a page may print its date: the whole file if it has one story, else all but the stories."""
    if len(page.drafts) == 1:
        return text
    return "\n".join(texts_of(text, page.noise))


def texts_of(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def lines_of_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The numbers, from 1, of the lines that the spans touch, in the order of the spans. Blank lines are left out."""
    ends = _line_ends(text)
    lines: dict[int, None] = {}
    for start, end in spans:
        number = bisect_left(ends, start) + 1
        for offset, line in enumerate(text[start:end].split("\n")):
            if line.strip():
                lines[number + offset] = None
    return tuple(lines)


@lru_cache(maxsize=1)  # called for each story of the same text
def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _by_name(fields: StoryFields) -> Mapping[str, str]:
    return {"kicker": fields.kicker, "title": fields.title, "subtitle": fields.subtitle, "body": fields.body}
