"""Saves a reading as an upload with its drafts, completely or not at all.

In: an incoming file, and what was read in it. Out: `Saved`. The bytes are on disk before the row that names
them exists; all rows are saved in one transaction. A crash can leave bytes without a row. They are not
deleted: another process may be saving the same bytes, and a later upload of them uses them again.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import IntegrityError, transaction

from archive.ingest.discard import remove_drafts
from archive.ingest.save_links import add_credits, link
from archive.ingest.save_units import add_units
from archive.ingest.store import store
from archive.models import Article, Source, Upload
from archive.models.article_choices import Status
from archive.models.edtf_dates import day_and_precision
from archive.models.upload import sha256_of
from archive.reading.document import Span, Story
from archive.reading.doubts import LONGEST_HEADLINE, LONGEST_SOURCE
from archive.reading.read import Reading
from archive.reprints.detect import sign_and_find
from durability.failpoint import failpoint
from text.script import script_of


@dataclass(frozen=True)
class Incoming:
    """An incoming file, with the fields given for it."""

    name: str
    data: bytes
    page: str = ""
    note: str = ""
    received_from: Any = None  # a user, or None for the command line
    is_pasted: bool = False  # text from the form; `name` is then its first title


@dataclass(frozen=True)
class Saved:
    """`kept` holds the published or withdrawn stories that a new reading did not replace."""

    upload: Upload
    drafts: tuple[Article, ...]
    kept: tuple[Article, ...] = ()


class AlreadyHere(ValueError):
    """The same bytes are already in the archive as `upload`."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"the same bytes are already here as upload {upload.pk} ({upload.shown_name})")
        self.upload = upload


class ReadsDifferently(ValueError):
    """The file now decodes to another text, so the offsets of stories published from it would be wrong."""


def upload_of(data: bytes) -> Upload | None:
    return Upload.objects.filter(sha256=sha256_of(data)).first()


def _note_nothing(upload: Upload) -> None:
    """The command line has no log of who uploaded what."""


def save(incoming: Incoming, reading: Reading, note: Callable[[Upload], None] = _note_nothing) -> Saved:
    """Saves a new file; `note` may write more about it in the same transaction. Raises AlreadyHere, OSError."""
    known = upload_of(incoming.data)
    if known:
        raise AlreadyHere(known)
    content = store(incoming.data)
    failpoint("ingest.stored")
    try:
        with transaction.atomic():
            upload = Upload(sha256=sha256_of(incoming.data), size=len(incoming.data), content=content)
            upload.name, upload.is_pasted = incoming.name[-255:], incoming.is_pasted
            upload.received_from = incoming.received_from
            _describe(upload, incoming, reading)
            failpoint("ingest.row")
            drafts = _add_drafts(upload, _page_of(incoming, reading), reading.stories)
            note(upload)
            failpoint("ingest.stories")
            return Saved(upload, drafts)
    except IntegrityError as error:
        known = upload_of(incoming.data)
        if known is None:
            raise
        raise AlreadyHere(known) from error


def save_again(incoming: Incoming, reading: Reading) -> Saved:
    """Saves a file. If the same bytes are here already, replaces their drafts and keeps stories that were public.

    Raises ReadsDifferently, OSError.
    """
    if upload_of(incoming.data) is None:
        return save(incoming, reading)
    store(incoming.data)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(sha256=sha256_of(incoming.data))
        kept = tuple(upload.articles.exclude(status=Status.DRAFT))
        if kept and upload.text != reading.decoded.text:
            raise ReadsDifferently(f"upload {upload.pk} decodes differently now, and {len(kept)} stories depend on it")
        remove_drafts(upload.articles.all())
        _describe(upload, incoming, reading)
        fresh = [story for story in reading.stories if not _is_among(story.spans, kept)]
        return Saved(upload, _add_drafts(upload, _page_of(incoming, reading), fresh), kept)


def _describe(upload: Upload, incoming: Incoming, reading: Reading) -> None:
    decoded = reading.decoded
    upload.charset, upload.script, upload.text = decoded.charset, decoded.script, decoded.text
    upload.noise = [list(span) for span in reading.page.noise]
    upload.doubts = list(decoded.doubts)
    upload.note = incoming.note or upload.note
    upload.save()


def _page_of(incoming: Incoming, reading: Reading) -> str:
    """Returns the page given with the file, else the one printed on it."""
    return incoming.page or reading.page_number


def _add_drafts(upload: Upload, page: str, stories: Iterable[Story]) -> tuple[Article, ...]:
    fresh = [story for story in stories if story.title or story.body]
    sources = _sources(story.source for story in fresh)
    taken = set(upload.articles.values_list("position", flat=True))
    free = (position for position in count(1) if position not in taken)
    drafts = [_draft(story, sources) for story in fresh]
    for draft, position in zip(drafts, free, strict=False):
        draft.upload, draft.position, draft.page = upload, position, page
    added = Article.objects.add_all(drafts)
    pairs = list(zip(added, fresh, strict=True))
    add_credits((article, story.people) for article, story in pairs)
    link(pairs)
    for article, story in pairs:
        add_units(article, story)
    sign_and_find(added)
    return tuple(added)


def _draft(story: Story, sources: dict[str, int]) -> Article:
    day, precision = day_and_precision(story.published)
    fields = {name: getattr(story, name)[:LONGEST_HEADLINE] for name in ("kicker", "title", "subtitle")}
    return Article(
        **fields, body=story.body, kind=story.kind,
        script=script_of("\n".join((story.kicker, story.title, story.subtitle, story.body))),
        source_id=sources.get(story.source or ""), region_id=story.region_code,
        region_inferred=story.region_inferred, published=day, published_precision=precision,
        published_inferred=story.published_inferred,
        event_date=story.event_date or "", event_date_inferred=story.event_date_inferred,
        spans=[list(span) for span in story.spans], doubts=list(story.doubts),
    )  # fmt: skip


def _sources(names: Iterable[str | None]) -> dict[str, int]:
    wanted = {name for name in names if name and len(name) <= LONGEST_SOURCE}
    return {
        name: Source.objects.get_or_create(name=name, defaults={"registered": False})[0].pk for name in sorted(wanted)
    }


def _is_among(spans: Sequence[Span], kept: Sequence[Article]) -> bool:
    """Whether more than half of these spans is in one of the kept stories."""
    size = sum(end - start for start, end in spans)
    return any(2 * _shared(spans, article.spans) > size for article in kept)


def _shared(spans: Iterable[Sequence[int]], others: Sequence[Sequence[int]]) -> int:
    """Counts the characters that are in both."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in spans for b in others)
