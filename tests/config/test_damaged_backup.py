"""A fault of the copy, or of the place it is restored to, is reported before anything is written."""

import hashlib
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from archive.models import Article
from config.backup import manifest, restore_backup
from config.backup.manifest import BackupDamaged, BackupRefused


@pytest.fixture
def copy(tmp_path) -> Path:
    """The files of a copy. Their contents do not matter here."""
    folder = tmp_path / "copy"
    (folder / "uploads" / "ab").mkdir(parents=True)
    name = manifest.DATABASES[connection.vendor]
    paths = [name, *(f"uploads/ab/{'ab' + digit * 62}" for digit in "12")]
    for path in paths:
        (folder / path).write_bytes(path.encode() * 50)
    files = {path: manifest.checksum_of(folder / path) for path in paths}
    manifest.write(folder, manifest.Manifest("2026-11-21T00:00:00+00:00", connection.vendor, {}, {}, [], files))
    return folder


def look(folder: Path) -> None:
    manifest.verify(folder, manifest.read(folder), lambda done, total: None)


def test_a_complete_copy_passes_its_check(copy):
    look(copy)


def every_file(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_flipped_bit_anywhere_in_a_file_is_detected_and_the_file_named(copy):
    for path in every_file(copy):
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(BackupDamaged, match=path.name.removesuffix(".sha256")):
                look(copy)
        path.write_bytes(whole)
    look(copy)


def test_a_truncated_or_missing_file_is_detected_and_named(copy):
    for path in every_file(copy):
        if path.name == "manifest.json":
            continue
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        with pytest.raises(BackupDamaged, match=path.name.removesuffix(".sha256")):
            look(copy)
        path.unlink()
        with pytest.raises(BackupDamaged, match=path.name):
            look(copy)
        path.write_bytes(whole)


def test_a_folder_without_a_manifest_is_not_a_copy(copy):
    (copy / "manifest.json").unlink()
    with pytest.raises(BackupRefused, match="is not a copy"):
        look(copy)


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "uploads/ab/../../x", "secret-key"])
def test_a_manifest_with_files_that_do_not_belong_to_a_copy_is_refused(copy, name):
    made = manifest.read(copy)
    shutil.rmtree(copy / "uploads")
    listed = {name: manifest.BackedUpFile("0" * 64, 0)}
    manifest.write(copy, manifest.Manifest(made.made_at, "sqlite", {}, {}, [], listed))
    with pytest.raises(BackupDamaged, match="which is not part of any copy"):
        look(copy)


@pytest.mark.parametrize("name", [".hidden", "database.other", "uploads/ab/note.txt", "more/x"])
def test_a_file_that_the_manifest_does_not_name_is_refused(copy, name):
    (copy / "more").mkdir()
    look(copy)
    (copy / name).write_bytes(b"x")
    with pytest.raises(BackupDamaged, match=f"does not name '{name}'"):
        look(copy)


def test_a_link_that_the_manifest_does_not_name_is_refused(copy, tmp_path):
    (copy / "uploads" / "cd").symlink_to(tmp_path)
    with pytest.raises(BackupDamaged, match="does not name 'uploads/cd'"):
        look(copy)


def unfit(copy: Path, **fields) -> manifest.Manifest:
    made = manifest.read(copy)
    given = {"database": connection.vendor, "migrations": {}, **fields}
    return manifest.Manifest(made.made_at, given["database"], given["migrations"], {}, [], made.files)


def test_a_copy_of_a_newer_version_is_refused_with_the_name_of_its_migration(copy):
    with pytest.raises(BackupRefused, match=r"newer version, which has archive\.9999_later"):
        restore_backup._refuse_unfit(unfit(copy, migrations={"archive": ["0001_initial", "9999_later"]}))


def test_a_copy_of_another_kind_of_database_is_refused(copy):
    with pytest.raises(BackupRefused, match=r"the copy is a dbase database"):
        restore_backup._refuse_unfit(unfit(copy, database="dbase"))


def test_a_copy_of_a_later_format_is_refused(copy):
    made = manifest.read(copy)
    manifest.write(copy, manifest.Manifest(made.made_at, "sqlite", {}, {}, [], made.files, format=2))
    with pytest.raises(BackupRefused, match="has format 2"):
        look(copy)


@pytest.mark.django_db
def test_a_database_in_use_is_refused():
    with pytest.raises(BackupRefused, match="the database is not empty"):
        restore_backup._refuse_used_place()


@pytest.mark.django_db
def test_a_place_in_use_is_refused(settings, monkeypatch):
    monkeypatch.setattr(restore_backup.database_copy, "is_empty", lambda: True)
    restore_backup._refuse_used_place()
    settings.MEDIA_ROOT.mkdir()
    (settings.MEDIA_ROOT / "left").write_text("x")
    with pytest.raises(BackupRefused, match="is not empty"):
        restore_backup._refuse_used_place()


@pytest.mark.parametrize(
    "content", ["[]", "{}", "nonsense", '{"format": 1, "files": {"a": 1}}', '{"format": 1, "files": {}}']
)
def test_a_manifest_that_is_none_is_refused(copy, content):
    (copy / "manifest.json").write_text(content)
    digest = hashlib.sha256(content.encode()).hexdigest()
    (copy / "manifest.json.sha256").write_text(f"{digest}  manifest.json\n")
    with pytest.raises(BackupDamaged, match="is not a manifest"):
        look(copy)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [manifest.DATABASES[connection.vendor], "uploads/ab/ab"])
def test_a_file_that_is_changed_after_it_was_verified_is_not_restored(copy, settings, monkeypatch, name):
    verify = manifest.verify

    def verify_then_change(*arguments):
        verify(*arguments)
        next(path for path in every_file(copy) if name in str(path)).write_bytes(b"other")

    loaded = []
    monkeypatch.setattr(manifest, "verify", verify_then_change)
    monkeypatch.setattr(restore_backup.database_copy, "is_empty", lambda: True)
    monkeypatch.setattr(restore_backup.database_copy, "load", loaded.append)
    manifest.write(copy, unfit(copy))
    monkeypatch.setattr(restore_backup.database_copy, "name", lambda: connection.vendor)
    with pytest.raises(CommandError, match="changed while it was being restored") as error:
        call_command("restore", copy, accept_unsigned=True, verbosity=0)
    assert error.value.returncode == 1
    assert loaded == []
    assert list(settings.VAR_DIR.glob(".*")) == []


@pytest.mark.django_db
def test_a_copy_that_does_not_fit_is_refused_and_nothing_is_written(copy, settings, monkeypatch):
    monkeypatch.setattr(restore_backup.database_copy, "is_empty", lambda: True)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=settings.DISK_FLOOR + 3000))
    manifest.write(copy, unfit(copy))
    with pytest.raises(CommandError, match="not enough room") as error:
        call_command("restore", copy, accept_unsigned=True)
    assert error.value.returncode == 2
    assert not settings.MEDIA_ROOT.exists()


@pytest.mark.django_db
def test_a_damaged_copy_is_refused_and_nothing_is_written(copy, settings, monkeypatch):
    monkeypatch.setattr(restore_backup.database_copy, "is_empty", lambda: True)
    manifest.write(copy, unfit(copy))
    name = manifest.DATABASES[connection.vendor]
    (copy / name).write_bytes(b"other")
    with pytest.raises(CommandError, match=f"nothing was restored: {re.escape(name)}") as error:
        call_command("restore", copy, accept_unsigned=True)
    assert error.value.returncode == 2
    assert not settings.MEDIA_ROOT.exists()
    assert not settings.INDEX_DIR.exists()
    assert not Article.objects.exists()


def test_after_ctrl_c_it_says_whether_the_place_must_be_emptied(copy, settings, monkeypatch, tmp_path):
    def interrupt(*args):
        raise KeyboardInterrupt

    settings.MEDIA_ROOT, settings.INDEX_DIR = tmp_path / "uploads", tmp_path / "index"
    monkeypatch.setattr(restore_backup.database_copy, "name", lambda: connection.vendor)
    monkeypatch.setattr(restore_backup.database_copy, "is_empty", lambda: True)
    monkeypatch.setattr(restore_backup.database_copy, "load", interrupt)
    with pytest.raises(CommandError, match=r"interrupted: not restored\. Empty the place") as refused:
        call_command("restore", copy, accept_unsigned=True, verbosity=0)
    assert refused.value.returncode == 130
    assert every_file(tmp_path / "uploads")
    shutil.rmtree(tmp_path / "uploads")
    monkeypatch.setattr(manifest, "verify", interrupt)
    # Nothing was written: manage.py only says that it was interrupted.
    with pytest.raises(KeyboardInterrupt):
        call_command("restore", copy, accept_unsigned=True, verbosity=0)
    assert not (tmp_path / "uploads").exists()
