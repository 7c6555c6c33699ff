"""Visitors and an editor of a running server: as fast as it can answer, or at a fixed rate.

In: requests. Out: for each its kind, the seconds since it was due, and its status.
In an open loop a request is sent when it is due, even if others still wait: a slow server cannot slow the client.
"""

import http.client
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

THREADS = 48
# Timeout in seconds.
LONGEST = 30.0
OK = range(200, 400)


@dataclass(frozen=True)
class Request:
    """`kind`: search, article, publish. `form`: what the editor posts."""

    kind: str
    address: str
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Done:
    kind: str
    seconds: float
    status: int
    ended: float

    @property
    def is_error(self) -> bool:
        return self.status not in OK


def search(query: str) -> Request:
    return Request("search", f"/search/?q={quote(query)}")


def publish(pk: int) -> Request:
    form = (("action", "publish_selected"), ("_selected_action", str(pk)), ("index", "0"))
    return Request("publish", f"/admin/archive/article/?id__exact={pk}", form)


@dataclass
class Client:
    """Connections that stay open, one for each thread."""

    port: int
    cookies: str
    token: str
    _own: threading.local = field(default_factory=threading.local)

    def ask(self, request: Request) -> tuple[int, bytes]:
        """Status and page; 0 if the connection broke. A connection that was only idle too long is tried again."""
        for _ in range(2):
            is_fresh = not hasattr(self._own, "connection")
            with suppress(OSError, http.client.HTTPException):
                return self._ask(request)
            self.close()
            if is_fresh or request.form:
                break
        return 0, b""

    def close(self) -> None:
        """Close the connection of this thread."""
        connection = self._own.__dict__.pop("connection", None)
        if connection:
            connection.close()

    def _ask(self, request: Request) -> tuple[int, bytes]:
        if not hasattr(self._own, "connection"):
            self._own.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        headers = {"Accept-Encoding": "gzip"}
        if request.form:
            headers |= {"Cookie": self.cookies, "X-CSRFToken": self.token}
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(request.form) if request.form else None
        self._own.connection.request("POST" if request.form else "GET", request.address, body, headers)
        answer = self._own.connection.getresponse()
        return answer.status, answer.read()


def saturate(client: Client, requests: Iterator[Request], seconds: float, threads: int = 8) -> list[Done]:
    """A closed loop: each thread sends its next request after the answer to the last."""
    done: list[Done] = []
    deadline = time.perf_counter() + seconds
    lock = threading.Lock()

    def work() -> None:
        while time.perf_counter() < deadline:
            with lock:
                request = next(requests)
            _send(client, request, time.perf_counter(), done.append)

    _run([threading.Thread(target=work) for _ in range(threads)])
    return done


def arrive(client: Client, requests: Iterator[Request], rate: float, seconds: float) -> list[Done]:
    """An open loop: this many requests a second, at equal distances, for this long."""
    done: list[Done] = []
    waiting: queue.SimpleQueue[tuple[Request, float] | None] = queue.SimpleQueue()

    def work() -> None:
        while (order := waiting.get()) is not None:
            _send(client, *order, done.append)

    def send() -> None:
        begun = time.perf_counter()
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            waiting.put((next(requests), due))
        for _ in range(THREADS):
            waiting.put(None)

    _run([threading.Thread(target=send), *(threading.Thread(target=work) for _ in range(THREADS))])
    return done


def _send(client: Client, request: Request, due: float, tell: Callable[[Done], None]) -> None:
    status, _ = client.ask(request)
    now = time.perf_counter()
    tell(Done(request.kind, now - due, status, now))


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
