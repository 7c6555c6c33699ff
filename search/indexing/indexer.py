"""Works through the queue and updates the index: the only way a story gets in or out.

In: rows of the queue. Out: one durable commit for each batch. The rows are acknowledged once a reader opened later
has found each story, word for word. If the process is killed, the rows stay, and the next run repeats the work.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from archive.models import Article
from durability.failpoint import failpoint
from search.generations import generation_writer
from search.generations.locks import REBUILDING, WRITING, is_held, lock
from search.generations.served_snapshot import ServedSnapshot, open_current
from search.indexing import findable, lease, queue
from search.indexing.queue import QueueRow
from search.search_indexes import ArticleIndex, document_of
from search.story_document import StoryDocument

log = logging.getLogger(__name__)

# A few stories become findable at once; larger batches of many stories need less merging.
SMALL_BATCH, BATCH = 50, 400
# What a story that cannot be indexed may raise: it is tried again later, and the others go on. An error of the disk
# or the database is not the fault of a story: it is raised, and all rows stay.
BROKEN_STORY = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
# The error of a story that was written and that a reader opened later does not find as it was written.
NOT_FOUND = "written, but not found by a reader opened later"
# Seconds to wait for another process that writes: a batch takes less.
PATIENCE = 30


@dataclass
class IndexCounts:
    indexed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0

    def __add__(self, other: "IndexCounts") -> "IndexCounts":
        return IndexCounts(
            self.indexed + other.indexed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
        )

    def __str__(self) -> str:
        return f"{self.indexed} indexed, {self.removed} removed, {self.unchanged} unchanged, {self.failed} failed"


class Indexer:
    """Works through the queue, for the current generation in `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.batch = SMALL_BATCH

    def drain(self) -> IndexCounts:
        """Work until no row is due. Raises IndexMissing if there is no index, Locked if another process writes."""
        counts = IndexCounts()
        while (done := self.step()) is not None:
            counts += done
        return counts

    def step(self) -> IndexCounts | None:
        """One batch; None if no row is due."""
        if not queue.take(1):
            return None
        self._renew_lease()
        with lock(self.root, WRITING, wait=PATIENCE):
            rows = queue.take(self.batch)
            self.batch = min(2 * self.batch, BATCH) if len(rows) == self.batch else SMALL_BATCH
            return self._index(rows) if rows else None

    def _renew_lease(self) -> None:
        """If another holder had the lease, our index lacks what that one indexed: queue every story."""
        with transaction.atomic():
            if lease.renew(self.root):
                public = Article.objects.published().order_by("pk").values_list("pk", flat=True)
                queue.enqueue(sorted({*public, *open_current(self.root).digests}))

    def _index(self, rows: Sequence[QueueRow]) -> IndexCounts:
        failpoint("queue.taken")
        snapshot = open_current(self.root)
        batch = prepare(rows)
        failpoint("queue.read")
        changed, gone = _differing(snapshot, batch)
        batch.fail(_write(snapshot, changed, gone))
        failpoint("queue.written")
        # Only now does a story count as findable, and only if a reader opened after the commit finds it.
        reader = open_current(self.root)
        batch.fail(dict.fromkeys(_missed(reader, batch), NOT_FOUND))
        done = [row for row in rows if row not in batch.failed]
        findable.confirm(reader, [row.article_id for row in done])
        failpoint("queue.confirmed")
        self._acknowledge(done)
        failpoint("queue.ticked")
        queue.retry_later(batch.failed)
        indexed = len({document.pk for document in changed} & {row.article_id for row in done})
        return IndexCounts(indexed, len(gone), len(done) - indexed - len(gone), len(batch.failed))

    def _acknowledge(self, done: Sequence[QueueRow]) -> None:
        if is_held(self.root, REBUILDING):
            # The rebuild may have read these stories before they changed.
            queue.keep_for_rebuild(done)
            return
        queue.acknowledge(done)
        queue.forget_kept()


@dataclass
class IndexBatch:
    """What the database says about the stories of the rows taken."""

    rows: Sequence[QueueRow]
    documents: list[StoryDocument] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    failed: dict[QueueRow, str] = field(default_factory=dict)

    def fail(self, errors: Mapping[int, str]) -> None:
        """Errors by primary key. The first error of a story is kept."""
        for row in self.rows:
            if row.article_id in errors:
                self.failed.setdefault(row, errors[row.article_id])


def prepare(rows: Sequence[QueueRow]) -> IndexBatch:
    """Read the stories of these rows. Stories that are deleted or no longer public are `gone`."""
    found = {article.pk: article for article in _public([row.article_id for row in rows])}
    batch = IndexBatch(rows)
    for row in rows:
        article = found.get(row.article_id)
        if article is None:
            batch.gone.append(row.article_id)
            continue
        try:
            batch.documents.append(_checked(article))
        except BROKEN_STORY as error:
            batch.failed[row] = _log_failure(row.article_id, error)
    return batch


def _log_failure(pk: int, error: Exception) -> str:
    log.warning("story %s cannot be indexed: %s", pk, error, exc_info=True)
    return f"{type(error).__name__}: {error}"


def _checked(article: Article) -> StoryDocument:
    document = document_of(article)
    # Whatever can fail for a story fails here, so that a broken story does not spoil a commit.
    document.story  # noqa: B018 -- computed once, here
    return document


def _public(ids: list[int]) -> list[Article]:
    return list(ArticleIndex().index_queryset().filter(pk__in=ids))


def _differing(snapshot: ServedSnapshot, batch: IndexBatch) -> tuple[list[StoryDocument], list[int]]:
    """The stories that have to be written and those that have to be deleted; unchanged ones are left out."""
    changed = [document for document in batch.documents if snapshot.digest_of(document.pk) != document.digest]
    return changed, [pk for pk in batch.gone if snapshot.digest_of(pk) is not None]


def _write(snapshot: ServedSnapshot, changed: Sequence[StoryDocument], gone: Sequence[int]) -> dict[int, str]:
    """Write the changes; returns errors by primary key. Broken stories are found by halving, the others written."""
    if not (changed or gone):
        return {}
    try:
        generation_writer.write(snapshot.folder, snapshot.cutter, changed, gone)
        return {}
    except BROKEN_STORY as error:
        if not changed:
            raise
        if len(changed) == 1 and not gone:
            return {changed[0].pk: _log_failure(changed[0].pk, error)}
    middle = len(changed) // 2
    return _write(snapshot, changed[:middle], gone) | _write(snapshot, changed[middle:], ())


def _missed(reader: ServedSnapshot, batch: IndexBatch) -> list[int]:
    """The stories that this reader does not find as they are now, or still finds although they are gone."""
    changed, gone = _differing(reader, batch)
    return [*(document.pk for document in changed), *gone]
