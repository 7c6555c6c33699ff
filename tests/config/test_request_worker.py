"""Gunicorn with our workers: it ends without cutting answers, and replaces a worker that dies."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from tests.support.served_archive import ROOT, free_port


class RunningServer(NamedTuple):
    process: "subprocess.Popen[bytes]"
    port: int

    def ask(self, path: str) -> int:
        """Returns the number of the process that answered."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return int(answer.read())

    def answers(self) -> bool:
        try:
            return self.ask("/") > 0
        except OSError:
            return False


def wait_until(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def serving(*options: str) -> Iterator[RunningServer]:
    port = free_port()
    words = ["-b", f"127.0.0.1:{port}", "-k", "config.request_worker.RequestWorker", "--no-control-socket", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", *words, "tests.support.slow_application"],
        cwd=ROOT, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip
    server = RunningServer(process, port)
    try:
        wait_until(server.answers)
        yield server
    finally:
        process.terminate()
        process.wait(20)


def test_requests_at_work_are_answered_before_the_server_ends():
    with serving("--threads", "4", "--graceful-timeout", "5") as server, ThreadPoolExecutor(4) as readers:
        answers = [readers.submit(server.ask, "/slow") for _ in range(4)]
        time.sleep(0.4)
        server.process.terminate()
        assert len({answer.result() for answer in answers}) == 1
        assert server.process.wait(10) == 0


def test_a_killed_worker_is_replaced():
    with serving("--threads", "2") as server:
        former = server.ask("/")
        os.kill(former, signal.SIGKILL)
        wait_until(server.answers)
        assert server.ask("/") != former


def test_a_worker_is_replaced_after_its_share_of_requests_and_no_request_fails():
    with serving("--threads", "2", "--max-requests", "20") as server:
        numbers = []
        until = time.monotonic() + 8
        while len(set(numbers)) < 2 and time.monotonic() < until:
            numbers.append(server.ask("/"))
            time.sleep(0.02)
        assert len(set(numbers)) >= 2
