"""Reading in a process that can be killed: no file takes longer, or more memory, than allowed.

In: a file, the known names, the sender's hints. Out: what process.py answers. Raises `UnreadableFile` if that process
refuses the file, takes too long, or dies of it; `ReadingStopped` if the caller did not want to wait. One process reads
many files. If it dies, the next file gets a new one; an idle one is ended.
"""

import atexit
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from archive.reading.charset import UnreadableFile
from archive.reading.formats.zip_file import ZipEntry
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, Reading
from archive.sandbox.messages import HEADER, MethodCall, RefusedFile, ReturnedValue, decoded, encoded
from archive.sandbox.process import IDLE, NOT_OPEN

SECONDS = 60.0
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of address space, libraries included
_FRESH = IDLE / 2  # seconds: a process that nobody asked for longer is about to go
_LARGEST = 1 << 29  # bytes of an answer
_LOOK_EVERY = 0.2  # seconds between two looks whether to stop
_ROOT = Path(__file__).resolve().parents[2]
_PIECE = 1 << 20


class ReadingStopped(Exception):
    """The caller was told to end while a file was being read."""


def never() -> bool:
    return False


class SandboxClient:
    """A worker and its limits. It starts with the first question; use as a context manager, or `shared()`."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY, module: str = "archive.sandbox.process") -> None:
        self._seconds, self._memory, self._module = seconds, memory, module
        self._process: subprocess.Popen[bytes] | None = None
        self._told: KnownNames | None = None  # what the process knows of the archive
        self._lock = threading.Lock()
        self._asked_at = 0.0

    def __enter__(self) -> "SandboxClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the process that runs; None where none does."""
        return self._process.pid if self._process else None

    def read(
        self, name: str, data: bytes, known: KnownNames, hints: Hints, is_stopping: Callable[[], bool] = never
    ) -> Reading:
        """The stories of one file that is no ZIP of others."""
        with self._lock:
            clock = _Clock(self._seconds, is_stopping)
            self._running()
            if self._told is not known:
                self._asked(type(None), MethodCall("know", (known,)), clock)
                self._told = known
            found: Reading = self._asked(Reading, MethodCall("read", (name, data, hints)), clock)
        return found

    def entries(self, archive: bytes) -> tuple[ZipEntry, ...] | None:
        """What is in a ZIP; None where it is a document of Office."""
        found: tuple[ZipEntry, ...] | None = self.ask(tuple[ZipEntry, ...] | None, "entries", archive)
        return found

    def entry(self, number: int, archive: bytes) -> bytes:
        """The bytes of one. A process that took the place of another does not know the archive: it opens it again."""
        try:
            found: bytes = self.ask(bytes, "entry", number)
        except UnreadableFile as error:
            if error.code != NOT_OPEN:
                raise
            self.entries(archive)
            found = self.ask(bytes, "entry", number)
        return found

    def ask(self, kind: Any, name: str, *arguments: Any) -> Any:
        """What the worker's method of this name gives: a value of this kind."""
        with self._lock:
            self._running()
            return self._asked(kind, MethodCall(name, arguments), _Clock(self._seconds, never))

    def close(self) -> None:
        with self._lock:
            self._kill()

    def _asked(self, kind: Any, request: MethodCall[Any], clock: "_Clock") -> Any:
        content = encoded(request)
        try:
            answer = self._exchange(kind, content, clock)
        except TimeoutError:
            self._kill()
            raise UnreadableFile(f"reading took longer than {self._seconds:g} seconds", "slow") from None
        except (EOFError, BrokenPipeError, ConnectionError, ValueError, RecursionError) as error:
            self._kill()
            raise UnreadableFile("the reader broke down over this file", "crashed") from error
        except BaseException:
            self._kill()  # an answer left in the pipe would be taken for the next one's
            raise
        if isinstance(answer, RefusedFile):
            raise UnreadableFile(answer.message, answer.code)
        return answer.value

    def _exchange(self, kind: Any, request: bytearray, clock: "_Clock") -> ReturnedValue[Any] | RefusedFile:
        process = self._process  # not a new one: that would not know what this one was told
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError("the worker has no pipes")
        _write(process.stdin.fileno(), request, clock)
        answers = process.stdout.fileno()
        (size,) = HEADER.unpack(_read(answers, HEADER.size, clock))
        if size > _LARGEST:
            raise ValueError(f"the answer is too large: {size} bytes")
        answer: ReturnedValue[Any] | RefusedFile = decoded(
            ReturnedValue[kind] | RefusedFile, _read(answers, size, clock)
        )
        return answer

    def _running(self) -> None:
        """See that one runs, before something is asked."""
        is_fresh = time.monotonic() - self._asked_at < _FRESH
        if self._process is None or self._process.poll() is not None or not is_fresh:
            self._kill()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", self._module, str(self._memory)],
                bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=_ROOT, env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}, start_new_session=True,
            )  # fmt: skip
        self._asked_at = time.monotonic()

    def _kill(self) -> None:
        process, self._process, self._told = self._process, None, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


@cache
def shared() -> SandboxClient:
    """The one of this process: its worker ends with it."""
    one = SandboxClient()
    atexit.register(one.close)
    return one


class _Clock:
    """How long may still be waited; it looks now and then whether anybody still wants to."""

    def __init__(self, seconds: float, is_stopping: Callable[[], bool]) -> None:
        self._deadline, self._is_stopping = time.monotonic() + seconds, is_stopping

    def tick(self) -> float:
        """Seconds to wait before the next look. Raises TimeoutError, ReadingStopped."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if self._is_stopping():
            raise ReadingStopped
        return min(left, _LOOK_EVERY)


def _write(pipe: int, content: bytearray, clock: _Clock) -> None:
    rest = memoryview(content)
    os.set_blocking(pipe, False)
    while rest:
        _, ready, _ = select.select([], [pipe], [], clock.tick())
        if ready:
            rest = rest[os.write(pipe, rest[:_PIECE]) :]


def _read(pipe: int, size: int, clock: _Clock) -> bytes:
    content = bytearray()
    while len(content) < size:
        ready, _, _ = select.select([pipe], [], [], clock.tick())
        if not ready:
            continue
        piece = os.read(pipe, min(_PIECE, size - len(content)))
        if not piece:
            raise EOFError("the worker's pipe is closed")
        content += piece
    return bytes(content)
