"""Locks beside the index: files locked with flock, which a process that dies lets go.

In: the index folder and a lock's name. Out: the lock held, or Locked.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Held while a generation's files or the pointer to the current one change.
WRITING = "writing"
# Held by the one process that drains the queue for ever.
INDEXING = "indexing"
# Held while a new generation is built.
REBUILDING = "rebuilding"


class Locked(Exception):
    """Another process holds the lock."""


@contextmanager
def lock(root: Path, name: str, wait: float = 0.0) -> Iterator[None]:
    """Hold a lock; Locked where another keeps it longer than `wait` seconds."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _acquire(descriptor, name, time.monotonic() + wait)
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
