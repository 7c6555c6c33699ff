"""A stranger cannot make the server keep what he sends."""

import socket

import pytest

pytestmark = pytest.mark.attack

STATED = 300 * 1024 * 1024  # bytes; none of them is sent


def test_a_strangers_large_body_is_refused_by_its_stated_length(served):
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as client:
        client.sendall(b"POST /admin/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % STATED)
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")
