"""The durable list of stories that have to be indexed.

In: ids of changed stories, inside the transaction that changed them. Out: rows to work on, oldest first. A row is
removed only if its story was not queued again meanwhile.
The clock is django.utils.timezone.now. If it is set back or forward, rows that were just queued are not delayed.
"""

import datetime
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from archive.models import Article
from archive.models.article_choices import Status
from archive.slices import AT_ONCE, in_slices
from search.models import LONGEST_PAUSE, Findable, Pending

FIRST_PAUSE = datetime.timedelta(seconds=2)
# About five hours of trying; then a person has to look at it.
MAX_ATTEMPTS = 15
UPDATED_FIELDS = ["revision", "gone", "kept", "queued_at", "due", "attempts", "error"]


class QueueRow(NamedTuple):
    article_id: int
    revision: int


@transaction.atomic
def enqueue(ids: Sequence[int]) -> None:
    """Queue these stories. A draft that was never public is in no index and is left out."""
    revision, now = secrets.randbits(62), timezone.now()
    for batch in in_slices(ids):
        never_public = Article.objects.filter(pk__in=batch, status=Status.DRAFT, first_published_at=None)
        left_out = set(never_public.values_list("pk", flat=True))
        wanted = [pk for pk in batch if pk not in left_out]
        _queue(Pending(article_id=pk, revision=revision, queued_at=now, gone=False) for pk in wanted)
        _note_gone(wanted)


@transaction.atomic
def enqueue_changed(ids: Sequence[int]) -> None:
    """Queue stories whose own text changed. Those that readers may find are left out of answers until it is indexed."""
    known = _known(ids)
    enqueue(ids)
    for batch in in_slices(known):
        Pending.objects.filter(article_id__in=batch).update(outdated=True)


@transaction.atomic
def enqueue_unknown() -> None:
    """Queue every public story that is neither queued nor findable, as all are after the archive was restored.

    Call it before an index is filled: a correction of a story that is being written would otherwise not be noticed.
    """
    public = Article.objects.published().order_by("pk")
    unknown = public.exclude(pk__in=Findable.objects.values("pk")).exclude(pk__in=Pending.objects.values("pk"))
    enqueue(list(unknown.values_list("pk", flat=True)))


def enqueue_deleted(article_id: int) -> None:
    """Queue a story that is no longer in the database."""
    _queue([Pending(article_id=article_id, revision=secrets.randbits(62), queued_at=timezone.now(), gone=True)])


def take(limit: int) -> list[QueueRow]:
    """Up to `limit` rows that are due. They stay in the list until they are acknowledged."""
    rows = Pending.objects.due(timezone.now())[:limit]
    return [QueueRow(*row) for row in rows.values_list("article_id", "revision")]


def acknowledge(rows: Iterable[QueueRow]) -> None:
    """Remove rows whose stories are safely on disk. Rows that were queued again meanwhile stay."""
    for revision, ids in _by_revision(rows):
        Pending.objects.filter(revision=revision, article_id__in=ids).delete()


def keep_for_rebuild(rows: Iterable[QueueRow]) -> None:
    """Like `acknowledge`, but the rows stay for the index that is being built."""
    for revision, ids in _by_revision(rows):
        Pending.objects.filter(revision=revision, article_id__in=ids).update(kept=True, outdated=False)


def forget_kept() -> None:
    """No index is being built: remove the rows kept for one that failed."""
    Pending.objects.filter(kept=True).delete()


def retry_later(failed: Mapping[QueueRow, str]) -> None:
    """Try these again after a pause that doubles each time. After the last attempt they are set aside.

    The index has their former text, if any, so they are left out of answers.
    """
    for row, error in failed.items():
        pending = Pending.objects.filter(article_id=row.article_id, revision=row.revision).first()
        if pending is None:
            continue
        attempts = pending.attempts + 1
        Pending.objects.filter(article_id=row.article_id, revision=row.revision).update(
            attempts=attempts, error=error, due=_next_try(attempts), outdated=True
        )


def _known(ids: Sequence[int]) -> list[int]:
    """The stories among these that an index may contain: those that are findable, and those that are queued already.

    The indexer may be writing a queued story at this moment: readers can find it before its row of Findable is there.
    """
    known: set[int] = set()
    for batch in in_slices(ids):
        known.update(Pending.objects.filter(pk__in=batch).values_list("pk", flat=True))
        known.update(Findable.objects.filter(pk__in=batch).values_list("pk", flat=True))
    return sorted(known)


def _note_gone(ids: Sequence[int]) -> None:
    """Call it while holding their rows: a withdrawal is then either done already, or waits and is noted after us."""
    public = Article.objects.published().filter(pk__in=ids).order_by().values("pk")
    Pending.objects.filter(article_id__in=ids).exclude(article_id__in=public).update(gone=True)


def _next_try(attempts: int) -> datetime.datetime | None:
    if attempts >= MAX_ATTEMPTS:
        return None
    return timezone.now() + min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _queue(rows: Iterable[Pending]) -> None:
    Pending.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article_id"], update_fields=UPDATED_FIELDS, batch_size=AT_ONCE
    )


def _by_revision(rows: Iterable[QueueRow]) -> Iterator[tuple[int, Sequence[int]]]:
    """Rows by revision: all rows of one change share a revision, so that many rows need few statements."""
    ids: dict[int, list[int]] = {}
    for row in rows:
        ids.setdefault(row.revision, []).append(row.article_id)
    for revision, all_ids in ids.items():
        for batch in in_slices(all_ids):
            yield revision, batch
