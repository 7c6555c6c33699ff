"""The folder of an index of SearchIndexes: made where nothing ever was, or anew, by one at a time.

In: a folder, the engine's fields. Out: a folder that has an index; it is never made where one is damaged.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema
from whoosh.index import TOC
from whoosh.util.filelock import try_for
from whoosh.writing import LockError

from search.engine.live import NAME
from search.index.layout import EXTENSION, IndexDamaged
from search.index.storage import MappedStorage

# Seconds to wait for another writer.
PATIENCE = 60


def make_first(folder: Path, schema: Schema) -> None:
    """An empty index, unless there is one. IndexDamaged where one was, and its table of contents is gone."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = MappedStorage(str(folder))
    if _last(storage) >= 0:
        return
    with _alone(storage):
        if _last(storage) >= 0:
            return
        if storage.witnessed() >= 0 or any(name.endswith(EXTENSION) for name in storage.list()):
            raise IndexDamaged("its table of contents is missing")
        TOC(schema, [], 0).write(storage, NAME)


def make_anew(folder: Path, schema: Schema) -> None:
    """An empty index in the place of whatever is there, as the next commit: who has that open notices."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = MappedStorage(str(folder))
    with _alone(storage):
        TOC(schema, [], max(_last(storage), storage.witnessed()) + 1).write(storage, NAME)


def _last(storage: MappedStorage) -> int:
    """The number of the last table of contents, sound or not; -1 where there is none."""
    return int(TOC._latest_generation(storage, NAME))


@contextmanager
def _alone(storage: MappedStorage) -> Iterator[None]:
    """No writer at work, and nobody else who makes an index."""
    # The name under which Whoosh's writers lock it.
    lock = storage.lock(f"{NAME}_WRITELOCK")
    if not try_for(lock.acquire, timeout=PATIENCE):
        raise LockError
    try:
        yield
    finally:
        lock.release()
