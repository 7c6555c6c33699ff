"""Putting stories into a generation, and taking them out.

In: a generation's folder, Documents, primary keys. Out: one durable commit: when `commit` returns,
all of it is on the disk, and a reader opened later sees it. Whoever writes holds the writer's lock.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from search.engine.array_index import ArrayIndex
from search.generations.generation import open_index
from search.story_document import StoryDocument, schema
from text.terms import ranking_terms
from text.words import Cutter

# Seconds to wait for another writer.
PATIENCE = 10


def create_index(folder: Path) -> None:
    """An empty index in an empty folder."""
    ArrayIndex.make(folder, schema())


def write(folder: Path, cutter: Cutter, documents: Iterable[StoryDocument], gone: Iterable[int] = ()) -> int:
    """Put these in, in place of what was known of them; take those of `gone` out. How many were put in."""
    with open_index(folder).writer(partial(ranking_terms, cutter), timeout=PATIENCE) as writer:
        for pk in gone:
            writer.delete_by_key(str(pk))
        count = 0
        for document in documents:
            writer.add_document(**document.story)
            count += 1
    return count
