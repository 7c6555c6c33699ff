"""The browser of an editor in front of a running archive: it keeps cookies and fills in forms.

In: addresses and forms. Out: pages; `answers` notes for every request its status and its seconds.
"""

import http.client
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

import lxml.html

BUSY = 503
TRIES, PAUSE = 6, 2.0  # what was refused because the database was busy is sent again after so many seconds
TIMEOUT = 60.0


@dataclass(frozen=True)
class AnswerNote:
    """`ended`: seconds on the clock of time.monotonic."""

    step: str
    status: int
    seconds: float
    ended: float


@dataclass(frozen=True)
class SeenPage:
    status: int
    address: str
    text: str

    def form(self, key: str) -> dict[str, str]:
        """The fields of the form with this id as a browser would post them, without its buttons."""
        found = lxml.html.fromstring(self.text).get_element_by_id(key)
        return {name: value for name, value in found.form_values() if value is not None}


class Refused(Exception):
    """The archive did not do what the editor asked for."""


class DeskBrowser:
    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self._cookies: SimpleCookie = SimpleCookie()
        self.answers: list[AnswerNote] = []

    def close(self) -> None:
        self._connection.close()

    def get(self, step: str, address: str) -> SeenPage:
        """Raises Refused if it is not 200."""
        page = self._until_not_busy(step, "GET", address, b"", {})
        if page.status != http.client.OK:
            raise Refused(f"{step}: {page.status} {address}")
        return page

    def post(self, step: str, address: str, fields: Mapping[str, str], file: tuple[str, bytes] | None = None) -> str:
        """The address that follows. Raises Refused if there is none: the form was not accepted."""
        values = {"csrfmiddlewaretoken": self._cookies["csrftoken"].value, **fields}
        kind, body = _with_file(values, *file) if file else (_URL_ENCODED, urlencode(values).encode())
        page = self._until_not_busy(step, "POST", address, body, {"Content-Type": kind})
        if page.status != http.client.FOUND:
            raise Refused(f"{step}: {page.status} {address}")
        return page.address

    def _until_not_busy(self, step: str, method: str, address: str, body: bytes, headers: dict[str, str]) -> SeenPage:
        for _ in range(TRIES):
            page = self._ask(step, method, address, body, headers)
            if page.status != BUSY:
                break
            time.sleep(PAUSE)
        return page

    def _ask(self, step: str, method: str, address: str, body: bytes, headers: dict[str, str]) -> SeenPage:
        cookies = "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())
        begun = time.monotonic()
        try:
            self._connection.request(method, address, body, {**headers, "Cookie": cookies})
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self._note(step, 0, begun)
            raise Refused(f"{step}: {error!r}") from error
        self._note(step, answer.status, begun)
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(cookie)
        place = urlsplit(answer.headers.get("Location", address))
        return SeenPage(answer.status, place.path + (f"?{place.query}" if place.query else ""), text)

    def _note(self, step: str, status: int, begun: float) -> None:
        now = time.monotonic()
        self.answers.append(AnswerNote(step, status, now - begun, now))


_URL_ENCODED = "application/x-www-form-urlencoded"


def _with_file(values: Mapping[str, str], name: str, content: bytes) -> tuple[str, bytes]:
    """Content type and body of a form with a file, by RFC 7578."""
    mark = secrets.token_hex(12)
    heads = [(f'name="{key}"', value.encode()) for key, value in values.items()]
    heads.append((f'name="documents"; filename="{name}"\r\nContent-Type: text/plain', content))
    parts = (f"--{mark}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + text for head, text in heads)
    return f"multipart/form-data; boundary={mark}", b"\r\n".join([*parts, f"--{mark}--\r\n".encode()])
