"""Fills an index by several processes at once.

In: shards (anything that can be pickled) and a function that makes the stories of a shard. Out: one commit that
contains them all.

Each worker writes the stories of a shard into the folder as a segment. The parent, which holds the lock, merges the
segments into one and writes the table of contents; until then nobody sees any of it. The next writer removes what
a killed rebuild leaves. Workers are spawned, never forked: a forked child would keep the lock.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from search.engine.array_index import NAME, ArrayIndex
from search.fields import Shape
from search.index.buffer import BufferedStory
from search.index.codec import ArrayCodec
from search.index.segment import ArraySegment
from search.index.segment_builder import SegmentBuilder
from search.index.storage import MappedStorage
from search.index.token_table import Tokenizer
from search.index.validation import validated_key
from search.indexing.interrupts import blocking_interrupts, ignoring_interrupts

StoriesOf = Callable[[Any], Iterable[dict]]
# Seconds between two reports of progress.
REPORT_EVERY = 0.2


def fill(
    index: ArrayIndex,
    shards: Sequence[object],
    stories_of: StoriesOf,
    make_words: Callable[[], Tokenizer],
    *,
    processes: int,
    done: Callable[[int], None] = lambda stories: None,
) -> int:
    """Add the stories of all shards in one commit; returns how many. Keys must be new and unique across shards.

    `stories_of` and `make_words` are functions of a module and are called in the workers. A few shards for each process
    are best: a shard may have any size, but merging hundreds of segments takes memory.
    `done` is called a few times a second with the number of stories read since the last call. Raises what a worker or
    `done` raises: then nothing has changed, and no worker is left. That is also true after Ctrl-C.
    """
    with index.writer() as writer:
        folder, shape = str(index.storage.folder), Shape.of(writer.schema)
        context = get_context("spawn")
        read = context.Value("q")
        with ProcessPoolExecutor(processes, context, _Worker.start, (make_words, read)) as pool, _no_worker_left(pool):
            with blocking_interrupts():
                tasks = [pool.submit(_write_shard, folder, shape, stories_of, shard) for shard in shards]
            _report(tasks, read, done)
            segments = [segment for task in tasks for segment in task.result()]
        writer.adopt(segments)
    return sum(segment.doc_count_all() for segment in segments)


@contextmanager
def _no_worker_left(pool: ProcessPoolExecutor) -> Iterator[None]:
    """If the block fails, end the workers of this pool without waiting for their tasks: they write no more."""
    others = set(active_children())
    try:
        yield
    except BaseException:
        with ignoring_interrupts():
            pool.shutdown(wait=False, cancel_futures=True)
            workers = [child for child in active_children() if child not in others]
            for worker in workers:
                worker.kill()
            for worker in workers:
                worker.join()
        raise


def _report(tasks: Sequence[Future], read: Synchronized, done: Callable[[int], None]) -> None:
    """Report progress until all tasks are done."""
    reported, waiting = 0, set(tasks)
    while waiting:
        waiting = wait(waiting, REPORT_EVERY).not_done
        now = read.value
        done(now - reported)
        reported = now


class _Worker:
    """What a worker process uses for all its shards: a tokenizer (its dictionary takes a second to load), a counter."""

    words: Tokenizer
    read: Synchronized

    @classmethod
    def start(cls, make_words: Callable[[], Tokenizer], read: Synchronized) -> None:
        cls.words, cls.read = make_words(), read


def _write_shard(folder: str, shape: Shape, stories_of: StoriesOf, shard: object) -> list[ArraySegment]:
    """One segment, or several to keep memory bounded."""

    def builder() -> SegmentBuilder:
        return SegmentBuilder(MappedStorage(folder), ArraySegment(ArrayCodec(), NAME), shape, _Worker.words)

    gathered, segments = builder(), []
    for fields in stories_of(shard):
        if gathered.is_full:
            segments.append(gathered.write())
            gathered = builder()
        gathered.add(BufferedStory(validated_key(shape, fields), fields))
        with _Worker.read.get_lock():
            _Worker.read.value += 1
    return [segment for segment in (*segments, gathered.write()) if segment]
