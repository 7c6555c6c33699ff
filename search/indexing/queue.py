"""The durable list of what has still to be indexed.

In: ids of stories that changed, inside the transaction that changed them.
Out: rows to work on, oldest first; a row goes only when nothing newer was asked of its story.
The clock is django.utils.timezone.now: set back or forward, it never holds up what was just asked for.
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
from search.models import LONGEST_PAUSE, Pending

FIRST_PAUSE = datetime.timedelta(seconds=2)
# Some five hours of trying; then a person has to look at it.
MOST_ATTEMPTS = 15
ASKED_AGAIN = ["revision", "gone", "kept", "queued_at", "due", "attempts", "error"]


class Taken(NamedTuple):
    article_id: int
    revision: int


@transaction.atomic
def enqueue(ids: Sequence[int]) -> None:
    """Note these stories down. A draft that was never public is in no index, and is not noted."""
    revision, now = secrets.randbits(62), timezone.now()
    for some in in_slices(ids):
        never_public = Article.objects.filter(pk__in=some, status=Status.DRAFT, first_published_at=None)
        left_out = set(never_public.values_list("pk", flat=True))
        asked = [pk for pk in some if pk not in left_out]
        _ask(Pending(article_id=pk, revision=revision, queued_at=now, gone=False) for pk in asked)
        _note_gone(asked)


def enqueue_deleted(article_id: int) -> None:
    """Note down a story that is no longer in the database."""
    _ask([Pending(article_id=article_id, revision=secrets.randbits(62), queued_at=timezone.now(), gone=True)])


def take(limit: int) -> list[Taken]:
    """Up to `limit` rows that are due. They stay in the list until they are ticked off."""
    rows = Pending.objects.due(timezone.now())[:limit]
    return [Taken(*row) for row in rows.values_list("article_id", "revision")]


def acknowledge(rows: Iterable[Taken]) -> None:
    """Forget rows whose stories are safely on disk; those asked for again meanwhile stay."""
    for revision, ids in _by_revision(rows):
        Pending.objects.filter(revision=revision, article_id__in=ids).delete()


def keep_for_rebuild(rows: Iterable[Taken]) -> None:
    """As tick_off, but leave the rows for the index that is being built."""
    for revision, ids in _by_revision(rows):
        Pending.objects.filter(revision=revision, article_id__in=ids).update(kept=True)


def forget_kept() -> None:
    """No index is being built: what was kept for one that came to nothing is done with."""
    Pending.objects.filter(kept=True).delete()


def retry_later(failed: Mapping[Taken, str]) -> None:
    """Try these again after a pause that doubles each time; after the last attempt set them aside."""
    for row, error in failed.items():
        pending = Pending.objects.filter(article_id=row.article_id, revision=row.revision).first()
        if pending is None:
            continue
        attempts = pending.attempts + 1
        Pending.objects.filter(article_id=row.article_id, revision=row.revision).update(
            attempts=attempts, error=error, due=_next_try(attempts)
        )


def gone_ids() -> list[int]:
    """Stories that are withdrawn or deleted and may still stand in the index."""
    return list(Pending.objects.filter(gone=True).values_list("article_id", flat=True))


def _note_gone(ids: Sequence[int]) -> None:
    """Only now that we hold their rows: who withdraws one of them either is done, or waits and notes it after us."""
    public = Article.objects.published().filter(pk__in=ids).order_by().values("pk")
    Pending.objects.filter(article_id__in=ids).exclude(article_id__in=public).update(gone=True)


def _next_try(attempts: int) -> datetime.datetime | None:
    if attempts >= MOST_ATTEMPTS:
        return None
    return timezone.now() + min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _ask(rows: Iterable[Pending]) -> None:
    Pending.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["article_id"], update_fields=ASKED_AGAIN, batch_size=AT_ONCE
    )


def _by_revision(rows: Iterable[Taken]) -> Iterator[tuple[int, Sequence[int]]]:
    """Rows of one change have one revision: few statements for many rows."""
    ids: dict[int, list[int]] = {}
    for row in rows:
        ids.setdefault(row.revision, []).append(row.article_id)
    for revision, all_ids in ids.items():
        for some in in_slices(all_ids):
            yield revision, some
