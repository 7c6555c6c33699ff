"""Clients that say nothing, or say it slowly, cost other readers nothing. There is no proxy in front."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.served_archive import ServedArchive

pytestmark = pytest.mark.attack

SILENT, HALF_HEADERS, SLOW_BODIES = 500, 200, 200
SECONDS = 15
HALF_A_HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "
START_OF_A_BODY = b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\na"


class SlowClient:
    """A connection that sends its beginning, then a byte a second if it has begun. It opens again if it is closed."""

    def __init__(self, port: int, beginning: bytes) -> None:
        self.port, self.beginning = port, beginning
        self.closed = 0
        self.connect()

    def connect(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        self.socket.sendall(self.beginning)
        self.socket.setblocking(False)

    def go_on(self) -> None:
        if self.is_closed():
            self.closed += 1
            self.socket.close()
            self.connect()

    def is_closed(self) -> bool:
        try:
            if self.beginning:
                self.socket.send(b"a")
            return self.socket.recv(1000) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True


@contextmanager
def attacked(port: int, beginnings: list[bytes]) -> Iterator[list[SlowClient]]:
    clients = [SlowClient(port, beginning) for beginning in beginnings]
    stopping = threading.Event()

    def go_on() -> None:
        while not stopping.wait(1):
            for client in clients:
                client.go_on()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield clients
    finally:
        stopping.set()
        thread.join()
        for client in clients:
            client.socket.close()


def seconds_for(ask, *words: str) -> float:
    began = time.monotonic()
    ask(*words)
    return time.monotonic() - began


def memory(served: ServedArchive) -> int:
    """Bytes that the processes of the server keep in memory."""
    return sum(
        int(path.read_text().split("VmRSS:")[1].split()[0]) * 1024
        for path in Path("/proc").glob("[0-9]*/status")
        if is_server(path.parent, served)
    )


def is_server(process: Path, served: ServedArchive) -> bool:
    try:
        command, environment = (process / "cmdline").read_bytes(), (process / "environ").read_bytes()
    except OSError:
        return False
    return b"gunicorn" in command and f"ARCHIVE_VAR={served.folder}".encode() in environment


@pytest.fixture
def warm(served: ServedArchive) -> ServedArchive:
    """Every process has answered a search."""
    for _ in range(20):
        served.search("驿站")
    return served


@pytest.mark.parametrize(
    "beginnings",
    [[HALF_A_HEADER] * 9, [START_OF_A_BODY] * 9, [b""] * 16],
    ids=["nine half headers", "nine slow logins", "sixteen silent ones"],
)
def test_a_few_slow_connections_do_not_stop_the_site(warm, beginnings):
    with attacked(warm.port, beginnings):
        assert seconds_for(warm.get, "/livez") < 1
        assert seconds_for(warm.search, "驿站") < 2


def test_nine_hundred_slow_connections_delay_nobody_and_take_no_memory(warm):
    beginnings = [b""] * SILENT + [HALF_A_HEADER] * HALF_HEADERS + [START_OF_A_BODY] * SLOW_BODIES
    before = memory(warm)
    probes, searches = [], []
    with attacked(warm.port, beginnings) as clients:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            probes.append(seconds_for(warm.get, "/livez"))
            searches.append(seconds_for(warm.search, "驿站"))
            time.sleep(0.2)
        closed = sum(client.closed for client in clients)
    assert max(probes) <= 1
    assert sorted(searches)[-2] <= 1  # one may be unlucky on a machine that is busy with other work
    assert memory(warm) - before < 60 * 1024 * 1024
    assert closed >= SILENT  # the server ended them, and did not just have room for all
