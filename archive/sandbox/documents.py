"""A file as it came becomes its documents, each read or refused: one, or those of a ZIP.

In: bytes and name, what the archive knows, what was said of them. Out: `ArrivedDocument` records, in the
order of the ZIP, one at a time. All of it is read in a process that can be killed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.charset import UnreadableFile
from archive.reading.decode import LIMIT
from archive.reading.formats.kind import ZIP, kind_of_file
from archive.reading.formats.zip_file import ZIP_LIMIT, ZipEntry
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, Reading
from archive.sandbox.client import SandboxClient

INSIDE = "!/"  # between the name of a ZIP and that of a file in it


@dataclass(frozen=True)
class Packed:
    """A file by itself, or one of a ZIP. Where `data` is None it is `refused`, or `skipped` (why it is no document)."""

    name: str
    data: bytes | None = None
    refused: UnreadableFile | None = None
    skipped: str = ""


@dataclass(frozen=True)
class ArrivedDocument:
    """One of `reading`, `refused` and `skipped` is given."""

    name: str
    data: bytes = b""
    reading: Reading | None = None
    refused: UnreadableFile | None = None
    skipped: str = ""


def documents(
    name: str, data: bytes, known: KnownNames, hints: Hints, bounded: SandboxClient
) -> Iterator[ArrivedDocument]:
    for one in unpacked(name, data, bounded):
        if one.data is None:
            yield ArrivedDocument(one.name, refused=one.refused, skipped=one.skipped)
            continue
        try:
            reading = bounded.read(one.name, one.data, known, hints)
        except UnreadableFile as error:
            yield ArrivedDocument(one.name, one.data, refused=error)
        else:
            yield ArrivedDocument(one.name, one.data, reading)


def unpacked(name: str, data: bytes, bounded: SandboxClient) -> Iterator[Packed]:
    """The file itself; of a ZIP its entries, named behind it, in its order."""
    try:
        entries = _entries(data, bounded) if kind_of_file(name, data) == ZIP else None
    except UnreadableFile as error:
        yield Packed(name, refused=error)
        return
    if entries is None:
        yield Packed(name, data)
        return
    for entry in entries:
        yield _packed(f"{name}{INSIDE}{entry.name}", entry, data, bounded)


def limit_of(start: bytes) -> int:
    """How many bytes a file may have that begins so: a ZIP may have more, for it holds many."""
    return ZIP_LIMIT if is_zip(start) else LIMIT


def is_zip(start: bytes) -> bool:
    """Whether a file that begins so is a ZIP, or a document of Office, which is one too."""
    return start.startswith(b"PK\x03\x04")


def _entries(data: bytes, bounded: SandboxClient) -> tuple[ZipEntry, ...] | None:
    if len(data) > ZIP_LIMIT:
        raise UnreadableFile(f"larger than 200 MB: the archive has {len(data):,} bytes", "large")
    return bounded.entries(data)


def _packed(name: str, entry: ZipEntry, archive: bytes, bounded: SandboxClient) -> Packed:
    if entry.skipped:
        return Packed(name, skipped=entry.skipped)
    try:
        return Packed(name, bounded.entry(entry.number, archive))
    except UnreadableFile as error:
        return Packed(name, refused=error)
