"""The sandbox process, which reads files: `python -m archive.sandbox.process`.

In: method calls on standard input. Out: answers on standard output, both as messages.py writes them. The process knows
no database and no settings. It can neither open a connection nor start a process, and its memory is limited. The
process that started it kills it if it takes too long (client.py).
"""

import inspect
import os
import resource
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, get_type_hints

import msgspec

from archive.reading.charset import UnreadableFile
from archive.reading.formats.zip_file import ZipArchive, ZipEntry
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, Reading
from archive.reading.read_file import read_file
from archive.sandbox.messages import IDLE, NOT_OPEN, MethodCall, RefusedFile, ReturnedValue, decoded, encoded, received

_TOO_MUCH = RefusedFile("it takes too much memory to read", "bomb")
_PROCESSOR_SECONDS = 120  # for one call
_NICENESS = 10  # readers and editors who wait for a page come first
_LOOK_EVERY = 1.0  # seconds between two looks whether the client is alive
# Audit events of Python that are errors in this process.
_FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn", "urllib.Request", "ctypes.dlopen",
)  # fmt: skip


class SandboxProcess:
    """The methods that a client can call. The known names and the open ZIP stay from one call to the next."""

    def __init__(self) -> None:
        self._known = KnownNames()
        self._archive: ZipArchive | None = None

    def know(self, known: KnownNames) -> None:
        self._known = known

    def read(self, name: str, data: bytes, hints: Hints) -> Reading:
        return read_file(name, data, self._known, hints)

    def entries(self, data: bytes) -> tuple[ZipEntry, ...] | None:
        """The entries of a ZIP, or None if it is an Office document."""
        self._archive = ZipArchive(data)
        return None if self._archive.is_word() else tuple(self._archive.entries())

    def entry(self, number: int) -> bytes:
        if self._archive is None:
            raise UnreadableFile("no archive is open", NOT_OPEN)
        return self._archive.read(number)


def answer(worker: Any, content: bytes) -> ReturnedValue[Any] | RefusedFile:
    """Makes the method call that a message contains."""
    call: MethodCall[msgspec.Raw] = decoded(MethodCall[msgspec.Raw], content)
    method = getattr(worker, call.method)
    try:
        return ReturnedValue(method(*decoded(_types_of_arguments(method), call.arguments)))
    except UnreadableFile as error:
        return RefusedFile(str(error), error.code)
    except MemoryError:
        return _TOO_MUCH
    except RecursionError:
        return RefusedFile("nested too deep to be read", "bomb")


def _types_of_arguments(method: Callable[..., Any]) -> Any:
    """The type of a tuple of the method's arguments, by its annotations."""
    hints = get_type_hints(method)
    return tuple[tuple(hints[name] for name in inspect.signature(method).parameters)]  # type: ignore[misc]


def _confine(memory: int) -> None:
    """Limits the memory in bytes, and forbids written files, core dumps, connections and other processes."""
    os.nice(_NICENESS)
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_forbid)


def _allow_time() -> None:
    """Limits the processor time of one call. The system then ends this process even if its client is dead."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + _PROCESSOR_SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not allowed in the process that reads files")


def _end_with_client(client: int) -> None:
    """Ends this process when the one that started it is gone: it may be reading a file that takes minutes."""
    while os.getppid() == client:
        time.sleep(_LOOK_EVERY)
    os._exit(1)


def serve(worker: Any) -> None:
    """Answers calls until standard input ends or no call comes. The first argument is the memory limit in bytes."""
    threading.Thread(target=_end_with_client, args=(os.getppid(),), daemon=True).start()
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # output of libraries must not mix with the answers
    _confine(int(sys.argv[1]))
    while select.select([calls], [], [], IDLE)[0] and (call := received(calls)) is not None:
        _allow_time()
        found = answer(worker, call)
        try:
            content = encoded(found)
        except MemoryError:
            content = encoded(_TOO_MUCH)
        answers.write(content)
        answers.flush()
        del call, found, content  # frees a large file before the next one comes


if __name__ == "__main__":
    serve(SandboxProcess())
