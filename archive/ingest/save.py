"""The one step of ingest that writes: a reading becomes an upload and its drafts, whole or not at all.

In: a file as it came, and what was read in it. Out: `Saved`. The bytes are on the disk before the row
that names them; rows come in one transaction. A crash leaves bytes without a row at worst: the next
time they arrive they are found there, and removing them could take them from another who just did.
"""

from collections.abc import Iterable, Sequence
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
from archive.reading.doubts import HEADLINE, SOURCE
from archive.reading.read import Reading
from archive.reprints.detect import sign_and_find
from durability.failpoint import failpoint
from text.script import script_of


@dataclass(frozen=True)
class Incoming:
    """One file as it came, with what was said of it."""

    name: str
    data: bytes
    page: str = ""
    note: str = ""
    received_from: Any = None  # a user, or None for the command line


@dataclass(frozen=True)
class Saved:
    """`kept`: stories published or withdrawn before, which a new reading did not replace."""

    upload: Upload
    drafts: tuple[Article, ...]
    kept: tuple[Article, ...] = ()


class AlreadyHere(ValueError):
    """These bytes came before, as `upload`."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(f"the same bytes are already here as upload {upload.pk} ({upload.name})")
        self.upload = upload


class ReadsDifferently(ValueError):
    """A new reading would move the ground under stories that were published from the old one."""


def upload_of(data: bytes) -> Upload | None:
    return Upload.objects.filter(sha256=sha256_of(data)).first()


def save(incoming: Incoming, reading: Reading) -> Saved:
    """Raises AlreadyHere, OSError."""
    known = upload_of(incoming.data)
    if known:
        raise AlreadyHere(known)
    content = store(incoming.data)
    failpoint("ingest.stored")
    try:
        with transaction.atomic():
            upload = Upload(sha256=sha256_of(incoming.data), size=len(incoming.data), content=content)
            upload.name, upload.received_from = incoming.name[-255:], incoming.received_from
            _describe(upload, incoming, reading)
            failpoint("ingest.row")
            drafts = _add_drafts(upload, _page_of(incoming, reading), reading.stories)
            failpoint("ingest.stories")
            return Saved(upload, drafts)
    except IntegrityError as error:
        known = upload_of(incoming.data)
        if known is None:
            raise
        raise AlreadyHere(known) from error


def save_again(incoming: Incoming, reading: Reading) -> Saved:
    """As save; where the bytes came before, their drafts are replaced and what was public is kept.

    Raises ReadsDifferently, OSError.
    """
    if upload_of(incoming.data) is None:
        return save(incoming, reading)
    store(incoming.data)
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(sha256=sha256_of(incoming.data))
        kept = tuple(upload.articles.exclude(status=Status.DRAFT))
        if kept and upload.text != reading.decoded.text:
            raise ReadsDifferently(f"upload {upload.pk} decodes differently now, and {len(kept)} stories stand on it")
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
    """The page as given with the file, else as it bears it."""
    return incoming.page or reading.page_number


def _add_drafts(upload: Upload, page: str, stories: Iterable[Story]) -> tuple[Article, ...]:
    told = [story for story in stories if story.title or story.body]
    sources = _sources(story.source for story in told)
    taken = set(upload.articles.values_list("position", flat=True))
    free = (position for position in count(1) if position not in taken)
    drafts = [_draft(story, sources) for story in told]
    for draft, position in zip(drafts, free, strict=False):
        draft.upload, draft.position, draft.page = upload, position, page
    added = Article.objects.add_all(drafts)
    pairs = list(zip(added, told, strict=True))
    add_credits((article, story.people) for article, story in pairs)
    link(pairs)
    for article, story in pairs:
        add_units(article, story)
    sign_and_find(added)
    return tuple(added)


def _draft(story: Story, sources: dict[str, int]) -> Article:
    day, precision = day_and_precision(story.published)
    fields = {name: getattr(story, name)[:HEADLINE] for name in ("kicker", "title", "subtitle")}
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
    wanted = {name for name in names if name and len(name) <= SOURCE}
    return {
        name: Source.objects.get_or_create(name=name, defaults={"registered": False})[0].pk for name in sorted(wanted)
    }


def _is_among(spans: Sequence[Span], kept: Sequence[Article]) -> bool:
    """Whether the better part of these spans stands in one story that is kept."""
    size = sum(end - start for start, end in spans)
    return any(2 * _shared(spans, article.spans) > size for article in kept)


def _shared(some: Iterable[Sequence[int]], others: Sequence[Sequence[int]]) -> int:
    """How many characters stand in both."""
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in some for b in others)
