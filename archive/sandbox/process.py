"""The process in which files are read: `python -m archive.sandbox.process`.

In: requests on standard input. Out: answers on standard output; both as wire.py has them. It knows
no database and no settings, may open no connection and start no process, and has only so much
memory. Whoever started it kills it when it takes too long (bounded.py).
"""

import inspect
import os
import resource
import select
import sys
from typing import Any, get_type_hints

from archive.reading.charset import UnreadableFile
from archive.reading.formats.zip_file import ZipArchive, ZipEntry
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, Reading
from archive.reading.read_file import read_file
from archive.sandbox.messages import packed, read_as, receive

NOT_OPEN = "not open"
IDLE = 300.0  # seconds after which it ends where nobody asks
_TOO_MUCH = ("it takes too much memory to read", "bomb")
_PROCESSOR_SECONDS = 120  # for one request
_FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn", "urllib.Request", "ctypes.dlopen",
)  # fmt: skip


class SandboxProcess:
    """What can be asked of it. What is known is told once; an archive, once opened, is asked for its entries."""

    def __init__(self) -> None:
        self._known = KnownNames()
        self._archive: ZipArchive | None = None

    def know(self, known: KnownNames) -> None:
        self._known = known

    def read(self, name: str, data: bytes, hints: Hints) -> Reading:
        return read_file(name, data, self._known, hints)

    def entries(self, data: bytes) -> tuple[ZipEntry, ...] | None:
        """The entries of a ZIP; None where it is a document of Office."""
        self._archive = ZipArchive(data)
        return None if self._archive.is_word() else tuple(self._archive.entries())

    def entry(self, number: int) -> bytes:
        if self._archive is None:
            raise UnreadableFile("no archive is open", NOT_OPEN)
        return self._archive.read(number)


def answer(worker: Any, request: Any, behind: bytes = b"") -> tuple[str, Any]:
    """("done", value) or ("refused", (message, code))."""
    name, *arguments = request
    kinds = _kinds_of(worker, name)
    try:
        return "done", getattr(worker, name)(*(read_as(*one, behind) for one in zip(kinds, arguments, strict=True)))
    except UnreadableFile as error:
        return "refused", (str(error), error.code)
    except MemoryError:
        return "refused", _TOO_MUCH
    except RecursionError:
        return "refused", ("nested too deep to be read", "bomb")


def _kinds_of(worker: Any, name: str) -> tuple[Any, ...]:
    """Of which kind the arguments of a method are."""
    method = getattr(worker, name)
    hints = get_type_hints(method)
    return tuple(hints[one] for one in inspect.signature(method).parameters)


def _confine(memory: int) -> None:
    """No more memory, no larger file, no connection, no other process."""
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_forbid)


def _allow_time() -> None:
    """Should whoever started it be gone, nobody would stop it: so the system does."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + _PROCESSOR_SECONDS, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"{event} is not allowed where files are read")


def serve(worker: Any) -> None:
    """Answer until standard input ends, or nobody asks. The memory allowed, in bytes, is the first argument."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    _confine(int(sys.argv[1]))
    while select.select([requests], [], [], IDLE)[0] and (message := receive(requests)) is not None:
        _allow_time()
        found = answer(worker, *message)
        try:
            content = packed(found)
        except MemoryError:
            content = packed(("refused", _TOO_MUCH))
        answers.write(content)
        answers.flush()
        del message, found, content  # a large file is let go before the next one comes


if __name__ == "__main__":
    serve(SandboxProcess())
