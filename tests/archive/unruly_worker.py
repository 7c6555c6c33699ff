"""A worker that does what a hostile file might make it do. Run as the worker is, with its limits."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from archive.ingest import worker


class Unruly:
    def answer(self):
        return 42

    def hang(self, *_):
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

    def write(self, path):
        Path(path).write_bytes(b"x")

    def environment(self):
        return dict(os.environ)

    def chatter(self):
        print("x" * 10_000)
        sys.stdout.flush()
        return 42


if __name__ == "__main__":
    worker.serve(Unruly())
