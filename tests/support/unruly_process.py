"""A sandbox process that does what a hostile file might make it do, under the usual limits."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from archive.sandbox import process
from archive.sandbox.messages import HEADER


class Unruly:
    def answer(self):
        return 42

    def hang(self, data: bytes):
        while True:
            time.sleep(1)

    def die(self):
        os.kill(os.getpid(), signal.SIGSEGV)

    def eat(self):
        return len(bytearray(1 << 31))

    def connect(self):
        with socket.socket() as client:
            client.connect(("127.0.0.1", 9))

    def resolve(self):
        return socket.getaddrinfo("localhost", 80)

    def start(self):
        return subprocess.run(["true"], check=True)

    def fork(self):
        return os.fork()

    def write(self, path: str):
        Path(path).write_bytes(b"x")

    def environment(self):
        return repr(dict(os.environ))

    def chatter(self):
        print("x" * 10_000)
        sys.stdout.flush()
        return 42

    def lie(self, kind: str):
        """Answers with a value of another type, as a process taken over by a file might."""
        raw = {"nonsense": b"\xc1 not MessagePack", "nested": b"\x91" * 100_000}
        content = raw.get(kind, b"")
        size = 1 << 40 if kind == "huge" else len(content)
        if content or kind == "huge":
            os.write(_answers(), HEADER.pack(size) + content)
            time.sleep(30)
        return {"number": 7, "short": []}[kind]


def _answers():
    """Returns the pipe for the answers: the last one opened."""
    return max(int(one.name) for one in Path("/proc/self/fd").iterdir() if _is_pipe(one))


def _is_pipe(descriptor):
    try:
        return str(descriptor.readlink()).startswith("pipe:")
    except OSError:
        return False


if __name__ == "__main__":
    process.serve(Unruly())
