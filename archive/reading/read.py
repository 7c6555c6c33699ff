"""The whole of reading, without a database: a file's bytes become stories.

In: bytes, what the archive knows, what the sender said about the file. Out: a `Reading`: the
decoded text, its page, its stories with people, source, dates, region, organizations, programs,
figures and units. The same call serves a dry run and a save.
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
    FoundFigure,
    ListedUnit,
    NamedOrganization,
    NamedProgram,
    Page,
    Person,
    Story,
)
from archive.reading.doubts import with_doubts
from archive.reading.extract.dates import FoundDate, event_date, published_on, stated_on
from archive.reading.extract.figures import find_figures
from archive.reading.extract.page_places import regions_of_page
from archive.reading.extract.people import find_people
from archive.reading.extract.pilot_units import find_units
from archive.reading.extract.places import Where
from archive.reading.extract.round_up_facts import day_of_items, people_of_items, place_of_items
from archive.reading.extract.sources import find_source, known_source
from archive.reading.extract.years import YearSpan, years_of
from archive.reading.formats.extracted import Extracted
from archive.reading.formats.format_paragraphs import with_paragraphs
from archive.reading.names.find_names import names_of
from archive.reading.names.gazetteer import gazetteer
from archive.reading.names.known import KnownNames, KnownRegion
from archive.reading.split import split
from archive.reading.split.folio import Folio, read_folio
from archive.reading.split.web_marks import is_credit_line

_SOURCE_LINE = re.compile(r"^\s*(?:来源|來源|稿源)\s*[:：|丨]\s*\S{2,16}\s*$")


@dataclass(frozen=True)
class Hints:
    """What came with a file: the day of its page (EDTF), its source, its page, a note, whom it credits."""

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
    page_number: str = ""  # as given, or as the page bears it


@dataclass(frozen=True)
class StoryFacts:
    """What a story's fields name and count, each with its place."""

    organizations: tuple[NamedOrganization, ...]
    programs: tuple[NamedProgram, ...]
    figures: tuple[FoundFigure, ...]
    units: tuple[ListedUnit, ...]


def read(data: bytes, known: KnownNames, hints: Hints | None = None) -> Reading:
    """Everything a file holds. Raises what decode raises where the bytes are no text."""
    decoded = decode(data)
    return read_text(decoded, known, hints or Hints())


def read_extracted(extracted: Extracted, known: KnownNames, hints: Hints) -> Reading:
    """As `read`, of a file whose format was read before: what was given with it wins over what it says."""
    metadata = extracted.metadata
    told = replace(
        hints,
        date=hints.date or metadata.date,
        source=hints.source or metadata.source,
        people=hints.people or metadata.people,
    )
    return read_text(extracted.decoded, known, told, extracted.page, extracted.paragraphs)


def read_text(
    decoded: Decoded, known: KnownNames, hints: Hints, shown: Page | None = None, paragraphs: Sequence[int] = ()
) -> Reading:
    """As `read`, of a text that was decoded or extracted before.

    `shown`: its stories, `paragraphs`: where they begin, where its format shows them.
    """
    page = shown or split(decoded.text)
    if paragraphs and not shown:
        page = with_paragraphs(page, decoded.text, paragraphs)
    printed = [clean(decoded.text, draft) for draft in page.drafts]
    named, places = [_named(fields) for fields in printed], gazetteer(known)
    alone = regions_of_page(named, places, _said(hints))
    regions = [place_of_items(fields, where, places) for fields, where in zip(named, alone, strict=True)]
    years = years_of((fields.body for fields in printed), hints.note)
    beside = _in_the_stories(decoded.text, shown) if shown else _beside_the_stories(decoded.text, page)
    given = hints.date or published_on(None, "", hints.note).value
    folio = read_folio(text_of(decoded.text, page.noise))
    published = published_on(hints.date, beside, hints.note, _day_of_page(folio))
    paper, beside_it = known_source(folio.words, known), () if shown else _credits_beside(decoded.text, page)
    beside_source = "\n".join([beside, *(_source_in_foot(decoded.text, page) if shown else ())])
    told = _Told(known, hints, beside_source, published, years, paper, beside_it, given)
    stories = [
        _story(decoded.text, draft, fields, where, told)
        for draft, fields, where in zip(page.drafts, printed, regions, strict=True)
    ]
    return Reading(decoded, page, with_doubts(stories, decoded.damage), hints.page or folio.page)


def _day_of_page(folio: Folio) -> FoundDate:
    """The day that the page bears; doubtful where another weekday stands beside it."""
    if not folio.day or folio.weekday_fits:
        return FoundDate(folio.day)
    return FoundDate(folio.day, True, (Doubt.of("weekday-does-not-fit", day=folio.day),))


def facts(
    kicker: str, title: str, subtitle: str, body: str, known: KnownNames, region: KnownRegion | None
) -> StoryFacts:
    """Who and what the fields of a ready-made story about `region` name and count."""
    fields = {"kicker": kicker, "title": title, "subtitle": subtitle, "body": body}
    names = names_of(known)
    return StoryFacts(
        organizations=tuple(names.organizations(fields, region)),
        programs=tuple(names.programs(fields)),
        figures=tuple(find_figures(fields, region.code if region else None)),
        units=tuple(find_units(body, gazetteer(known))),
    )


@dataclass(frozen=True)
class _Told:
    """What is known of every story of a page alike."""

    known: KnownNames
    hints: Hints
    beside: str
    published: FoundDate
    years: YearSpan
    paper: str | None  # whose name the page bears
    credits: tuple[str, ...]  # lines of fields beside a file's one story
    given: str | None  # the day of publication by what came with the file


def _story(text: str, draft: Draft, fields: StoryFields, where: Where, told: _Told) -> Story:
    stated = (*_credits_of(text, draft), *told.credits)
    published = stated_on(stated, told.published, told.given)
    event = event_date(fields.body, published.value, told.years)
    event = day_of_items(fields.title, fields.body, published.value, told.years, event)
    found = facts(fields.kicker, fields.title, fields.subtitle, fields.body, told.known, where.region)
    spans = tuple((part.start, part.end) for part in draft.parts)
    return Story(
        kind=draft.kind,
        kicker=fields.kicker,
        title=fields.title,
        subtitle=fields.subtitle,
        body=fields.body,
        spans=spans,
        lines=lines_of_spans(text, spans),
        people=_people(fields, told.hints, stated),
        source=find_source(fields.byline, fields.body, told.known, told.hints.source, told.beside) or told.paper,
        published=published.value,
        published_inferred=published.is_inferred,
        event_date=event.value,
        event_date_inferred=event.is_inferred,
        region=where.region.path if where.region else None,
        region_code=where.region.code if where.region else None,
        region_inferred=bool(where.region and where.doubts),
        organizations=found.organizations,
        figures=found.figures,
        units=found.units,
        programs=found.programs,
        doubts=(*draft.doubts, *where.doubts, *published.doubts, *event.doubts),
    )


def _said(hints: Hints) -> str:
    return f"{hints.source or ''}。{hints.note}"


def _credits_of(text: str, draft: Draft) -> list[str]:
    """A story's own lines of fields, as web pages have them: day, source, author."""
    bylines = text_of(text, [(part.start, part.end) for part in draft.parts if part.role == "byline"])
    return [line for line in bylines if is_credit_line(line)]


def _credits_beside(text: str, page: Page) -> tuple[str, ...]:
    """Such lines that stand in no story, where there is but one that they can be of."""
    return tuple(filter(is_credit_line, text_of(text, page.noise))) if len(page.drafts) == 1 else ()


def _source_in_foot(text: str, page: Page) -> tuple[str, ...]:
    """The one line beside the one story of a web page that says nothing but its source."""
    found = {line for line in text_of(text, page.noise) if _SOURCE_LINE.match(line)}
    return tuple(found) if len(page.drafts) == 1 and len(found) == 1 else ()


def _people(fields: StoryFields, hints: Hints, stated: Sequence[str]) -> tuple[Person, ...]:
    """Those credited in print, then those whom its file names."""
    printed = find_people(fields.byline, fields.body, stated)
    known = {person.name for person in printed}
    others = (*people_of_items(fields.title, fields.body), *hints.people)
    return (*printed, *(person for person in others if person.name not in known))


def _in_the_stories(text: str, page: Page) -> str:
    """What may bear the day of a web page or document: its one story; the rest of it is of any day."""
    if len(page.drafts) > 1:
        return ""
    return "\n".join(text[part.start : part.end] for draft in page.drafts for part in draft.parts)


def _beside_the_stories(text: str, page: Page) -> str:
    """What may bear the day of the page: all of a file of one story, else what is no story."""
    if len(page.drafts) == 1:
        return text
    return "\n".join(text_of(text, page.noise))


def text_of(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def lines_of_spans(text: str, spans: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The 1-based lines that spans of the text touch, in their order; blank ones left out."""
    ends = _line_ends(text)
    lines: dict[int, None] = {}
    for start, end in spans:
        number = bisect_left(ends, start) + 1
        for offset, line in enumerate(text[start:end].split("\n")):
            if line.strip():
                lines[number + offset] = None
    return tuple(lines)


@lru_cache(maxsize=1)  # asked for each story of one text
def _line_ends(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _named(fields: StoryFields) -> Mapping[str, str]:
    return {"kicker": fields.kicker, "title": fields.title, "subtitle": fields.subtitle, "body": fields.body}
