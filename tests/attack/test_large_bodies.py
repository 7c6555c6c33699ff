"""A stranger cannot make the server keep what he sends; the staff can upload a lot at once."""

import io
import socket
import zipfile

import pytest

from tests.support.served_archive import ServedArchive
from tests.support.staff_session import LOGIN, hand_in, logged_in_as_first

pytestmark = pytest.mark.attack

MB = 1024 * 1024


def answer_to(served: ServedArchive, header: str) -> bytes:
    """The answer to a request whose body is never sent."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=10) as client:
        client.sendall(f"POST {LOGIN} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n".encode())
        answer = b""
        while part := client.recv(10_000):
            answer += part
        return answer


@pytest.mark.parametrize("cookie", ["", "\r\nCookie: sessionid=invented"])
def test_a_strangers_large_body_is_refused_by_its_stated_length(served, cookie):
    answer = answer_to(served, f"Content-Length: {300 * MB}{cookie}")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert "送来的内容太大" in answer.decode()


def test_a_body_without_a_stated_length_is_refused(served):
    assert answer_to(served, "Transfer-Encoding: chunked").startswith(b"HTTP/1.1 411 ")


def test_more_than_any_delivery_is_refused_from_everybody(served):
    assert answer_to(served, f"Content-Length: {3000 * MB}").startswith(b"HTTP/1.1 413 ")


def large_zip() -> bytes:
    """A ZIP of 190 MB with one story, and with pictures that are no documents."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("story.md", "# 驿站开门\n\n青石桥头的职工驿站今日开门。\n")
        for number in range(10):
            archive.writestr(f"picture{number}.png", bytes(19 * MB))
    return kept.getvalue()


def test_an_editor_uploads_a_zip_of_two_hundred_megabytes(served):
    content = large_zip()
    assert len(content) > 190 * MB
    desk = logged_in_as_first(served)
    page = hand_in(desk, "large.zip", content)
    assert "large.zip" in desk.get("delivery page", page).text
    desk.close()
