"""Every published story into an empty generation.

In: a generation's folder with an empty index. Out: the index filled, in one commit; the stories that could
not be put in. A few stories are put in by this process, many by as many processes as there are processors.
"""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from archive.models import Article
from archive.slices import in_slices
from search.generations import generation, generation_writer
from search.indexing import workers
from search.indexing.indexer import BATCH, prepare
from search.indexing.queue import Taken
from search.indexing.shards import fill as fill_together
from search.story_document import StoryDocument

# From so many stories on it pays to start other processes; each gets its stories in so many shards.
MANY = 3_000
SHARDS = 2
# Called with how many stories are done, and how many there are in all.
Progress = Callable[[int, int], None]


def fill(root: Path, folder: Path, progress: Progress) -> list[int]:
    """Put all in; primary keys of those that could not be. OSError where the disk is full."""
    ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    progress(0, len(ids))
    fill_with = _alone if len(ids) < MANY else _together
    return fill_with(root, folder, ids, progress)


def _alone(root: Path, folder: Path, ids: list[int], progress: Progress) -> list[int]:
    failed: list[int] = []

    def documents() -> Iterator[StoryDocument]:
        done = 0
        for some in in_slices(ids, BATCH):
            batch = prepare([Taken(pk, 0) for pk in some])
            failed.extend(row.article_id for row in batch.failed)
            yield from batch.documents
            done += len(some)
            progress(done, len(ids))

    cutter = generation.cutter_of(root, generation.stamp_of(folder))
    generation_writer.write(folder, cutter, documents())
    return failed


def _together(root: Path, folder: Path, ids: list[int], progress: Progress) -> list[int]:
    processes = os.cpu_count() or 1
    size = -(-len(ids) // (processes * SHARDS))
    shards = list(in_slices(ids, size))
    stories = 0

    def done(more: int) -> None:
        nonlocal stories
        stories += more
        progress(stories, len(ids))

    words = partial(workers.make_words, root, generation.stamp_of(folder).names)
    index = generation.open_index(folder)
    fill_together(index, shards, workers.stories_of, words, processes=processes, done=done)
    known = {int(key) for key, _ in index.snapshot().stories()}
    return [pk for pk in ids if pk not in known]
