"""Reading in a process that can be killed: no file takes longer, or more memory, than allowed.

In: what worker.py can be asked. Out: its answers. Raises `Unreadable` where it refuses, takes too
long, or dies of the file. One process serves many files; after a death the next file gets another.
"""

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from archive.ingest.charset import Unreadable
from archive.ingest.worker import HEADER, pickled, unpickled

SECONDS = 60.0
MEMORY = 2 * 1024 * 1024 * 1024  # bytes of address space, libraries included
_ROOT = Path(__file__).resolve().parents[2]
_PIECE = 1 << 20


class Bounded:
    """A worker and its limits. It starts with the first question; use as a context manager."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY, module: str = "archive.ingest.worker") -> None:
        self._seconds, self._memory, self._module = seconds, memory, module
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "Bounded":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Of the process that runs; None where none does."""
        return self._process.pid if self._process else None

    def ask(self, name: str, *arguments: Any) -> Any:
        """What the worker's method of this name gives."""
        with self._lock:
            try:
                word, value = self._exchange((name, *arguments), time.monotonic() + self._seconds)
            except TimeoutError:
                self._kill()
                raise Unreadable(f"reading took longer than {self._seconds:g} seconds", "slow") from None
            except (EOFError, BrokenPipeError, ConnectionError) as error:
                self._kill()
                raise Unreadable("the reader broke down over this file", "crashed") from error
            except BaseException:
                self._kill()  # an answer left in the pipe would be taken for the next one's
                raise
        if word == "refused":
            raise Unreadable(*value)
        return value

    def close(self) -> None:
        with self._lock:
            self._kill()

    def _exchange(self, request: Sequence[Any], deadline: float) -> Any:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError("the worker has no pipes")
        _write(process.stdin.fileno(), pickled(request), deadline)
        size = HEADER.unpack(_read(process.stdout.fileno(), HEADER.size, deadline))[0]
        return unpickled(_read(process.stdout.fileno(), size, deadline))

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", self._module, str(self._memory)],
                bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=_ROOT, env={"LC_ALL": "C.UTF-8"}, start_new_session=True,
            )  # fmt: skip
        return self._process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def _write(pipe: int, content: bytes, deadline: float) -> None:
    rest = memoryview(content)
    os.set_blocking(pipe, False)
    while rest:
        _, ready, _ = select.select([], [pipe], [], _left(deadline))
        if ready:
            rest = rest[os.write(pipe, rest[:_PIECE]) :]


def _read(pipe: int, size: int, deadline: float) -> bytes:
    content = bytearray()
    while len(content) < size:
        ready, _, _ = select.select([pipe], [], [], _left(deadline))
        if not ready:
            continue
        piece = os.read(pipe, min(_PIECE, size - len(content)))
        if not piece:
            raise EOFError("the worker's pipe is closed")
        content += piece
    return bytes(content)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
