"""The folder of an index of SearchIndexes: how an index is made in it, by one process at a time.

In: a folder, and a schema of the engine. Out: a folder with an index. A damaged index is never replaced unasked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema
from whoosh.index import TOC, EmptyIndexError
from whoosh.util.filelock import try_for
from whoosh.writing import LockError

from search.engine.array_index import LOADING_ERRORS, NAME
from search.index.layout import EXTENSION, IndexDamaged
from search.index.storage import MappedStorage

# Seconds to wait for another writer.
PATIENCE = 60
LOST = "its table of contents is missing"


def make_first(folder: Path, schema: Schema) -> None:
    """Make an empty index, unless there is one with these fields, or one that is not empty. Raises IndexDamaged."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = MappedStorage(str(folder))
    if _is_made(storage, schema):
        return
    with _alone(storage):
        if not _is_made(storage, schema):
            _write(storage, schema)


def make_empty(folder: Path, schema: Schema) -> None:
    """Make an empty index, in place of anything that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = MappedStorage(str(folder))
    with _alone(storage):
        _write(storage, schema)


def difference(schema: Schema, other: Schema) -> set[str]:
    """The names of the fields that differ between two schemas, or that only one of them has."""
    fields, other_fields = ({(name, type(field)) for name, field in each.items()} for each in (schema, other))
    return {name for name, _ in fields ^ other_fields}


@contextmanager
def reading_contents() -> Iterator[None]:
    """Raise IndexDamaged for a table of contents that is missing or cannot be understood."""
    try:
        yield
    except EmptyIndexError:
        raise IndexDamaged(LOST) from None
    except LOADING_ERRORS as error:
        raise IndexDamaged(f"written by other code: {error!r}") from error


def _is_made(storage: MappedStorage, schema: Schema) -> bool:
    if _last(storage) < 0:
        if storage.last_known_commit() >= 0 or any(name.endswith(EXTENSION) for name in storage.list()):
            raise IndexDamaged(LOST)
        return False
    with reading_contents():
        contents = TOC.read(storage, NAME)
    return bool(contents.segments) or not difference(contents.schema, schema)


def _write(storage: MappedStorage, schema: Schema) -> None:
    """Write it as the next commit, so that processes with the last one open notice."""
    TOC(schema, [], max(_last(storage), storage.last_known_commit()) + 1).write(storage, NAME)


def _last(storage: MappedStorage) -> int:
    """The number of the last table of contents, sound or not; -1 if the folder is new."""
    return int(TOC._latest_generation(storage, NAME))


@contextmanager
def _alone(storage: MappedStorage) -> Iterator[None]:
    """Hold the lock of the writers, so that nobody else writes or makes an index."""
    # The name that Whoosh's writers give to their lock.
    lock = storage.lock(f"{NAME}_WRITELOCK")
    if not try_for(lock.acquire, timeout=PATIENCE):
        raise LockError
    try:
        yield
    finally:
        lock.release()
