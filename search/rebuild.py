"""A whole new generation beside the current one, swapped in by one rename.

In: all published stories. Out: a current generation that equals the database; while it is built the
old one answers and is kept up to date, and what changed meanwhile is replayed into the new one.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from archive.failpoint import failpoint
from archive.models import Article, Organization, OrganizationAlias, Program, Topic
from search import findable, queue, workers
from search.index import generation, writing
from search.index.arrays.rebuild import fill
from search.index.document import Document
from search.index.locks import REBUILDING, WRITING, lock
from search.index.snapshot import open_snapshot, read
from search.indexer import BATCH, PATIENCE, prepare
from search.models import Pending
from search.queue import Taken

# From so many stories on it pays to start other processes; each gets its stories in so many shards.
MANY = 3_000
SHARDS = 2
# Called with how many stories are done, and how many there are in all.
Progress = Callable[[int, int], None]


class NotProved(Exception):
    """The new generation does not hold what was put into it: it was thrown away."""


def rebuild(root: Path, progress: Progress) -> int:
    """Build, replay, prove, swap; how many stories the new index has. Locked while another rebuilds."""
    with lock(root, REBUILDING, wait=0.5):
        _wait_for_indexer(root)
        folder = generation.begin(root, generation.cutter_with(root, names()))
        try:
            return _fill_and_swap(root, folder, progress)
        except BaseException:
            generation.remove(folder)
            raise


def clear(root: Path) -> None:
    """Start over from nothing: an empty index becomes current, and every story is in the queue."""
    with lock(root, REBUILDING, wait=0.5), lock(root, WRITING, wait=PATIENCE):
        folder = generation.begin(root, generation.cutter_with(root, names()))
        writing.create(folder)
        queue.enqueue(list(Article.objects.published().order_by("pk").values_list("pk", flat=True)))
        generation.make_current(root, folder)


def names() -> list[str]:
    """What jieba shall know as words: the archive's organizations, programs and topics by all their names."""
    programs = Program.objects.values_list("name", "aliases")
    topics = Topic.objects.values_list("name", "synonyms")
    return [
        *Organization.objects.values_list("name", flat=True),
        *OrganizationAlias.objects.values_list("name", flat=True),
        *chain.from_iterable((name, *others) for name, others in chain(programs, topics)),
    ]


def _wait_for_indexer(root: Path) -> None:
    # A batch at work does not know of us yet: what it ticks off must be committed before we read.
    with lock(root, WRITING, wait=PATIENCE):
        pass


def _fill_and_swap(root: Path, folder: Path, progress: Progress) -> int:
    writing.create(folder)
    ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    progress(0, len(ids))
    fill_with = _fill_alone if len(ids) < MANY else _fill_together
    count, failed = fill_with(root, folder, ids, progress)
    # In the queue they are tried again, and set aside with their error.
    queue.enqueue(failed)
    failpoint("rebuild.filled")
    with lock(root, WRITING, wait=PATIENCE):
        rows = [Taken(*row) for row in Pending.objects.values_list("article_id", "revision")]
        done = [row for some in _slices(rows) for row in _replay(root, folder, some)]
        failpoint("rebuild.replayed")
        snapshot = read(root, folder)
        snapshot.index.check()
        stories = len(snapshot.stories)
        if len(snapshot.digests) != stories or (not rows and stories != count):
            raise NotProved(f"{folder} holds {stories} stories, {count} were put in")
        failpoint("rebuild.proved")
        generation.make_current(root, folder)
        findable.confirm_all(open_snapshot(root))
        queue.tick_off(done)
    return stories


def _fill_alone(root: Path, folder: Path, ids: list[int], progress: Progress) -> tuple[int, list[int]]:
    """How many stories were put in, and which could not be."""
    failed: list[int] = []

    def documents() -> Iterator[Document]:
        for start in range(0, len(ids), BATCH):
            batch = prepare([Taken(pk, 0) for pk in ids[start : start + BATCH]])
            failed.extend(row.article_id for row in batch.failed)
            yield from batch.documents
            progress(min(start + BATCH, len(ids)), len(ids))

    cutter = generation.cutter_of(root, generation.stamp_of(folder))
    return writing.write(folder, cutter, documents()), failed


def _fill_together(root: Path, folder: Path, ids: list[int], progress: Progress) -> tuple[int, list[int]]:
    """The same by as many processes as there are processors."""
    processes = os.cpu_count() or 1
    size = -(-len(ids) // (processes * SHARDS))
    shards = [ids[start : start + size] for start in range(0, len(ids), size)]
    stories = 0

    def done(more: int) -> None:
        nonlocal stories
        stories += more
        progress(stories, len(ids))

    words = partial(workers.make_words, root, generation.stamp_of(folder).names)
    index = generation.opened(folder)
    count = fill(index, shards, workers.stories_of, words, processes=processes, done=done)
    known = {int(key) for key, _ in index.snapshot().stories()}
    return count, [pk for pk in ids if pk not in known]


def _replay(root: Path, folder: Path, rows: list[Taken]) -> list[Taken]:
    """Put what these rows ask for into the new generation; the rows that are done with it."""
    batch = prepare(rows)
    known = read(root, folder)
    changed = [one for one in batch.documents if known.digest_of(one.pk) != one.digest]
    gone = [pk for pk in batch.gone if known.digest_of(pk) is not None]
    if changed or gone:
        writing.write(folder, generation.cutter_of(root, generation.stamp_of(folder)), changed, gone)
    return [row for row in rows if row not in batch.failed]


def _slices(rows: list[Taken]) -> Iterator[list[Taken]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]
