"""From the queue into the index: the only way a story gets in or out.

In: rows of the queue. Out: one durable commit a batch; then, and only then, the rows are ticked off.
Killed at any point it leaves the rows, and the next run does the same again.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.models import Article
from search import findable, lease, queue
from search.index import writing
from search.index.document import Document
from search.index.locks import REBUILDING, WRITING, is_held, lock
from search.index.snapshot import Snapshot, open_snapshot
from search.queue import Taken
from search.search_indexes import ArticleIndex, document_of

log = logging.getLogger(__name__)

# A few stories are findable at once; of many, larger batches cost less merging.
SMALL_BATCH, BATCH = 50, 400
# What a story that cannot be indexed may raise: it is put off, and the others go on. What is wrong
# with the disk or the database is no story's fault: it is raised, and all rows stay.
BROKEN_STORY = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
# Seconds to wait for another process that writes: a batch takes less.
PATIENCE = 30


@dataclass
class Counts:
    indexed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.indexed + other.indexed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
            self.failed + other.failed,
        )

    def __str__(self) -> str:
        return f"{self.indexed} indexed, {self.removed} removed, {self.unchanged} unchanged, {self.failed} failed"


class Indexer:
    """Drains the queue into the current generation in `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.batch = SMALL_BATCH

    def drain(self) -> Counts:
        """Work until nothing is due. IndexMissing where there is no index; Locked where another writes."""
        counts = Counts()
        while (done := self.step()) is not None:
            counts += done
        return counts

    def step(self) -> Counts | None:
        """One batch; None where nothing is due."""
        if not queue.take(1):
            return None
        lease.renew(self.root)
        with lock(self.root, WRITING, wait=PATIENCE):
            rows = queue.take(self.batch)
            self.batch = min(2 * self.batch, BATCH) if len(rows) == self.batch else SMALL_BATCH
            return self._index(rows) if rows else None

    def _index(self, rows: Sequence[Taken]) -> Counts:
        snapshot = open_snapshot(self.root)
        batch = prepare(rows)
        changed, gone = _differing(snapshot, batch)
        if changed or gone:
            writing.write(snapshot.folder, snapshot.cutter, changed, gone)
        done = [row for row in rows if row not in batch.failed]
        # Only now, and only by a reader opened after the commit, is a story said to be findable.
        findable.confirm(open_snapshot(self.root), [row.article_id for row in done])
        self._tick_off(done)
        queue.put_off(batch.failed)
        return Counts(len(changed), len(gone), len(done) - len(changed) - len(gone), len(batch.failed))

    def _tick_off(self, done: Sequence[Taken]) -> None:
        if is_held(self.root, REBUILDING):
            # It may have read these stories before they changed.
            queue.keep(done)
            return
        queue.tick_off(done)
        queue.forget_kept()


@dataclass
class Batch:
    """What the database says of the stories that were taken."""

    documents: list[Document]
    gone: list[int]
    failed: dict[Taken, str]


def prepare(rows: Sequence[Taken]) -> Batch:
    """Read the stories of these rows. Those not public any more, and those not there, are gone."""
    found = {article.pk: article for article in _public([row.article_id for row in rows])}
    batch = Batch([], [], {})
    for row in rows:
        article = found.get(row.article_id)
        if article is None:
            batch.gone.append(row.article_id)
            continue
        try:
            batch.documents.append(_checked(article))
        except BROKEN_STORY as error:
            log.warning("story %s cannot be indexed: %s", row.article_id, error, exc_info=True)
            batch.failed[row] = f"{type(error).__name__}: {error}"
    return batch


def _checked(article: Article) -> Document:
    document = document_of(article)
    # What can fail of a story does so here, so that a story they fail on spoils no commit.
    document.story  # noqa: B018 -- computed once, here
    return document


def _public(ids: list[int]) -> list[Article]:
    return list(ArticleIndex().index_queryset().filter(pk__in=ids))


def _differing(snapshot: Snapshot, batch: Batch) -> tuple[list[Document], list[int]]:
    """What the index has to be told: an index that knows it already need not be written."""
    changed = [one for one in batch.documents if snapshot.digest_of(one.pk) != one.digest]
    return changed, [pk for pk in batch.gone if snapshot.digest_of(pk) is not None]
