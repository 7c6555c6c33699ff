"""The folder of an index of SearchIndexes: made where nothing ever was, or anew, by one at a time.

In: a folder, the engine's fields. Out: a folder that has an index; it is never made where one is damaged.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from whoosh.fields import Schema
from whoosh.index import TOC, EmptyIndexError
from whoosh.util.filelock import try_for
from whoosh.writing import LockError

from search.engine.array_index import NAME
from search.generations.generation import LOADING_ERRORS
from search.index.layout import EXTENSION, IndexDamaged
from search.index.storage import MappedStorage

# Seconds to wait for another writer.
PATIENCE = 60
LOST = "its table of contents is missing"


def make_first(folder: Path, schema: Schema) -> None:
    """An empty index, unless there is one: of these fields, or with anything in it. IndexDamaged."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = MappedStorage(str(folder))
    if _is_made(storage, schema):
        return
    with _alone(storage):
        if not _is_made(storage, schema):
            _write(storage, schema)


def make_anew(folder: Path, schema: Schema) -> None:
    """An empty index in the place of whatever is there."""
    folder.mkdir(parents=True, exist_ok=True)
    storage = MappedStorage(str(folder))
    with _alone(storage):
        _write(storage, schema)


def difference(some: Schema, others: Schema) -> set[str]:
    """Names of the fields only one of them has, or has in another way."""
    some_fields, other_fields = ({(name, type(field)) for name, field in one.items()} for one in (some, others))
    return {name for name, _ in some_fields ^ other_fields}


@contextmanager
def reading_contents() -> Iterator[None]:
    """Where an index was made, a table of contents that is not there, or not understood, is damage."""
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
    """As the next commit: who has the last one open notices."""
    TOC(schema, [], max(_last(storage), storage.last_known_commit()) + 1).write(storage, NAME)


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
