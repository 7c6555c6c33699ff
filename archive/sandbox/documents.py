"""Turns an uploaded file into documents: one for a single file, several for a ZIP.

In: the file's name and bytes, the known names, the sender's hints. Out: an `ArrivedDocument` for each document, in the
order of the ZIP, one at a time; each is read, refused or skipped on its own. Everything is read in a process that can
be killed.
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

INSIDE = "!/"  # between the name of a ZIP and the name of a file in it


@dataclass(frozen=True)
class UnpackedFile:
    """A single file, or one from a ZIP. If `data` is None, `refused` or `skipped` gives the reason."""

    name: str
    data: bytes | None = None
    refused: UnreadableFile | None = None
    skipped: str = ""  # why the file is not a document


@dataclass(frozen=True)
class ArrivedDocument:
    """A document with its reading, or with the reason why it is refused or skipped."""

    name: str
    data: bytes = b""
    reading: Reading | None = None
    refused: UnreadableFile | None = None
    skipped: str = ""


def documents(
    name: str, data: bytes, known: KnownNames, hints: Hints, sandbox: SandboxClient
) -> Iterator[ArrivedDocument]:
    for file in unpacked(name, data, sandbox):
        if file.data is None:
            yield ArrivedDocument(file.name, refused=file.refused, skipped=file.skipped)
            continue
        try:
            reading = sandbox.read(file.name, file.data, known, hints)
        except UnreadableFile as error:
            yield ArrivedDocument(file.name, file.data, refused=error)
        else:
            yield ArrivedDocument(file.name, file.data, reading)


def unpacked(name: str, data: bytes, sandbox: SandboxClient) -> Iterator[UnpackedFile]:
    """The file itself, or the entries of a ZIP in its order, each named after the ZIP: `a.zip!/b.txt`."""
    try:
        entries = _entries(name, data, sandbox) if kind_of_file(name, data) == ZIP else None
    except UnreadableFile as error:
        yield UnpackedFile(name, refused=error)
        return
    if entries is None:
        yield UnpackedFile(name, data)
        return
    for entry in entries:
        yield _unpacked_entry(name, entry, data, sandbox)


def limit_of(start: bytes) -> int:
    """The allowed size in bytes of a file that begins with these bytes. A ZIP holds many files and may be larger."""
    return ZIP_LIMIT if is_zip(start) else LIMIT


def is_zip(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a ZIP. Office documents are ZIPs too."""
    return start.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _entries(name: str, data: bytes, sandbox: SandboxClient) -> tuple[ZipEntry, ...] | None:
    if len(data) > ZIP_LIMIT:
        raise UnreadableFile(f"larger than 200 MB: the archive has {len(data):,} bytes", "large")
    return sandbox.entries(data, name)


def _unpacked_entry(archive_name: str, entry: ZipEntry, archive: bytes, sandbox: SandboxClient) -> UnpackedFile:
    name = f"{archive_name}{INSIDE}{entry.name}"
    if entry.skipped:
        return UnpackedFile(name, skipped=entry.skipped)
    try:
        return UnpackedFile(name, sandbox.entry(entry.number, archive_name, lambda: archive))
    except UnreadableFile as error:
        return UnpackedFile(name, refused=error)
