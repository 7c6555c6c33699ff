"""Damage of the database is recognized by what SQLite says, said with the command that restores, and remembered."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError

from archive import database_damage, last_backup
from archive.signals import current_notices
from tests.support.served_archive import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_file(monkeypatch, settings):
    """A file in the place of the database, whatever database these tests use."""
    settings.VAR_DIR.mkdir(exist_ok=True)
    file = settings.VAR_DIR / "archive.sqlite3"
    file.write_bytes(b"SQLite format 3\0")
    monkeypatch.setattr(database_damage, "_inode", lambda: file.stat().st_ino)
    return file


def copy(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}")
    return folder


def raised(statement: str) -> DatabaseError:
    """Django's error around that of the driver."""
    error = DatabaseError(statement)
    error.__cause__ = sqlite3.DatabaseError(statement)
    return error


@pytest.mark.parametrize(
    "error",
    [
        raised("database disk image is malformed"),
        sqlite3.DatabaseError("file is not a database"),
        OperationalError("Could not decode to UTF-8 column 'body' with text '\ufffd'"),
    ],
)
def test_what_sqlite_says_about_damage_is_recognized(error):
    assert database_damage.is_damage(error)


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), ValueError("database disk image is malformed"), None]
)
def test_other_errors_are_no_damage(error):
    assert not database_damage.is_damage(error)


def test_a_page_says_it_in_words_and_the_log_names_the_newest_backup(client, caplog, monkeypatch, one_file, tmp_path):
    client.raise_request_exception = False
    last_backup.remember(copy(tmp_path / "2026-11-28"))
    monkeypatch.setattr("archive.models.article_queryset.ArticleQuerySet.published", _damaged)
    answer = client.get("/articles/")
    assert answer.status_code == 503
    assert "数据库坏了" in answer.content.decode()
    assert f"manage.py restore {tmp_path}/2026-11-28 --signers {one_file.parent}/backup-signers" in caplog.text
    assert "Traceback" not in caplog.text


def _damaged(*args, **kwargs):
    raise DatabaseError("database disk image is malformed")


def test_what_one_page_noticed_the_desk_says(one_file):
    database_damage.note("database disk image is malformed")
    assert [notice.words for notice in current_notices()] == ["数据库有损坏，请告诉管理员：日志里写明了怎样恢复"]


def test_another_file_in_its_place_is_not_damaged(one_file):
    database_damage.note("malformed")
    restored = one_file.with_name("restored")
    restored.write_bytes(b"SQLite format 3\0")
    restored.replace(one_file)
    assert database_damage.noted() is None


def test_if_no_note_can_be_written_this_process_remembers(one_file, monkeypatch):
    def full(*args):
        raise OSError("no room")

    monkeypatch.setattr(database_damage, "write_durably", full)
    monkeypatch.setattr(database_damage, "_kept", {})
    database_damage.note("malformed")
    assert database_damage.noted() == "malformed"


def test_without_a_known_backup_the_advice_says_to_look_for_one(tmp_path):
    assert database_damage.advice("malformed").endswith("restore DIR, with the newest backup you have")


def test_if_the_newest_backup_was_removed_the_newest_beside_it_is_named(tmp_path):
    old, older, last = (copy(tmp_path / name) for name in ("b", "a", "c"))
    os.utime(older / "manifest.json", (1, 1))
    last_backup.remember(last)
    assert last_backup.newest() == last
    (last / "manifest.json").unlink()
    assert last_backup.newest() == old


def test_no_new_archive_is_made_in_the_place_of_a_database_that_is_gone(tmp_path):
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "current").write_text("20261128T000000-1\n")
    done = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env={**os.environ, "ARCHIVE_VAR": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "it is empty, but there is an index of its stories): stop the archive and restore it" in done.stderr
    with closing(sqlite3.connect(tmp_path / "archive.sqlite3")) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == []
