"""A stranger cannot make the server keep what he sends; the staff can upload a lot at once."""

import http.client
import io
import re
import socket
import zipfile

import pytest

from tests.support.served_archive import ServedArchive

pytestmark = pytest.mark.attack

MB = 1024 * 1024
LOGIN = "/admin/login/"
UPLOAD = "/admin/archive/upload/add/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


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


def logged_in(served: ServedArchive) -> dict[str, str]:
    """The cookies of the first account."""
    name, password = (served.folder / "first-login.txt").read_text().split()
    status, _, cookies = ask(served, "GET", LOGIN, {})
    form = f"csrfmiddlewaretoken={cookies['csrftoken']}&username={name}&password={password}&next=/admin/"
    status, _, found = ask(served, "POST", LOGIN, cookies, form.encode())
    assert status == 302
    return {**cookies, **found}


def ask(served: ServedArchive, method: str, path: str, cookies: dict[str, str], body=None, kind="") -> tuple:
    """Status, text and cookies of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "Content-Type": kind or "application/x-www-form-urlencoded",
    }
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    given = dict(re.findall(r"(\w+)=(\w+)", "; ".join(answer.headers.get_all("Set-Cookie") or [])))
    connection.close()
    return answer.status, text, given


def large_zip() -> bytes:
    """A ZIP of 190 MB with one story, and with pictures that are no documents."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("story.md", "# 驿站开门\n\n青石桥头的职工驿站今日开门。\n")
        for number in range(10):
            archive.writestr(f"picture{number}.png", bytes(19 * MB))
    return kept.getvalue()


def test_an_editor_uploads_a_zip_of_two_hundred_megabytes(served):
    cookies = logged_in(served)
    page = ask(served, "GET", UPLOAD, cookies)[1]
    token = TOKEN.search(page)[1]
    body = b"".join([
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'.encode(),
        b'--x\r\nContent-Disposition: form-data; name="documents"; filename="large.zip"\r\n\r\n',
        large_zip(),
        b"\r\n--x--\r\n",
    ])  # fmt: skip
    assert len(body) > 190 * MB
    status, text, _ = ask(served, "POST", UPLOAD, cookies, body, "multipart/form-data; boundary=x")
    assert status in (200, 302)
    assert "请选择文件" not in text
    assert "large.zip" in ask(served, "GET", "/admin/", cookies)[1] + text or status == 302
