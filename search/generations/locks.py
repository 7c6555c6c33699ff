"""Locks beside the index: files locked with flock, which are released when a process dies.

In: the index folder and the name of a lock. Out: the lock, or Locked.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from durability.lock_holder import is_holder_stopped, sign

# Held while the files of a generation, or the pointer to the current one, change.
WRITING = "writing"
# Held by the one process that works through the queue all the time.
INDEXING = "indexing"
# Held by `manage.py serve`, in the data folder: two of them would start indexers and workers that have nothing to do.
SERVING = "serving"
# Held while a new generation is built.
REBUILDING = "rebuilding"


class Locked(Exception):
    """Another process holds the lock."""


@contextmanager
def lock(root: Path, name: str, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock. Raises Locked if another process keeps it for longer than `wait` seconds."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, name, time.monotonic() + wait)
        sign(descriptor)
        yield
    finally:
        os.close(descriptor)


def is_held(root: Path, name: str) -> bool:
    """Whether some process holds it at this moment."""
    try:
        with lock(root, name):
            return False
    except Locked:
        return True


def is_stopped(root: Path, name: str) -> bool:
    """Whether the process that holds it was stopped, so that nothing goes on."""
    return is_holder_stopped(root / f"{name}.lock")


def _acquire(descriptor: int, name: str, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise Locked(f"another process is {name}") from None
            time.sleep(0.02)
        else:
            return
