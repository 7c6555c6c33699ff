"""Builds a whole new generation beside the current one and swaps it in by one rename; and the rollback.

In: all published stories. Out: a current generation that equals the database and was proved before it became
current. While it is built, the old one answers and is kept up to date; changes made meanwhile are then replayed
into the new one. If anything fails or is killed, the current generation is untouched, and the next run removes
what is left over.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archive.free_space import require_room, size_of
from archive.models import Article
from archive.query_planner import refresh_statistics
from archive.slices import in_slices
from durability.failpoint import failpoint
from search.generations import cutters, generation, generation_writer
from search.generations.locks import REBUILDING, WRITING, lock
from search.generations.served_snapshot import ServedSnapshot, open_snapshot, read
from search.indexing import findable, lease, queue
from search.indexing.filling import Progress, fill
from search.indexing.indexer import BATCH, PATIENCE, prepare
from search.indexing.interrupts import ignoring_interrupts
from search.indexing.proof import scan
from search.indexing.queue import QueueRow
from search.models import Pending

log = logging.getLogger(__name__)

Say = Callable[[str], None]
# A small generation is proved by fewer canaries than a large one: more would tell nothing new.
CANARIES_EACH = 4


class IndexNotProved(Exception):
    """The generation does not hold what it should: it does not become current."""


class NoFormerGeneration(Exception):
    """There is no former generation to go back to, or none that later changes can be written into."""


def silent(step: str) -> None:
    """Report nothing."""


def rebuild(root: Path, progress: Progress, say: Say = silent) -> int:
    """Build, prove, replay, swap; returns the number of stories of the new index.

    Raises Locked while another process rebuilds, IndexNotProved, OSError if the disk is full: then nothing has changed.
    Raises DiskFull before it begins, if there is clearly not enough room.
    """
    with lock(root, REBUILDING, wait=0.5):
        generation.remove_old(root)
        require_room(root, _size_of_current(root))
        refresh_statistics()
        folder = generation.create(root, cutters.cutter_with(root))
        try:
            queue.enqueue_unknown()
            early = _rows_so_far(root)
            generation_writer.create_index(folder)
            failed = fill(root, folder, progress)
            # The queue tries these again, and sets them aside with their error.
            queue.enqueue(failed)
            failpoint("rebuild.filled")
            return _prove_and_swap(root, folder, early, say)
        except BaseException:
            with ignoring_interrupts():
                _throw_away(root, folder)
            raise


def _size_of_current(root: Path) -> int:
    """About as much as a new index will take."""
    try:
        return size_of(generation.current(root))
    except generation.IndexMissing:
        return 0


def rollback(root: Path, say: Say = silent) -> int:
    """Make the former generation current again, with all later changes; returns its number of stories.

    Raises Locked, IndexNotProved or NoFormerGeneration: then the current generation is untouched, and the former one
    is as it was or nearer to the database. The generation that was current becomes the former one.
    """
    with lock(root, REBUILDING, wait=0.5):
        generation.remove_old(root)
        folder = _former(root)
        early = _rows_so_far(root)
        say(f"bringing {folder.name} up to date")
        _catch_up(root, folder)
        failpoint("rollback.caught_up")
        return _prove_and_swap(root, folder, early, say)


def clear(root: Path) -> None:
    """Start again from nothing: an empty index becomes current, and every story is queued."""
    with lock(root, REBUILDING, wait=0.5), lock(root, WRITING, wait=PATIENCE):
        generation.remove_old(root)
        folder = generation.create(root, cutters.cutter_with(root))
        generation_writer.create_index(folder)
        generation.mark_proved(folder, "empty on request\n")
        queue.enqueue(list(Article.objects.published().order_by("pk").values_list("pk", flat=True)))
        generation.make_current(root, folder)
        findable.confirm_all(open_snapshot(root))


def _rows_so_far(root: Path) -> set[QueueRow]:
    """The rows in the queue now: a story that is read after this is read as these rows want it."""
    # A batch at work does not know of us yet: the rows that it removes must be committed before we read.
    with lock(root, WRITING, wait=PATIENCE):
        return _rows()


def _rows() -> set[QueueRow]:
    return {QueueRow(*row) for row in Pending.objects.values_list("article_id", "revision")}


def _throw_away(root: Path, folder: Path) -> None:
    # The folder may have become current before the error.
    if not (root / generation.POINTER).exists() or generation.current(root) != folder:
        generation.remove(folder)


def _former(root: Path) -> Path:
    folder = generation.former(root)
    if folder is None:
        raise NoFormerGeneration("there is no former generation to go back to")
    try:
        generation.check(folder)
        snapshot = read(root, folder)
    except generation.UnreadableIndex as error:
        raise NoFormerGeneration(f"the former generation cannot be used either: {error}") from error
    if not snapshot.stamp.has_this_schema:
        raise NoFormerGeneration(
            f"today's stories do not fit into the former generation: {snapshot.stamp.difference()}"
        )
    return folder


def _catch_up(root: Path, folder: Path) -> None:
    """Write everything that this generation lacks, withdrawals included, in one durable commit for each batch."""
    ids = scan(read(root, folder), canaries_each=0).differing
    for batch in in_slices(ids, BATCH):
        _replay(root, folder, [QueueRow(pk, 0) for pk in batch])


# Proof and swap: the same for a new generation and for the former one


def _prove_and_swap(root: Path, folder: Path, early: set[QueueRow], say: Say) -> int:
    say("proving: every story, every byte, canaries")
    _prove(read(root, folder), early)
    failpoint("rebuild.checked")
    say("replaying what changed meanwhile")
    with lock(root, WRITING, wait=PATIENCE):
        rows = _rows()
        replayed = _replay_all(root, folder, sorted(rows - early))
        failpoint("rebuild.replayed")
        snapshot = read(root, folder)
        _prove_replayed(snapshot, replayed)
        generation.mark_proved(folder, f"{len(snapshot.stories)} stories\n")
        failpoint("rebuild.proved")
        generation.make_current(root, folder)
        findable.confirm_all(open_snapshot(root))
        failpoint("rebuild.confirmed")
        _acknowledge(root, rows - replayed.failed)
    return len(snapshot.stories)


def _acknowledge(root: Path, rows: set[QueueRow]) -> None:
    if lease.is_held_elsewhere(root):
        log.warning("the rows of the queue stay: another machine still needs them for its index")
        return
    queue.acknowledge(rows)


def _prove(snapshot: ServedSnapshot, early: set[QueueRow]) -> None:
    """Raises IndexNotProved unless it holds every story as it is now, or as it was when its row was queued."""
    found = scan(snapshot, CANARIES_EACH)
    # Read after the stories: every story that changed since it was indexed has a row by now.
    late = {row.article_id for row in _rows() - early}
    wrong = [pk for pk in found.differing if pk not in late]
    if wrong:
        raise IndexNotProved(_unlike(snapshot, wrong))
    _prove_bytes(snapshot)
    lost = [canary for canary in found.canaries.lost(snapshot) if canary.pk not in found.differing]
    if lost:
        raise IndexNotProved(f"{snapshot.folder.name} does not find story {lost[0].pk} by {lost[0].run!r}")


def _prove_replayed(snapshot: ServedSnapshot, replayed: "_Replayed") -> None:
    wrong = [pk for pk, digest in replayed.expected.items() if snapshot.digest_of(pk) != digest]
    if wrong or len(snapshot.digests) != len(snapshot.stories):
        raise IndexNotProved(_unlike(snapshot, wrong))
    _prove_bytes(snapshot)


def _prove_bytes(snapshot: ServedSnapshot) -> None:
    try:
        generation.check(snapshot.folder)
    except generation.UnreadableIndex as error:
        raise IndexNotProved(f"{snapshot.folder.name} was not written correctly: {error}") from error


def _unlike(snapshot: ServedSnapshot, wrong: list[int]) -> str:
    named = ", ".join(map(str, wrong[:10]))
    return f"{snapshot.folder.name} differs from the database in {len(wrong)} stories ({named})"


@dataclass
class _Replayed:
    """`expected`: the digest that must be found for each story; None if the story is gone."""

    expected: dict[int, str | None] = field(default_factory=dict)
    failed: set[QueueRow] = field(default_factory=set)


def _replay_all(root: Path, folder: Path, rows: list[QueueRow]) -> _Replayed:
    replayed = _Replayed()
    for batch in in_slices(rows, BATCH):
        done = _replay(root, folder, batch)
        replayed.expected |= done.expected
        replayed.failed |= done.failed
    return replayed


def _replay(root: Path, folder: Path, rows: Sequence[QueueRow]) -> _Replayed:
    """Write the stories of these rows into this generation, as they are in the database now."""
    batch = prepare(rows)
    known = read(root, folder)
    changed = [document for document in batch.documents if known.digest_of(document.pk) != document.digest]
    gone = [pk for pk in batch.gone if known.digest_of(pk) is not None]
    if changed or gone:
        generation_writer.write(folder, known.cutter, changed, gone)
    expected = {document.pk: document.digest for document in batch.documents} | dict.fromkeys(batch.gone)
    return _Replayed(expected, set(batch.failed))
