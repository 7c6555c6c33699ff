"""The process in which files of formats are read: `python -m archive.ingest.worker`.

In: requests on standard input. Out: answers on standard output; both pickled behind their length
in eight bytes. It knows no database and no settings, may open no connection and start no process,
and has only so much memory. Whoever started it kills it when it takes too long (bounded.py).
"""

import os
import pickle
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from archive.ingest.charset import Unreadable
from archive.ingest.formats.docx import read_docx
from archive.ingest.formats.extracted import Extracted
from archive.ingest.formats.html import read_html
from archive.ingest.formats.kind import HTML, MARKDOWN, PDF, ZIP
from archive.ingest.formats.markdown import read_markdown
from archive.ingest.formats.pdf import read_pdf
from archive.ingest.formats.zip_file import Archive, Entry

NOT_OPEN = "not open"
_PROCESSOR_SECONDS = 120  # for one request
HEADER = struct.Struct(">Q")
_FORBIDDEN = (
    "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.fork", "os.forkpty", "pty.spawn", "urllib.Request", "ctypes.dlopen",
)  # fmt: skip
_READERS: dict[str, Callable[[bytes], Extracted]] = {
    HTML: read_html, MARKDOWN: read_markdown, PDF: read_pdf, ZIP: read_docx,
}  # fmt: skip


class Worker:
    """What can be asked of it. An archive, once opened, is asked for its entries."""

    def __init__(self) -> None:
        self._archive: Archive | None = None

    def extract(self, kind: str, data: bytes) -> Extracted:
        return _READERS[kind](data)

    def entries(self, data: bytes) -> list[Entry] | None:
        """The entries of a ZIP; None where it is a document of Office."""
        self._archive = Archive(data)
        return None if self._archive.is_word() else self._archive.entries()

    def entry(self, number: int) -> bytes:
        if self._archive is None:
            raise Unreadable("no archive is open", NOT_OPEN)
        return self._archive.read(number)


def answer(worker: Any, request: tuple[Any, ...]) -> tuple[str, Any]:
    """("done", value) or ("refused", (message, code))."""
    name, *arguments = request
    try:
        return "done", getattr(worker, name)(*arguments)
    except Unreadable as error:
        return "refused", (str(error), error.code)
    except MemoryError:
        return "refused", ("it takes too much memory to read", "bomb")
    except RecursionError:
        return "refused", ("nested too deep to be read", "bomb")


def receive(stream: BinaryIO) -> Any:
    """The next message; None at the end of the stream."""
    header = stream.read(HEADER.size)
    return unpickled(stream.read(HEADER.unpack(header)[0])) if len(header) == HEADER.size else None


def send(stream: BinaryIO, message: Any) -> None:
    stream.write(pickled(message))
    stream.flush()


def pickled(message: Any) -> bytes:
    """The message behind its length."""
    content = pickle.dumps(message, protocol=5)
    return HEADER.pack(len(content)) + content


def unpickled(content: bytes) -> Any:
    return pickle.loads(content)  # noqa: S301 - from our own process, through its own pipe


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
    """Answer until standard input ends. The memory allowed, in bytes, is the first argument."""
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not mix with the answers
    _confine(int(sys.argv[1]))
    while (request := receive(requests)) is not None:
        _allow_time()
        send(answers, answer(worker, request))


if __name__ == "__main__":
    serve(Worker())
