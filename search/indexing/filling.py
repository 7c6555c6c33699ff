"""Puts every published story into an empty generation.

In: the folder of a generation with an empty index. Out: the index, filled in one commit; the stories that could not
be indexed. This process indexes a few stories by itself; for many it starts one process for each processor.
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
from search.indexing.queue import QueueRow
from search.indexing.shards import fill as fill_together
from search.story_document import StoryDocument

# From this many stories on other processes are worth starting. Each gets its stories in this many shards.
MANY = 3_000
SHARDS = 2
# Called with the number of stories done and the number of all stories.
Progress = Callable[[int, int], None]


def fill(root: Path, folder: Path, progress: Progress) -> list[int]:
    """Index all stories; returns the primary keys of those that failed. Raises OSError if the disk is full."""
    ids = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    progress(0, len(ids))
    fill_with = _alone if len(ids) < MANY else _together
    return fill_with(root, folder, ids, progress)


def _alone(root: Path, folder: Path, ids: list[int], progress: Progress) -> list[int]:
    failed: list[int] = []

    def documents() -> Iterator[StoryDocument]:
        done = 0
        for keys in in_slices(ids, BATCH):
            batch = prepare([QueueRow(pk, 0) for pk in keys])
            failed.extend(row.article_id for row in batch.failed)
            yield from batch.documents
            done += len(keys)
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
