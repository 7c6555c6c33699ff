"""How the server reads requests and answers them, over real sockets."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from waitress import wasyncore

from config import patient_server
from config.patient_server import make_server

SLOW_SECONDS = 0.5


def application(environ, start_response):
    """Answers with what it was sent, /slow after a while."""
    if environ["PATH_INFO"] == "/slow":
        time.sleep(SLOW_SECONDS)
    text = environ["wsgi.input"].read() or environ.get("HTTP_X_FORWARDED_PROTO", "nothing").encode()
    start_response("200 OK", [("Content-Length", str(len(text)))])
    return [text]


@pytest.fixture
def running() -> Iterator[SimpleNamespace]:
    """A server in this process, its loop in a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    sockets: dict = {}
    server = make_server(application, listener, 2, sockets)
    stopping = threading.Event()

    def loop() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=0.05, use_poll=True, map=sockets, count=1)
            server.sweep()

    thread = threading.Thread(target=loop)
    thread.start()
    yield SimpleNamespace(server=server, port=listener.getsockname()[1])
    stopping.set()
    thread.join()
    server.task_dispatcher.shutdown()
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    wasyncore.close_all(sockets)


def connect(running: SimpleNamespace, beginning: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", running.port), timeout=5)
    client.sendall(beginning)
    return client


def is_closed(client: socket.socket) -> bool:
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def test_a_connection_is_kept_for_further_requests_with_a_body_or_without(running):
    client = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    for method, body, said in (
        ("GET", None, b"nothing"),
        ("POST", b"a" * 50_000, b"a" * 50_000),
        ("GET", None, b"nothing"),
    ):
        client.request(method, "/", body)
        kept = client.sock
        assert client.getresponse().read() == said
        assert client.sock is kept
    client.close()


def test_head_is_answered_without_a_body_and_the_connection_kept(running):
    with connect(running, b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n") as client:
        client.recv(1000)
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nX-Long: ", b"\r\n"])
def test_whoever_does_not_finish_a_header_in_time_is_cut_off(running, monkeypatch, beginning):
    monkeypatch.setattr(patient_server, "HEADER_SECONDS", 0.3)
    with connect(running, beginning) as client:
        began = time.monotonic()
        assert is_closed(client)
        assert time.monotonic() - began < 4


def test_a_byte_now_and_then_does_not_extend_the_time_for_a_body(running, monkeypatch):
    monkeypatch.setattr(patient_server, "BODY_SECONDS", 0.5)
    with connect(running, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n") as client:
        client.settimeout(0.1)
        for _ in range(50):
            if is_closed(client):
                return
            client.sendall(b"a")
    pytest.fail("it was still read after five seconds")


def test_of_too_many_connections_the_one_that_waited_longest_is_closed(running, monkeypatch):
    monkeypatch.setattr(patient_server, "MOST_CONNECTIONS", 3)
    waiting = [connect(running) for _ in range(3)]
    with connect(running, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") as newest:
        assert newest.recv(1000).startswith(b"HTTP/1.1 200 OK")
        assert is_closed(waiting[0])
    for client in waiting:
        client.close()


def test_a_connection_with_a_request_at_work_is_not_closed_for_others(running, monkeypatch):
    monkeypatch.setattr(patient_server, "MOST_CONNECTIONS", 1)
    monkeypatch.setattr(patient_server, "HEADER_SECONDS", SLOW_SECONDS / 2)
    with connect(running, b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n") as working:
        while not any(channel.requests for channel in list(running.server.active_channels.values())):
            time.sleep(0.01)
        others = [connect(running) for _ in range(3)]
        assert working.recv(1000).startswith(b"HTTP/1.1 200 OK")
    for client in others:
        client.close()


def test_a_large_body_is_read_after_its_sender_was_admitted(running, monkeypatch):
    seen = []
    monkeypatch.setattr(patient_server, "may_send_large_body", lambda *sender: seen.append(sender) or True)
    client = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
    client.request("POST", "/", b"a" * 3_000_000, {"Cookie": "sessionid=x"})
    assert client.getresponse().read() == b"a" * 3_000_000
    assert seen == [("sessionid=x", 3_000_000)]
    client.close()


@pytest.mark.parametrize("failure", [False, OSError("the database is away")])
def test_a_large_body_of_anybody_else_is_passed_on_unread(running, monkeypatch, failure):
    def ask(cookies: str, length: int) -> bool:
        if failure:
            raise failure
        return False

    monkeypatch.setattr(patient_server, "may_send_large_body", ask)
    beginning = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3000000\r\n\r\naaa"
    with connect(running, beginning) as client:
        answer = b""
        while part := client.recv(1000):
            answer += part
        assert answer.endswith(b"nothing")


@pytest.mark.parametrize(
    ("sent", "status", "chinese", "english"),
    [
        (b"GET /?q=" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", "431", "网址太长", "Please shorten it"),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", "400", "读不懂", "could not be understood"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "411", "多长", "State the length"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "501", "不会这样读", "does not read requests"),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", "413", "太大", "too large"),
    ],
)
def test_what_the_server_refuses_by_itself_it_refuses_in_two_languages(running, sent, status, chinese, english):
    with connect(running, sent) as client:
        answer = b""
        while part := client.recv(1000):
            answer += part
    head, text = answer.decode().split("\r\n\r\n")
    assert head.split()[1] == status
    assert "Content-Type: text/plain; charset=utf-8" in head
    assert [chinese in text, english in text] == [True, True]
    assert "max_header" not in text
    assert "waitress" not in answer.decode().lower()


def test_a_connection_may_be_closed_twice(running):
    client = connect(running)
    while not running.server.active_channels:
        time.sleep(0.01)
    (channel,) = running.server.active_channels.values()
    for _ in range(2):
        channel.handle_close()
    client.close()
