"""The worker: reads uploaded files one by one until the queue is empty, or until it is stopped.

In: a function that says whether to stop. Out: the numbers of files read and refused. Only one worker runs
at a time: it holds a file lock, which the system releases when the process dies. It has two lanes, each with a reader
of its own: a file that takes longer than the quick lane allows is set aside for the slow lane, so that no other file
waits for it.
"""

import atexit
import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.db import DatabaseError

from archive.deliveries.budgets import charge
from archive.deliveries.delivery_queue import (
    bytes_of,
    claim,
    hints_of,
    refuse,
    release,
    save_read_file,
    set_aside_as_slow,
    try_again,
)
from archive.deliveries.refusals import FileReason, reason_of
from archive.deliveries.turns import Turns
from archive.deliveries.zip_entries import put_entries
from archive.free_space import shortage
from archive.ingest.load_known import load_known
from archive.models import DeliveredFile
from archive.reading.charset import UnreadableFile
from archive.reading.names.known import KnownNames
from archive.reading.read import Reading
from archive.sandbox.client import SECONDS, ReadingStopped, SandboxClient
from archive.sandbox.documents import is_zip
from durability.lock_holder import is_holder_stopped, sign

FILES_BETWEEN_LOADS = 50  # files read before the known names are loaded again
QUICK_SECONDS = 5.0  # a file that takes longer goes to the slow lane
LOCK = "worker.lock"


class AnotherWorker(Exception):
    """Another process holds the lock of the worker."""


@dataclass
class DeliveryCounts:
    taken: int = 0
    refused: int = 0

    def __add__(self, other: "DeliveryCounts") -> "DeliveryCounts":
        return DeliveryCounts(self.taken + other.taken, self.refused + other.refused)

    def __str__(self) -> str:
        return f"{self.taken} taken in, {self.refused} refused"


@dataclass
class Lane:
    """The files that one reader reads."""

    is_slow: bool
    sandbox: SandboxClient
    turns: Turns = field(default_factory=Turns)


@cache
def lanes() -> tuple[Lane, Lane]:
    """The quick and the slow lane of this process. Their sandboxes start with the first file, and end with it."""
    both = Lane(False, SandboxClient(QUICK_SECONDS)), Lane(True, SandboxClient(SECONDS))
    for lane in both:
        atexit.register(lane.sandbox.close)
    return both


@contextmanager
def the_only_worker(folder: Path) -> Iterator[None]:
    """Holds the lock of the worker. Raises AnotherWorker if another process has it."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        raise AnotherWorker(f"{folder / LOCK} is locked: another worker is running") from error
    try:
        sign(handle)
        yield
    finally:
        os.close(handle)


def is_worker_stopped(folder: Path) -> bool:
    """Whether a worker runs that was stopped by a signal: it reads nothing until it is continued."""
    return is_holder_stopped(folder / LOCK)


def is_working(folder: Path) -> bool:
    """Whether a worker is running now. It writes nothing: the desk asks this also on a disk that is read-only."""
    try:
        handle = os.open(folder / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)


def drain(is_stopping: Callable[[], bool]) -> DeliveryCounts:
    """Reads all waiting files, lane after lane. Call it only inside `the_only_worker`."""
    return sum((drain_lane(lane, is_stopping) for lane in lanes()), DeliveryCounts())


def drain_lane(lane: Lane, is_stopping: Callable[[], bool]) -> DeliveryCounts:
    counts = DeliveryCounts()
    while file := _next(lane, is_stopping):
        counts += _several(file, load_known(), lane, is_stopping)
    return counts


def _several(first: DeliveredFile, known: KnownNames, lane: Lane, is_stopping: Callable[[], bool]) -> DeliveryCounts:
    counts, file, number = DeliveryCounts(), first, 0
    while True:
        began = time.monotonic()
        try:
            counts += _one(file, known, lane, is_stopping)
        except (DatabaseError, OSError):  # no room, a busy database: that is no fault of the file
            with suppress(DatabaseError):
                release(file)
            raise
        seconds = time.monotonic() - began
        lane.turns.charge(file.delivery.sent_by_id, seconds)
        counts.refused += charge(file.delivery, seconds)
        number += 1
        following = None if number >= FILES_BETWEEN_LOADS else _next(lane, is_stopping)
        if following is None:
            return counts
        file = following


def _next(lane: Lane, is_stopping: Callable[[], bool]) -> DeliveredFile | None:
    """None also if there is no room to save what a file would give: the files wait until there is."""
    return claim(lane.turns, lane.is_slow) if not is_stopping() and not shortage() else None


def _one(file: DeliveredFile, known: KnownNames, lane: Lane, is_stopping: Callable[[], bool]) -> DeliveryCounts:
    try:
        read = _read(file, known, lane.sandbox, is_stopping)
    except ReadingStopped:
        release(file)
        return DeliveryCounts()
    except UnreadableFile as error:
        return _not_read(file, error, lane)
    except OSError as error:
        if not (isinstance(error, FileNotFoundError) or error.errno == errno.EIO):
            raise  # no memory, too many open files: that passes, and the file waits
        return _refused(file, FileReason("content-missing", {"error": error.strerror or ""}))
    if read is None:
        return DeliveryCounts()
    return DeliveryCounts(taken=1) if save_read_file(file, *read) else DeliveryCounts(refused=1)


def _read(
    file: DeliveredFile, known: KnownNames, sandbox: SandboxClient, is_stopping: Callable[[], bool]
) -> tuple[bytes, Reading] | None:
    """The bytes of the file, and what is in them. None if it is a ZIP, whose entries are now in its place."""
    sandbox.know(known)
    data = bytes_of(file) if file.entry is None else _entry(file, file.entry, sandbox)
    entries = sandbox.entries(data, file.content) if file.entry is None and is_zip(data[:4]) else None
    if entries is None:
        return data, sandbox.read(file.name, data, known, hints_of(file), is_stopping)
    put_entries(file, entries)
    return None


def _entry(file: DeliveredFile, number: int, sandbox: SandboxClient) -> bytes:
    return sandbox.entry(number, file.content, lambda: bytes_of(file))


def _not_read(file: DeliveredFile, error: UnreadableFile, lane: Lane) -> DeliveryCounts:
    """It is read once more if it took too long for the quick lane, or if the reader died: that may be a coincidence."""
    if error.code == "slow" and not lane.is_slow:
        set_aside_as_slow(file)
        return DeliveryCounts()
    if error.code == "crashed" and try_again(file):
        return DeliveryCounts()
    return _refused(file, reason_of(error))


def _refused(file: DeliveredFile, reason: FileReason) -> DeliveryCounts:
    refuse(file, reason)
    return DeliveryCounts(refused=1)
