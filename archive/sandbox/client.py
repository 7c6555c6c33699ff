"""Reads files in a sandbox process, so that no file takes more time or memory than is allowed.

In: a file, the known names, the sender's hints. Out: what process.py answers. Raises `UnreadableFile` if the process
refuses the file, takes too long or dies, and `ReadingStopped` if the caller no longer wants to wait. One process reads
many files. If it dies, a new one reads the next file; after some minutes without a file it ends by itself.
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
from archive.sandbox.messages import HEADER, IDLE, NOT_OPEN, MethodCall, RefusedFile, ReturnedValue, decoded, encoded

SECONDS = 60.0
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of address space, libraries included
_FRESH = IDLE / 2  # seconds: a process that was idle for longer may be about to end
_LARGEST = 1 << 29  # bytes of an answer
_LOOK_EVERY = 0.2  # seconds between two checks whether to stop
_ROOT = Path(__file__).resolve().parents[2]
_PIECE = 1 << 20  # bytes written to or read from a pipe at once


class ReadingStopped(Exception):
    """The caller stopped while a file was being read."""


def never() -> bool:
    return False


class SandboxClient:
    """One sandbox process and its limits. The process starts with the first call.

    Use it as a context manager, which ends the process, or take the one that `shared()` gives.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY, module: str = "archive.sandbox.process") -> None:
        self._seconds, self._memory, self._module = seconds, memory, module
        self._process: subprocess.Popen[bytes] | None = None
        self._sent_names: KnownNames | None = None  # the names that the running process has
        self._open = ""  # the ZIP that the running process has open
        self._lock = threading.Lock()
        self._called_at = 0.0

    def __enter__(self) -> "SandboxClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The id of the running process, or None if no process runs."""
        return self._process.pid if self._process else None

    def know(self, known: KnownNames) -> None:
        """Starts the process and gives it the names, which takes no time of the file that is read next."""
        with self._lock:
            self._ensure_running()
            self._send_names(known, _Clock(SECONDS, never))

    def read(
        self, name: str, data: bytes, known: KnownNames, hints: Hints, is_stopping: Callable[[], bool] = never
    ) -> Reading:
        """The stories of one file, which is not a ZIP of other files."""
        with self._lock:
            clock = _Clock(self._seconds, is_stopping)
            self._ensure_running()
            self._send_names(known, clock)
            reading: Reading = self._call(Reading, MethodCall("read", (name, data, hints)), clock)
        return reading

    def entries(self, archive: bytes, path: str = "") -> tuple[ZipEntry, ...] | None:
        """The entries of a ZIP, or None if it is an Office document. `entry` knows the open ZIP by its `path`."""
        self._open = ""
        found: tuple[ZipEntry, ...] | None = self.call(tuple[ZipEntry, ...] | None, "entries", archive)
        self._open = path
        return found

    def entry(self, number: int, path: str, load: Callable[[], bytes]) -> bytes:
        """The bytes of one entry of a ZIP. If that is not the one the process has open, it is loaded and opened."""
        if not path or self._open != path:
            self.entries(load(), path)
        try:
            found: bytes = self.call(bytes, "entry", number)
        except UnreadableFile as error:
            if error.code != NOT_OPEN:
                raise
            self.entries(load(), path)
            found = self.call(bytes, "entry", number)
        return found

    def call(self, kind: Any, method: str, *arguments: Any) -> Any:
        """Calls a method of the sandbox and returns its value, which must be of the type `kind`."""
        with self._lock:
            self._ensure_running()
            return self._call(kind, MethodCall(method, arguments), _Clock(self._seconds, never))

    def close(self) -> None:
        with self._lock:
            self._kill()

    def _send_names(self, known: KnownNames, clock: "_Clock") -> None:
        if self._sent_names is not known:
            self._call(type(None), MethodCall("know", (known,)), clock)
            self._sent_names = known

    def _call(self, kind: Any, call: MethodCall[Any], clock: "_Clock") -> Any:
        content = encoded(call)
        try:
            answer = self._exchange(kind, content, clock)
        except TimeoutError:
            self._kill()
            raise UnreadableFile(f"reading took longer than {clock.seconds:g} seconds", "slow") from None
        except (EOFError, BrokenPipeError, ConnectionError, ValueError, RecursionError) as error:
            self._kill()
            raise UnreadableFile("the reader broke down over this file", "crashed") from error
        except BaseException:
            self._kill()  # otherwise the next call would read the answer that is still in the pipe
            raise
        if isinstance(answer, RefusedFile):
            raise UnreadableFile(answer.message, answer.code)
        return answer.value

    def _exchange(self, kind: Any, content: bytearray, clock: "_Clock") -> ReturnedValue[Any] | RefusedFile:
        process = self._process  # never a new process: it would not have the known names
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError("the sandbox process has no pipes")
        _write(process.stdin.fileno(), content, clock)
        answers = process.stdout.fileno()
        (size,) = HEADER.unpack(_read(answers, HEADER.size, clock))
        if size > _LARGEST:
            raise ValueError(f"the answer is too large: {size} bytes")
        answer: ReturnedValue[Any] | RefusedFile = decoded(
            ReturnedValue[kind] | RefusedFile, _read(answers, size, clock)
        )
        return answer

    def _ensure_running(self) -> None:
        """Starts a process if none runs, or if the running one may end any moment."""
        is_fresh = time.monotonic() - self._called_at < _FRESH
        if self._process is None or self._process.poll() is not None or not is_fresh:
            self._kill()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", self._module, str(self._memory)],
                bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=_ROOT, env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}, start_new_session=True,
            )  # fmt: skip
        self._called_at = time.monotonic()

    def _kill(self) -> None:
        process, self._process, self._sent_names, self._open = self._process, None, None, ""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


@cache
def shared() -> SandboxClient:
    """The client that all code of this process shares. Its sandbox ends when this process ends."""
    client = SandboxClient()
    atexit.register(client.close)
    return client


class _Clock:
    """The time that is left for one call. Each tick also checks whether the caller wants to stop."""

    def __init__(self, seconds: float, is_stopping: Callable[[], bool]) -> None:
        self.seconds, self._is_stopping = seconds, is_stopping
        self._deadline = time.monotonic() + seconds

    def tick(self) -> float:
        """The seconds to wait until the next tick. Raises TimeoutError or ReadingStopped."""
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
            raise EOFError("the sandbox process closed its pipe")
        content += piece
    return bytes(content)
