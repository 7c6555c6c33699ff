"""An open index: snapshots for readers, one writer at a time.

In: a folder. Out: the snapshot of the last commit, writers, a check of every byte.
"""

import pickle
from collections.abc import Iterator
from pathlib import Path

from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex
from whoosh.writing import IndexingError

from search.engine.index_snapshot import IndexSnapshot
from search.engine.segment_view import SegmentView
from search.fields import Shape
from search.index.layout import IndexDamaged, check_file
from search.index.segment import ArraySegment
from search.index.storage import MappedStorage
from search.index.token_table import Tokenizer
from search.index.writer import FIXED_FIELDS, ArrayWriter

NAME = "MAIN"
# Loading a table of contents that other code wrote raises one of these: it names that code's classes and attributes.
LOADING_ERRORS = (pickle.UnpicklingError, AttributeError, ImportError, LookupError, TypeError, ValueError, EOFError)
# A commit may remove a segment after its name was read and before it is opened.
TRIES = 10


class ArrayIndex(FileIndex):
    """Threads may share one. Raises whoosh.index.EmptyIndexError if there is no index, or IndexDamaged."""

    def __init__(self, folder: Path) -> None:
        super().__init__(MappedStorage(str(folder)), indexname=NAME)
        self._snapshot: IndexSnapshot | None = None

    @classmethod
    def make(cls, folder: Path, schema: Schema) -> "ArrayIndex":
        """A new, empty index in an existing folder. Raises ValueError unless the schema has exactly one KeyField."""
        Shape.of(schema)
        TOC.create(MappedStorage(str(folder)), schema, NAME)
        return cls(folder)

    def latest_schema(self) -> Schema:
        """The schema, read again from the table of contents, which is checked."""
        return self._current_schema()

    def snapshot(self) -> IndexSnapshot:
        """The index as of the last commit. Segments that are open already are not opened again."""
        generation = self.latest_generation()
        held = self._snapshot
        if held is None or held.generation != generation or not held.is_untouched():
            held = self._snapshot = self._take()
        return held

    def writer(self, words: Tokenizer | None = None, timeout: float = 0.0, **_: object) -> ArrayWriter:
        """Raises whoosh.writing.LockError if another writer holds the lock for longer than `timeout` seconds."""
        return ArrayWriter(self, words, timeout)

    def add_field(self, fieldname: str, fieldspec: object) -> None:
        """Always raises whoosh.writing.IndexingError, and so does remove_field."""
        raise IndexingError(FIXED_FIELDS)

    def remove_field(self, fieldname: str) -> None:
        raise IndexingError(FIXED_FIELDS)

    def check(self) -> int:
        """Read every byte of the last commit, table of contents and segments; returns the bytes of the segments.

        Raises IndexDamaged if a byte is wrong or a file is missing. Nobody may commit meanwhile.
        """
        return sum(check_file(self.storage.path(segment.file_name), segment.seal) for segment in self._segments())

    def _read_toc(self) -> TOC:
        """The last table of contents. Raises IndexDamaged if that is lost and only an older one is left."""
        for _ in range(TRIES):
            last_known = self.storage.last_known_commit()
            toc = super()._read_toc()
            if toc.generation >= last_known:
                return toc
        raise IndexDamaged(f"the table of contents of commit {last_known} is missing")

    def _take(self) -> IndexSnapshot:
        for _ in range(TRIES):
            try:
                toc = self._read_toc()
                return IndexSnapshot(list(self._views(toc.segments)), toc.generation)
            except FileNotFoundError:
                continue
        raise IndexDamaged("a segment is missing")

    def _views(self, segments: list[ArraySegment]) -> Iterator[SegmentView]:
        for segment in segments:
            yield SegmentView(self.storage.open_segment(segment), segment.deleted())
