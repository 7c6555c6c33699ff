"""Reading in a process of its own, which is killed when it takes too long.

In: bytes, what is known, hints. Out: a Reading; Unreadable, TooSlow, Broken or Stopped.
One process reads one file after another with the same `Known`, so that what is built from it is built once.
"""

import multiprocessing
import time
from collections.abc import Callable
from functools import cache
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any

from archive.ingest.bounded import Bounded
from archive.ingest.charset import Unreadable
from archive.ingest.documents import read_file
from archive.ingest.read import Hints, Reading
from archive.registry.known import Known

SECONDS = 60.0  # for one file
_LOOK_EVERY = 0.2  # seconds between two looks whether to stop


class TooSlow(Exception):
    """The file took longer than it may."""


class Broken(Exception):
    """The reading process died."""


class Stopped(Exception):
    """Told to end while a file was being read."""


class Reader:
    """A context manager: its process lives as long as it, or until a file kills it; then another one starts."""

    def __init__(self, known: Known, seconds: float = SECONDS, work: Callable[..., Reading] | None = None) -> None:
        self.known, self.seconds, self.work = known, seconds, work or read_any
        self.process: Any = None
        self.pipe: Connection | None = None

    def __enter__(self) -> "Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def read(self, data: bytes, hints: Hints, is_stopping: Callable[[], bool]) -> Reading:
        pipe = self.pipe or self._begin()
        pipe.send((data, hints))
        deadline = time.monotonic() + self.seconds
        try:
            while not pipe.poll(_LOOK_EVERY):
                if is_stopping():
                    raise Stopped
                if time.monotonic() > deadline:
                    raise TooSlow
            answer = pipe.recv()
        except (TooSlow, Stopped):
            self._end()
            raise
        except (EOFError, OSError) as error:
            self._end()
            raise Broken from error
        if isinstance(answer, Unreadable):
            raise answer
        return answer

    def _begin(self) -> Connection:
        # Spawned, not forked: it shares no connection to the database with the worker.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, self.known, self.work), daemon=True)
        self.process.start()
        theirs.close()
        return self.pipe

    def _end(self) -> None:
        if self.pipe:
            self.pipe.close()
        if self.process:
            self.process.kill()
            self.process.join()
        self.pipe = self.process = None


def read_any(data: bytes, known: Known, hints: Hints) -> Reading:
    """A file of any format: this process is killed with what it holds, that of the format with it."""
    return read_file(hints.name, data, known, hints, _bounded())


@cache
def _bounded() -> Bounded:
    """One for the life of this process: its worker ends when this pipe to it is closed."""
    return Bounded()


def _serve(pipe: Connection, known: Known, work: Callable[..., Reading]) -> None:
    while True:
        try:
            data, hints = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(work(data, known, hints))
        except Unreadable as error:
            pipe.send(error)
