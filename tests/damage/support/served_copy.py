"""A running archive with the demo stories that damage is done to: its database, its disk, its processes.

In: a folder, on a file system of its own if we are root. Out: what its pages, its log and its commands say.
"""

import contextlib
import http.cookiejar
import os
import re
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.damage.support.processes import PATIENCE
from tests.support.served_archive import ROOT, ServedArchive

PATHS = (
    "/",
    "/articles/",
    "/articles/1/",
    "/articles/2/",
    "/search/?q=%E5%B7%A5%E4%BC%9A",
    "/unions/",
    "/admin/login/",
)
# What differs from one answer to the next.
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|\d+(\.\d+)? (毫秒|秒)')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class ServedCopy(ServedArchive):
    """`file`: its database; `whole`: the bytes of it; `copy`: a backup; `pages`: what PATHS answer if all is well."""

    def begin(self, copies: Path) -> None:
        self.start()
        self.copy = copies / "2026-11-28"
        self.manage("backup", str(self.copy))
        self.file = self.folder / "archive.sqlite3"
        self.remember()

    def remember(self) -> None:
        """Take the state of now for the whole one. Everything is in the file, nothing in the log beside it."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.whole = self.file.read_bytes()
        self.pages = {path: self.ask(path)[1] for path in PATHS}

    def place_of(self, name: str) -> tuple[int, int]:
        """Where the root page of a table or an index begins in the file, and the size of a page."""
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            (size,) = database.execute("PRAGMA page_size").fetchone()
            (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
        return (page - 1) * size, size

    def index_of(self, column: str) -> str:
        """The name of an index of the stories that begins with this column."""
        return self.value(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'archive_article' AND sql LIKE ?",
            f'%("{column}"%',
        )

    def value(self, statement: str, *arguments: object) -> object:
        """The first value of the first row."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as database:
            return database.execute(statement, arguments).fetchone()[0]

    def ask(self, path: str) -> tuple[int, str]:
        """The status and the page, without its changing parts."""
        status, page = answer_of(urllib.request.build_opener(), f"http://127.0.0.1:{self.port}{path}")
        return status, CHANGING.sub("", page)

    def checks(self) -> str:
        status, page = self.ask("/readyz")
        return "" if status == 200 else page

    def finds(self, words: str) -> bool:
        """Whether a search finds exactly one story by these words."""
        status, page = self.ask("/search/?" + urllib.parse.urlencode({"q": f'"{words}"'}))
        return status == 200 and len(set(re.findall(r'href="/articles/(\d+)/"', page))) == 1

    def command(self, *words: str) -> tuple[int, str]:
        """The exit code and the output of a command."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    @contextlib.contextmanager
    def damaged(self, change: Callable[[bytes], bytes]) -> Iterator[None]:
        """The same file with other bytes; afterwards it is whole, and nothing is noted."""
        self.file.write_bytes(change(self.whole))
        try:
            yield
        finally:
            self.file.write_bytes(self.whole)
            (self.folder / "database-damaged.json").unlink(missing_ok=True)

    @contextlib.contextmanager
    def without_inodes(self) -> Iterator[None]:
        """No more files can be made on its file system. Only for root."""
        disk = os.statvfs(self.folder)
        mount("remount", f"nr_inodes={disk.f_files - disk.f_ffree}", self.folder)
        try:
            yield
        finally:
            mount("remount", f"nr_inodes={disk.f_files}", self.folder)

    @contextlib.contextmanager
    def read_only(self) -> Iterator[None]:
        """Whatever is opened from now on is on a read-only file system, as after an error of the disk. Only for root.

        A second mount hides the first: the kernel does not make a file system read-only on which files are being
        written.
        """
        subprocess.run(["mount", "--bind", self.folder, self.folder], check=True)
        mount("remount,bind", "ro", self.folder)
        try:
            yield
        finally:
            subprocess.run(["umount", "--lazy", self.folder], check=True)


class Editor:
    """The first account, logged in at the desk of a running archive."""

    def __init__(self, archive: ServedCopy) -> None:
        self.address = f"http://127.0.0.1:{archive.port}"
        name, password = (archive.folder / "first-login.txt").read_text().split()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.login = self.post("/admin/login/", username=name, password=password, next="/admin/")[0]

    def post(self, path: str, file: tuple[str, bytes] | None = None, **fields: str) -> tuple[int, str]:
        """The status and the page after a form was sent, with the token of the page before it."""
        found = TOKEN.search(answer_of(self.opener, self.address + path)[1])
        fields["csrfmiddlewaretoken"] = found[1] if found else ""
        mark = uuid.uuid4().hex
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in fields.items()]  # fmt: skip
        if file:
            head = f'--{mark}\r\nContent-Disposition: form-data; name="documents"; filename="{file[0]}"\r\n\r\n'
            parts.append(head.encode() + file[1] + b"\r\n")
        request = urllib.request.Request(  # noqa: S310 - our own server
            self.address + path, b"".join(parts) + f"--{mark}--\r\n".encode()
        )
        request.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
        return answer_of(self.opener, request)

    def upload(self, name: str, text: str) -> tuple[int, str]:
        fields = dict.fromkeys(("text", "date", "source", "page", "note"), "")
        return self.post("/admin/archive/upload/add/", (name, text.encode()), **fields)

    def publish(self, pk: object) -> tuple[int, str]:
        return self.post("/admin/archive/article/", action="publish_selected", _selected_action=str(pk))


def answer_of(opener: urllib.request.OpenerDirector, request: str | urllib.request.Request) -> tuple[int, str]:
    """The status and the page."""
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def mount(*options: str | Path) -> None:
    *words, folder = options
    subprocess.run(["mount", "-o", ",".join(map(str, words)), folder], check=True)


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """The seconds until it was true."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds
        time.sleep(0.1)
    return time.monotonic() - begun
