"""A process that helps to build an index: it reads stories from the database and splits their text into words.

In: primary keys. Out: stories as the schema wants them. Such a process is spawned: nothing of Django may be imported
here before Django is set up.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.slices import in_slices

if TYPE_CHECKING:
    from search.index.token_table import Tokenizer


def end_with_parent() -> None:
    """End this process when its parent is killed: otherwise it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: Any) -> None:
    parent.join()
    os._exit(1)


def make_words(root: Path, names: tuple[str, ...]) -> "Tokenizer":
    """The tokenizer of a generation with these names. Called first in each process."""
    end_with_parent()
    import django

    django.setup()
    from search.generations.cutters import cutter_with

    return cutter_with(root, names)


def stories_of(ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """The public stories among these. Those that cannot be indexed are left out and logged."""
    from search.indexing.indexer import BATCH, prepare
    from search.indexing.queue import QueueRow

    for batch in in_slices(ids, BATCH):
        for document in prepare([QueueRow(pk, 0) for pk in batch]).documents:
            yield document.story
