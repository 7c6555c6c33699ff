"""A drill restores a copy for trial, says whether that worked, and leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from archive.ingest.store import store
from archive.models import Upload
from archive.models.upload import sha256_of
from config.backup import manifest, restore_drill
from config.backup.backup_signature import sign
from search.generations.locks import lock
from tests.support import factories
from tests.support.signing import needs_ssh_keygen

pytestmark = [needs_ssh_keygen, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copies(tmp_path) -> Path:
    """A folder with one copy of a small archive."""
    data = "工会驿站昨日开门。".encode()
    page = Upload.objects.create(sha256=sha256_of(data), name="来件.txt", size=len(data), content=store(data))
    factories.story(title="驿站", body="工会驿站昨日开门。", upload=page)
    folder = tmp_path / "copies"
    folder.mkdir()
    call_command("backup", folder, keep=[1, 0, 0], verbosity=0)
    return folder


def copy_in(copies: Path) -> Path:
    return next(path for path in copies.iterdir() if path.is_dir())


def sealed_again(copy: Path, **fields) -> None:
    """After a change of its database: the checksums and the signature are right again."""
    made = manifest.read(copy)
    files = {name: manifest.checksum_of(copy / name) for name in made.files}
    manifest.write(copy, manifest.Manifest(**{**vars(made), **fields, "files": files}))
    sign(copy)


def databases() -> list[str]:
    if connection.vendor == "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = %s", [f"{connection.settings_dict['NAME']}_drill"]
        )
        return [name for (name,) in cursor.fetchall()]


def assert_nothing_is_left(*places: Path) -> None:
    for place in (Path(django_settings.VAR_DIR), *places):
        assert list(place.glob(".restore-drill-*")) == []
    assert databases() == []


def test_the_newest_copy_is_restored_and_proved_and_removed(copies, capsys, tmp_path):
    (tmp_path / "place").mkdir()
    call_command("restore_drill", copies, place=tmp_path / "place")
    lines = capsys.readouterr().out.splitlines()
    assert "2 files match their checksums" in lines
    assert any(line.endswith("the index equals the database") for line in lines)
    assert "can be restored: 1 stories, 1 uploads" in lines[-1]
    assert_nothing_is_left(tmp_path / "place")
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("name", ["manifest.json", "database", "uploads"])
def test_one_wrong_byte_fails_the_drill(copies, name):
    path = next(path for path in sorted(copy_in(copies).rglob("*")) if path.is_file() and name in str(path))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"is not signed by a key|does not match its checksum") as failed:
        call_command("restore_drill", copies, verbosity=0)
    assert failed.value.returncode == 2
    assert_nothing_is_left()


def test_a_copy_with_fewer_rows_than_its_manifest_says_fails_the_drill(copies):
    rows = {**manifest.read(copy_in(copies)).rows, "archive_article": 2}
    sealed_again(copy_in(copies), rows=rows)
    with pytest.raises(CommandError, match="archive_article has 1 rows, the copy says 2") as failed:
        call_command("restore_drill", copies, verbosity=0)
    assert failed.value.returncode == 1
    assert_nothing_is_left()


def test_a_database_that_was_copied_when_it_was_damaged_fails_the_drill(copies):
    path = next(copy_in(copies).glob("database.*"))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 3] + bytes(9000) + content[len(content) // 3 + 9000 :])
    sealed_again(copy_in(copies))
    with pytest.raises(CommandError, match=r"the drill failed: ") as failed:
        call_command("restore_drill", copies, verbosity=0)
    assert failed.value.returncode == 1
    assert_nothing_is_left()


def test_a_drill_without_room_is_refused(copies, monkeypatch):
    monkeypatch.setenv("DISK_FLOOR", "1000000")
    with pytest.raises(CommandError, match=r"not enough room") as refused:
        call_command("restore_drill", copies, verbosity=0)
    assert refused.value.returncode == 2
    assert_nothing_is_left()


def test_two_drills_at_once_are_refused(copies):
    with (
        lock(Path(django_settings.VAR_DIR), restore_drill.DRILLING),
        pytest.raises(CommandError, match="another drill"),
    ):
        call_command("restore_drill", copies, verbosity=0)


def test_a_killed_drill_is_cleaned_up_by_the_next(copies):
    given = connection.settings_dict
    url = f"sqlite:///{given['NAME']}"
    if connection.vendor != "sqlite":
        url = f"postgres://{given['USER']}@{quote(given['HOST'], safe='')}/{given['NAME']}"
    own = {"DATABASE_URL": url, "ARCHIVE_VAR": str(django_settings.VAR_DIR), "FAILPOINTS": "drill.begun=kill@1"}
    command = [sys.executable, "manage.py", "restore_drill", str(copies)]
    killed = subprocess.run(command, cwd=ROOT, env={**os.environ, **own}, capture_output=True, check=False)
    assert killed.returncode == -9
    assert len(list(Path(django_settings.VAR_DIR).glob(".restore-drill-*"))) == 1
    call_command("restore_drill", copies, verbosity=0)
    assert_nothing_is_left()
