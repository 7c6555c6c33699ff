"""Adds stories to a generation and removes them.

In: a generation's folder, StoryDocuments, primary keys. Out: one durable commit: when `write` returns, all changes
are on the disk, and a reader opened later sees them. The caller holds the writer's lock.
"""

from collections.abc import Iterable
from pathlib import Path

from search.engine.array_index import ArrayIndex
from search.generations.generation import open_index
from search.story_document import StoryDocument, schema
from text.words import Cutter

# Seconds to wait for another writer.
PATIENCE = 10


def create_index(folder: Path) -> None:
    """An empty index in an empty folder."""
    ArrayIndex.make(folder, schema())


def write(folder: Path, cutter: Cutter, documents: Iterable[StoryDocument], gone: Iterable[int] = ()) -> int:
    """Add or replace these stories, and remove those of `gone`. Returns how many were added or replaced."""
    with open_index(folder).writer(cutter, timeout=PATIENCE) as writer:
        for pk in gone:
            writer.delete_by_key(str(pk))
        count = 0
        for document in documents:
            writer.add_document(**document.story)
            count += 1
    return count
