"""A database with wrong bytes: said in words on every page, in the log, at /readyz and by commands, with what to do."""

import contextlib
import random
import re
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.served_archive import ROOT, ServedArchive

pytestmark = pytest.mark.damage

PATHS = (
    "/",
    "/articles/",
    "/articles/1/",
    "/articles/2/",
    "/search/?q=%E5%B7%A5%E4%BC%9A",
    "/unions/",
    "/admin/login/",
)
WORDS = "数据库坏了"
FLIPS = 25
# What differs from one answer to the next.
CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|\d+(\.\d+)? (毫秒|秒)')


class DamagedArchive(ServedArchive):
    """A running archive with the demo stories, a backup, and the bytes of its database as they were."""

    def begin(self, copies: Path) -> None:
        self.start()
        self.copy = copies / "2026-11-28"
        self.manage("backup", str(self.copy))
        self.file = self.folder / "archive.sqlite3"
        self.checkpoint()
        self.whole = self.file.read_bytes()
        self.pages = {path: self.ask(path)[1] for path in PATHS}

    def checkpoint(self) -> None:
        """Everything is in the file itself, nothing in the log beside it."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=20)) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def place_of(self, name: str) -> tuple[int, int]:
        """Where the root page of a table or an index begins in the file, and the size of a page."""
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            (size,) = database.execute("PRAGMA page_size").fetchone()
            (page,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [name]).fetchone()
        return (page - 1) * size, size

    def index_of(self, column: str) -> str:
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            asked = (
                "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'archive_article' AND sql LIKE ?"
            )
            return database.execute(asked, [f"%({column!r}%".replace("'", '"')]).fetchone()[0]

    def ask(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, CHANGING.sub("", answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

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


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Iterator[DamagedArchive]:
    running = DamagedArchive(tmp_path_factory.mktemp("served"), DISK_FLOOR="0")
    running.begin(tmp_path_factory.mktemp("copies"))
    yield running
    running.stop()


def overwritten(place: int, size: int) -> Callable[[bytes], bytes]:
    return lambda whole: whole[:place] + b"\x55" * size + whole[place + size :]


def assert_said(archive: DamagedArchive) -> None:
    """Every page is as it was or says it in words, and at least one says it; the log and /readyz say it, too."""
    answers = {path: archive.ask(path) for path in PATHS}
    for path, (status, page) in answers.items():
        assert (status, page) == (200, archive.pages[path]) or (status == 503 and WORDS in page), (path, status, page)
    assert 503 in {status for status, _ in answers.values()}
    status, page = archive.ask("/readyz")
    assert status == 503
    assert "the database is damaged: restore the newest backup, which the log names" in page
    assert str(archive.copy) not in page
    assert f"manage.py restore {archive.copy}" in archive.printed()
    assert "Traceback" not in archive.printed()


@pytest.mark.parametrize("name", ["table", "index", "header", "schema"])
def test_a_damaged_page_is_said_in_words(archive: DamagedArchive, name: str):
    if name == "header":
        place, size = 0, 16
    elif name == "schema":
        place, size = 100, 8
    else:
        place, size = archive.place_of("archive_article" if name == "table" else archive.index_of("status"))
    with archive.damaged(overwritten(place, size)):
        assert_said(archive)


@pytest.mark.parametrize("part", [0.9, 0.5, 0.01])
def test_a_file_that_was_cut_short_is_said_in_words(archive: DamagedArchive, part: float):
    with archive.damaged(lambda whole: whole[: int(len(whole) * part)]):
        assert_said(archive)


def test_with_wrong_bytes_anywhere_no_page_is_a_general_error(archive: DamagedArchive):
    """SQLite has no checksums, so a page may show a wrong character. Damage that it notices is said in words."""
    rng, statuses = random.Random(11), set()
    for _ in range(FLIPS):
        place = rng.randrange(len(archive.whole))
        with archive.damaged(overwritten(place, rng.choice((1, 4, 200)))):
            for path in rng.sample(PATHS, 3):
                status, page = archive.ask(path)
                assert status in (200, 404) or (status == 503 and WORDS in page), (place, path, status)
                statuses.add(status)
    assert "Traceback" not in archive.printed()
    assert 200 in statuses


def test_commands_refuse_a_damaged_database_and_name_the_newest_backup(archive: DamagedArchive):
    with archive.damaged(overwritten(*archive.place_of("archive_article"))):
        for words in (["backup", str(archive.folder / "another")], ["check_index"], ["rebuild_index"]):
            code, said = archive.command(*words)
            assert code == 2, (words, said)
            assert "damaged" in said
            assert "Traceback" not in said
            assert f"manage.py restore {archive.copy}" in said
    assert not (archive.folder / "another").exists()


def test_what_was_noticed_stays_noted_until_the_whole_database_was_checked(archive: DamagedArchive):
    with archive.damaged(overwritten(*archive.place_of("archive_article"))):
        assert archive.ask("/articles/")[0] == 503
        code, said = archive.command("prepare")
        assert (code, "restore" in said) == (2, True)
        archive.file.write_bytes(archive.whole)
        assert archive.ask("/articles/")[0] == 200
        assert archive.ask("/readyz")[0] == 503
        code, said = archive.command("prepare")
        assert code == 0
        assert "is sound again" in said
        assert archive.ask("/readyz")[0] == 200
