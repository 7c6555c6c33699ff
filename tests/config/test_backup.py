"""A copy of a running archive, and its restoration: complete, consistent and without secrets, or refused."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import AuditEntry
from archive.ingest.store import store
from archive.models import Upload
from archive.models.upload import sha256_of
from config.backup import create_backup, manifest
from config.backup.manifest import BackupRefused
from tests.support import factories
from tests.support.signing import needs_ssh_keygen

ROOT = Path(__file__).resolve().parents[2]
SESSION = "sessionid-nobody-may-have"
pytestmark = needs_ssh_keygen
in_earnest = pytest.mark.django_db(transaction=True)


def hand_in(text: str) -> Upload:
    data = text.encode()
    return Upload.objects.create(
        sha256=sha256_of(data), name="来件.txt", size=len(data), content=store(data), charset="utf-8", text=text
    )


def fill() -> None:
    """Published, draft and withdrawn stories of one file, an account, a session."""
    page = hand_in("工会驿站昨日开门。")
    factories.story(title="驿站", body="工会驿站昨日开门。", upload=page)
    factories.draft(title="草稿")
    factories.story(title="撤回").withdraw("有误")
    User.objects.create_superuser("editor", password="a-password-in-clear")
    Session.objects.create(session_key=SESSION, session_data="x", expire_date=timezone.now())


class Writer(threading.Thread):
    """Publishes two stories and a file in each transaction until it is stopped: a copy has both or none."""

    def __init__(self) -> None:
        super().__init__()
        self.enough, self.ended, self.written = threading.Event(), threading.Event(), 0

    def run(self) -> None:
        while not self.ended.is_set():
            with transaction.atomic():
                page = hand_in(f"第{self.written}件")
                factories.story(title="左", upload=page, position=0)
                factories.story(title="右", upload=page, position=1)
            self.written += 1
            if self.written > 3:
                self.enough.set()
        connection.close()


@contextmanager
def publishing() -> Iterator[Writer]:
    writer = Writer()
    writer.start()
    try:
        assert writer.enough.wait(30)
        yield writer
    finally:
        writer.ended.set()
        writer.join()


def backup(folder: Path) -> dict:
    call_command("backup", folder, verbosity=0)
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture
def place(tmp_path):
    """The environment of an empty place for the same kind of database, and a function to query it."""
    var = tmp_path / "place"
    if connection.vendor == "sqlite":
        yield {"ARCHIVE_VAR": str(var), "DATABASE_URL": ""}, lambda: closing(sqlite3.connect(var / "archive.sqlite3"))
        return
    given, name = connection.settings_dict, f"restored_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    host = quote(given["HOST"], safe="")
    url = f"postgres://{given['USER']}@{host}/{name}"
    yield {"ARCHIVE_VAR": str(var), "DATABASE_URL": url}, lambda: psycopg.connect(url)
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def restored(folder: Path, environment: dict, *options: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", "restore", str(folder), *options]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def made_by_an_older_version(folder: Path) -> None:
    """Remove a copy's signature and all tables of search, which are made again. SQLite only: a dump is not edited."""
    file, made = folder / "database.sqlite3", json.loads((folder / "manifest.json").read_text())
    with closing(sqlite3.connect(file)) as database:
        for table in [name for name in made["rows"] if name.startswith("search_")]:
            database.execute(f"DROP TABLE {table}")
            del made["rows"][table]
        database.execute("DELETE FROM django_migrations WHERE app = 'search'")
        database.commit()
    del made["migrations"]["search"]
    files = {path: manifest.BackedUpFile(**kept) for path, kept in made["files"].items()}
    files[file.name] = manifest.checksum_of(file)
    manifest.write(folder, manifest.Manifest(**{**made, "files": files}))
    (folder / "manifest.json.sig").unlink()


@in_earnest
def test_a_copy_made_during_publishing_is_restored_as_the_same_archive(tmp_path, place, settings):
    fill()
    with publishing() as writer:
        made = backup(tmp_path / "copy")
        assert writer.is_alive()
    options = ["--signers", str(settings.VAR_DIR / "backup-signers")]
    if connection.vendor == "sqlite":
        made_by_an_older_version(tmp_path / "copy")
        options = ["--accept-unsigned"]
    environment, opened = place
    done = restored(tmp_path / "copy", environment, *options)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("the index equals the database")
    with opened() as database:
        titles = [title for (title,) in database.execute("SELECT title FROM archive_article").fetchall()]
        (hashed,) = database.execute("SELECT password FROM auth_user").fetchone()
        findable = database.execute("SELECT COUNT(*) FROM search_findable").fetchone()[0]
        files = [path for (path,) in database.execute("SELECT content FROM archive_upload").fetchall()]
    assert titles.count("左") == titles.count("右") >= 4
    assert {"驿站", "草稿", "撤回"} < set(titles)
    assert len(titles) == made["rows"]["archive_article"]
    assert findable == len(titles) - 2
    assert "$" in hashed
    uploads = Path(environment["ARCHIVE_VAR"]) / "uploads"
    assert len(files) == titles.count("左") + 1
    assert all(sha256_of((uploads / path).read_bytes()) == Path(path).name for path in files)


@in_earnest
def test_a_copy_has_no_sessions_secrets_or_index_files(tmp_path, settings):
    (settings.VAR_DIR / "secret-key").write_text(settings.SECRET_KEY)
    fill()
    (tmp_path / "copy").mkdir()  # an existing empty folder is as good as none
    made = backup(tmp_path / "copy")
    assert sorted(one.name for one in (tmp_path / "copy").iterdir()) == sorted(
        ["manifest.json", "manifest.json.sha256", "manifest.json.sig", "uploads", manifest.DATABASES[connection.vendor]]
    )
    content = b"".join(path.read_bytes() for path in (tmp_path / "copy").rglob("*") if path.is_file())
    signing_key = (settings.VAR_DIR / "backup-key").read_text().splitlines()[1]
    for secret in (SESSION, settings.SECRET_KEY, "a-password-in-clear", signing_key):
        assert secret.encode() not in content
    of_search = {"search_pending", "search_findable"}
    assert {"django_session", "accounts_desksession", "axes_accessattempt"} | of_search <= set(made["left_out"])
    assert made["rows"]["accounts_auditentry"] == AuditEntry.objects.count() > 0
    assert not any(made["rows"][table] for table in made["left_out"])
    assert (made["rows"]["archive_article"], made["rows"]["auth_user"]) == (3, 1)
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


@in_earnest
def test_a_lost_or_damaged_upload_is_named_and_the_rest_is_copied(tmp_path, settings):
    whole, lost, broken = (hand_in(text) for text in ("全", "失", "损"))
    (settings.MEDIA_ROOT / lost.content.name).unlink()
    (settings.MEDIA_ROOT / broken.content.name).write_text("别的")
    with pytest.raises(CommandError) as error:
        backup(tmp_path / "copy")
    assert f"{lost.content.name} (lost)" in str(error.value)
    assert f"{broken.content.name} (damaged)" in str(error.value)
    copy = manifest.read(tmp_path / "copy")
    manifest.verify(tmp_path / "copy", copy, lambda done, total: None)
    assert f"uploads/{whole.content.name}" in copy.files
    assert f"uploads/{lost.content.name}" not in copy.files


@in_earnest
def test_a_failed_or_killed_copy_leaves_nothing_that_looks_complete(tmp_path, monkeypatch):
    def full(folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(create_backup, "_sync_all", full)
    with pytest.raises(CommandError, match="No space left"):
        backup(tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []
    killed = f"""
import os, django
django.setup()
from django.core.management import call_command
from config.backup import create_backup
create_backup._sync_all = lambda folder: os.kill(os.getpid(), 9)
call_command("backup", {str(tmp_path / "copy")!r})
"""
    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor != "sqlite":
        url = f"postgres://{given['USER']}@{quote(given['HOST'], safe='')}/{given['NAME']}"
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url}
    done = subprocess.run([sys.executable, "-c", killed], cwd=ROOT, env={**os.environ, **own}, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "copy").exists()
    with pytest.raises(BackupRefused, match="is not a copy"):
        manifest.read(tmp_path / "copy")


@pytest.mark.django_db
def test_a_folder_in_use_is_refused_and_not_changed(tmp_path):
    (tmp_path / "note").write_text("mine")
    with pytest.raises(CommandError, match="is not empty") as error:
        backup(tmp_path)
    assert error.value.returncode == 2
    assert [one.name for one in tmp_path.iterdir()] == ["note"]
    with pytest.raises(CommandError, match="is not a folder"):
        backup(tmp_path / "note")


def test_without_postgresql_tools_a_copy_is_refused_with_their_name(monkeypatch):
    from config.backup import postgres_dump

    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupRefused, match="pg_dump is not on the PATH"):
        postgres_dump.check_tools()
