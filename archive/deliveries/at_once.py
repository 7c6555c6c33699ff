"""Reads one small text within the request that brings it, so that its sender sees the stories at once.

In: a file or pasted text, with the fields of the form. Out: what was saved, why it was refused, or None: then the
worker reads it. Formats that unpack or draw pages are never read here. One file at a time is read in each server
process, in a sandbox, for `AT_ONCE_SECONDS` at most, and one other waits; so two threads of a process at most are busy
with it.
"""

import atexit
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from archive.deliveries.budgets import charge_account, resumes_at
from archive.deliveries.pasted import PastedText, name_of_pasted
from archive.deliveries.refusals import ALREADY_HERE, FileReason, reason_of
from archive.free_space import require_room_for_files
from archive.ingest.load_known import load_known
from archive.ingest.save import AlreadyHere, Incoming, Saved, save
from archive.models import Upload
from archive.models.upload import shown_name
from archive.reading.charset import UnreadableFile
from archive.reading.formats.kind import HTML, MARKDOWN, TEXT, kind_of_file
from archive.reading.read import Hints, Reading
from archive.sandbox.client import SandboxClient

Note = Callable[[Upload], None]
LARGEST = 50_000  # bytes
ENDINGS = frozenset({"", ".txt", ".text", ".md", ".markdown", ".htm", ".html", ".xhtml", ".shtml"})
KINDS = frozenset({TEXT, HTML, MARKDOWN})
NOT_READ = frozenset({"slow", "crashed"})  # not a fault of the file, perhaps
WAIT_SECONDS = 2.0  # for the file before
_places = threading.BoundedSemaphore(2)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Refusal:
    name: str
    reason: FileReason
    former: Upload | None = None  # the earlier upload of the same bytes


@cache
def sandbox() -> SandboxClient:
    """The sandbox of this server process. It ends when the process ends."""
    client = SandboxClient(settings.AT_ONCE_SECONDS)
    atexit.register(client.close)
    return client


def read_at_once(files: list[UploadedFile], fields: dict[str, Any], user: Any, note: Note) -> Saved | Refusal | None:
    """`fields` is the cleaned data of an UploadForm. None if the files have to be queued.

    `note` writes down who uploaded it, in the transaction that saves it. Raises DiskFull, and saves nothing, if there
    is clearly not enough room.
    """
    if len(files) != 1 or not _is_quick(files[0]) or resumes_at(user):
        return None
    require_room_for_files([files[0].size or 0])
    if not _places.acquire(blocking=False):
        return None
    try:
        return _in_turn(files[0], fields, user, note)
    finally:
        _places.release()


def _in_turn(file: UploadedFile, fields: dict[str, Any], user: Any, note: Note) -> Saved | Refusal | None:
    if not _one_at_a_time.acquire(timeout=WAIT_SECONDS):
        return None
    try:
        return _read_and_save(file, fields, user, note)
    finally:
        _one_at_a_time.release()


def _is_quick(file: UploadedFile) -> bool:
    """Whether it is small, and text by its name and its first bytes."""
    if (file.size or 0) > LARGEST:
        return False
    name = "" if isinstance(file, PastedText) else file.name or ""
    data = file.read()
    file.seek(0)
    return PurePosixPath(name).suffix.lower() in ENDINGS and kind_of_file(name, data) in KINDS


def _read_and_save(file: UploadedFile, fields: dict[str, Any], user: Any, note: Note) -> Saved | Refusal | None:
    is_pasted = isinstance(file, PastedText)
    name, data = "" if is_pasted else file.name or "", file.read()
    file.seek(0)
    try:
        reading = _reading(name, data, fields, user)
    except UnreadableFile as error:
        return None if error.code in NOT_READ else Refusal(shown_name(name, is_pasted), reason_of(error))
    kept_name = name_of_pasted(reading) if is_pasted else name
    try:
        return save(Incoming(kept_name, data, fields["page"], fields["note"], user, is_pasted), reading, note)
    except AlreadyHere as error:
        return Refusal(shown_name(name, is_pasted), ALREADY_HERE, error.upload)


def _reading(name: str, data: bytes, fields: dict[str, Any], user: Any) -> Reading:
    hints = Hints(fields["date"], fields["source"] or None, fields["page"], fields["note"])
    began = time.monotonic()
    try:
        return sandbox().read(name, data, load_known(), hints)
    finally:
        charge_account(user, time.monotonic() - began)
