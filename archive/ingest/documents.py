"""A file as it came becomes its documents, each read or refused: one, or those of a ZIP.

In: bytes and name, what the archive knows, what was said of them. Out: `Document` records, in the
order of the ZIP, one at a time. Plain text is read here; all else in a process that can be killed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.ingest.bounded import Bounded
from archive.ingest.charset import Unreadable
from archive.ingest.decode import LIMIT
from archive.ingest.formats.kind import TEXT, ZIP, kind_of_file
from archive.ingest.formats.zip_file import ZIP_LIMIT, Entry
from archive.ingest.read import Hints, Reading, read, read_extracted
from archive.ingest.worker import NOT_OPEN
from archive.registry.known import Known

INSIDE = "!/"  # between the name of a ZIP and that of a file in it


@dataclass(frozen=True)
class Document:
    """One of `reading`, `refused` and `skipped` (why it is no document) is given."""

    name: str
    data: bytes = b""
    reading: Reading | None = None
    refused: Unreadable | None = None
    skipped: str = ""


def documents(name: str, data: bytes, known: Known, hints: Hints, bounded: Bounded) -> Iterator[Document]:
    if kind_of_file(name, data) != ZIP:
        yield _document(name, data, known, hints, bounded)
        return
    try:
        entries = _entries(data, bounded)
    except Unreadable as error:
        yield Document(name, data, refused=error)
        return
    if entries is None:
        yield _document(name, data, known, hints, bounded)
        return
    for entry in entries:
        inside = f"{name}{INSIDE}{entry.name}"
        if entry.skipped:
            yield Document(inside, skipped=entry.skipped)
        else:
            yield _of_entry(inside, entry, data, known, hints, bounded)


def limit_of(start: bytes) -> int:
    """How many bytes a file may have that begins so: a ZIP may have more, for it holds many."""
    return ZIP_LIMIT if start.startswith(b"PK\x03\x04") else LIMIT


def _entries(data: bytes, bounded: Bounded) -> list[Entry] | None:
    if len(data) > ZIP_LIMIT:
        raise Unreadable(f"larger than 200 MB: the archive has {len(data):,} bytes", "large")
    found: list[Entry] | None = bounded.ask("entries", data)
    return found


def _of_entry(name: str, entry: Entry, archive: bytes, known: Known, hints: Hints, bounded: Bounded) -> Document:
    try:
        data = _bytes_of(entry, archive, bounded)
    except Unreadable as error:
        return Document(name, refused=error)
    return _document(name, data, known, hints, bounded)


def _bytes_of(entry: Entry, archive: bytes, bounded: Bounded) -> bytes:
    """A worker that took the place of another does not know the archive: it opens it again."""
    try:
        found: bytes = bounded.ask("entry", entry.number)
    except Unreadable as error:
        if error.code != NOT_OPEN:
            raise
        bounded.ask("entries", archive)
        found = bounded.ask("entry", entry.number)
    return found


def _document(name: str, data: bytes, known: Known, hints: Hints, bounded: Bounded) -> Document:
    try:
        return Document(name, data, _read(name, data, known, hints, bounded))
    except Unreadable as error:
        return Document(name, data, refused=error)


def _read(name: str, data: bytes, known: Known, hints: Hints, bounded: Bounded) -> Reading:
    if len(data) > LIMIT:
        raise Unreadable(f"larger than 20 MB: the file has {len(data):,} bytes", "large")
    kind = kind_of_file(name, data)
    if kind == TEXT:
        return read(data, known, hints)
    return read_extracted(bounded.ask("extract", kind, data), known, hints)
