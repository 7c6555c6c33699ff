"""An index filled by several processes at once.

In: shards (anything that can be pickled) and a function that makes the stories of one. Out: one
commit that has them all.

Each worker writes the stories of a shard as a segment into the folder; the parent, which holds the
lock, merges the segments into one and writes the table of contents: until then nobody sees any of it, and
what is left of a rebuild that was killed is swept by the next writer. Workers are started afresh
(never forked: a forked child would keep the lock).
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from search.index.arrays.codec import ArrayCodec, ArraySegment
from search.index.arrays.fields import Shape
from search.index.arrays.gather import Gatherer
from search.index.arrays.live import NAME, ArrayIndex
from search.index.arrays.part import CutWords, Story
from search.index.arrays.storage import MappedStorage

StoriesOf = Callable[[Any], Iterable[dict]]
_words: CutWords | None = None


def fill(
    index: ArrayIndex,
    shards: Sequence[object],
    stories_of: StoriesOf,
    make_words: Callable[[], CutWords],
    *,
    processes: int,
    done: Callable[[int], None] = lambda stories: None,
) -> int:
    """Add the stories of all shards in one commit; how many. Keys must differ, among shards and from the index.

    `stories_of` and `make_words` are functions of a module, called in the workers; a shard of some
    10,000 stories keeps a worker below 1 GB. `done` is told of each finished shard in their order.
    Raises what a worker raises, and has changed nothing then.
    """
    with index.writer() as writer:
        folder, shape = str(index.storage.folder), Shape.of(writer.schema)
        with ProcessPoolExecutor(processes, get_context("spawn"), _start, (make_words,)) as pool:
            tasks = [pool.submit(_write_shard, folder, shape, stories_of, shard) for shard in shards]
            segments = []
            for task in tasks:
                segment = task.result()
                segments.append(segment)
                done(segment.doc_count_all() if segment else 0)
        found = [segment for segment in segments if segment]
        writer.adopt(found)
    return sum(segment.doc_count_all() for segment in found)


def _start(make_words: Callable[[], CutWords]) -> None:
    global _words
    _words = make_words()


def _write_shard(folder: str, shape: Shape, stories_of: StoriesOf, shard: object) -> ArraySegment | None:
    gatherer = Gatherer(MappedStorage(folder), ArraySegment(ArrayCodec(), NAME), shape, _words)
    for fields in stories_of(shard):
        gatherer.add(Story(str(fields[shape.key]), fields))
    return gatherer.write()
