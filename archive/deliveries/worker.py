"""The worker: reads uploaded files one by one until the queue is empty, or until it is stopped.

In: a function that says whether to stop. Out: the numbers of files read and refused. Only one worker runs
at a time: it holds a file lock, which the system releases when the process dies.
"""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.deliveries.delivery_queue import bytes_of, claim, hints_of, refuse, release, save_read_file
from archive.deliveries.refusals import FileReason, reason_of
from archive.free_space import shortage
from archive.ingest.load_known import load_known
from archive.models import DeliveredFile
from archive.reading.charset import UnreadableFile
from archive.reading.names.known import KnownNames
from archive.sandbox.client import ReadingStopped, shared

FILES_BETWEEN_LOADS = 50  # files read before the known names are loaded again
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
        yield
    finally:
        os.close(handle)


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
    """Reads all waiting files. Call it only inside `the_only_worker`."""
    counts = DeliveryCounts()
    while file := _next(is_stopping):
        counts += _several(file, load_known(), is_stopping)
    return counts


def _several(first: DeliveredFile, known: KnownNames, is_stopping: Callable[[], bool]) -> DeliveryCounts:
    counts, file, number = DeliveryCounts(), first, 0
    while True:
        counts += _one(file, known, is_stopping)
        number += 1
        following = None if number >= FILES_BETWEEN_LOADS else _next(is_stopping)
        if following is None:
            return counts
        file = following


def _next(is_stopping: Callable[[], bool]) -> DeliveredFile | None:
    """None also if there is no room to save what a file would give: the files wait until there is."""
    return claim() if not is_stopping() and not shortage() else None


def _one(file: DeliveredFile, known: KnownNames, is_stopping: Callable[[], bool]) -> DeliveryCounts:
    try:
        data = bytes_of(file)
        reading = shared().read(file.name, data, known, hints_of(file), is_stopping)
    except ReadingStopped:
        release(file)
        return DeliveryCounts()
    except UnreadableFile as error:
        return _refused(file, reason_of(error))
    except OSError as error:
        if not (isinstance(error, FileNotFoundError) or error.errno == errno.EIO):
            raise  # no memory, too many open files: that passes, and the file waits
        return _refused(file, FileReason("content-missing", {"error": error.strerror or ""}))
    return DeliveryCounts(taken=1) if save_read_file(file, data, reading) else DeliveryCounts(refused=1)


def _refused(file: DeliveredFile, reason: FileReason) -> DeliveryCounts:
    refuse(file, reason)
    return DeliveryCounts(refused=1)
