"""A folder of copies: old ones go, but never the last good one, and never anything that is not ours."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config.backup import manifest, rotation
from config.backup.backup_signature import check_signing, sign
from config.backup.manifest import BackupRefused
from config.backup.rotation import KeptPeriods, NothingDeleted, newest_copy, rotate
from search.generations.locks import lock
from tests.support.signing import needs_ssh_keygen

pytestmark = needs_ssh_keygen
DATABASE = "database.sqlite3"


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


def add(root: Path, day: str, time: str = "020000", **fields) -> Path:
    """A small signed copy of this day (2026-11-28)."""
    moment = datetime.datetime.strptime(f"{day} {time}+0000", "%Y-%m-%d %H%M%S%z")
    folder = root / f"{day}T{time}Z"
    folder.mkdir()
    (folder / DATABASE).write_text(f"the stories of {day}")
    files = {DATABASE: manifest.checksum_of(folder / DATABASE)}
    manifest.write(folder, manifest.Manifest(moment.isoformat(), "sqlite", {}, {}, [], files, **fields))
    check_signing()
    sign(folder)
    return folder


def days_in(root: Path) -> list[str]:
    return sorted(path.name[:10] for path in root.iterdir() if path.is_dir())


def test_the_last_copies_of_days_weeks_and_months_stay(root):
    for day in ("2026-08-31", "2026-09-29", "2026-09-30", "2026-10-30", "2026-11-15", "2026-11-21", "2026-11-22"):
        add(root, day)
    for day in ("2026-11-25", "2026-11-26", "2026-11-27"):
        add(root, day)
    done = rotate(root, KeptPeriods(2, 3, 3))
    # Days: 27 and 26. Weeks: up to 27, 22 and 15 November. Months: up to 27 November, 30 October and 30 September.
    assert days_in(root) == ["2026-09-30", "2026-10-30", "2026-11-15", "2026-11-22", "2026-11-26", "2026-11-27"]
    assert [name[:10] for name in done.deleted] == ["2026-08-31", "2026-09-29", "2026-11-21", "2026-11-25"]


def test_of_several_copies_of_a_day_the_last_stays(root):
    for time in ("010000", "233000", "120000"):
        add(root, "2026-11-27", time)
    rotate(root, KeptPeriods(7, 4, 12))
    assert [path.name for path in root.iterdir() if path.is_dir()] == ["2026-11-27T233000Z"]


def test_days_without_a_copy_do_not_count(root):
    for day in ("2024-01-01", "2025-01-01", "2026-01-01"):
        add(root, day)
    assert rotate(root, KeptPeriods(3, 0, 0)).deleted == []


def test_the_copy_just_made_stays_even_if_the_clock_went_back(root):
    add(root, "2030-01-01")
    rotate(root, KeptPeriods(1, 1, 1), newest=add(root, "2026-11-27"))
    assert days_in(root) == ["2026-11-27", "2030-01-01"]


def test_nothing_is_deleted_while_no_copy_that_stays_is_good(root):
    old, new = add(root, "2026-11-26"), add(root, "2026-11-27")
    (new / DATABASE).write_text("other words for 11-27")
    with pytest.raises(NothingDeleted, match="no copy that would stay"):
        rotate(root, KeptPeriods(1, 0, 0))
    assert days_in(root) == ["2026-11-26", "2026-11-27"]
    assert manifest.read(old)


def test_a_copy_that_lacks_uploads_does_not_replace_one_that_has_them(root):
    add(root, "2026-11-26")
    add(root, "2026-11-27", not_whole={"ab/abc": "lost"})
    with pytest.raises(NothingDeleted):
        rotate(root, KeptPeriods(1, 0, 0))
    rotate(root, KeptPeriods(1, 0, 0), newest=add(root, "2026-11-28"))
    assert days_in(root) == ["2026-11-28"]


def test_only_what_this_archive_made_is_deleted(root, settings, tmp_path):
    foreign, changed, more, signed = (add(root, f"2026-11-2{digit}") for digit in "1234")
    usual, settings.VAR_DIR = settings.VAR_DIR, tmp_path / "other"
    settings.VAR_DIR.mkdir()
    check_signing()
    sign(foreign)
    settings.VAR_DIR = usual
    manifest.write(changed, manifest.Manifest("2026-11-22T02:00:00+00:00", "sqlite", {}, {}, [], {}))
    (more / "note.txt").write_text("mine")
    renamed = add(root, "2026-11-20").rename(root / "before-the-update")
    (root / "2026-11-19T020000Z").symlink_to(renamed)
    (root / "2026-11-18T020000Z").write_text("a file")
    (root / "2026-11-17T020000Z").mkdir()
    add(root, "2026-11-27")
    done = rotate(root, KeptPeriods(1, 0, 0))
    assert done.deleted == [signed.name]
    assert sorted(done.left_alone) == sorted([foreign.name, changed.name, more.name, "2026-11-17T020000Z"])
    assert "is not signed by a key" in done.left_alone[foreign.name]
    assert "note.txt" in done.left_alone[more.name]
    assert all(path.exists() for path in (foreign, changed, more, renamed))
    assert len(list(root.glob("2026-11-1*"))) == 3


def test_leftovers_of_killed_runs_are_removed_and_nothing_like_them(root):
    for name in (".2026-11-20T020000Z.unfinished-abc", ".2026-11-20T020000Z.removing"):
        (root / name).mkdir()
        (root / name / DATABASE).write_text("half")
    (root / ".mine.removing").mkdir()
    add(root, "2026-11-27")
    rotate(root, KeptPeriods(1, 0, 0))
    assert sorted(path.name for path in root.iterdir() if path.is_dir()) == [".mine.removing", "2026-11-27T020000Z"]


def test_two_at_once_are_refused(root):
    with lock(root, rotation.COPYING), pytest.raises(BackupRefused, match="another process is making or deleting"):
        rotate(root, KeptPeriods(1, 0, 0))


def test_a_folder_without_copies_has_no_newest(root):
    (root / "other").mkdir()
    with pytest.raises(BackupRefused, match="has no copy"):
        newest_copy(root)
    for day in ("2026-11-27", "2026-11-26"):
        add(root, day)
    assert newest_copy(root).name == "2026-11-27T020000Z"


@pytest.mark.django_db(transaction=True)
def test_backup_with_keep_adds_a_copy_and_deletes_the_older(root, capsys):
    add(root, "2020-01-01")
    call_command("backup", root, keep=[1, 0, 0])
    names = [path.name for path in root.iterdir() if path.is_dir()]
    assert len(names) == 1
    assert not names[0].startswith("2020")
    assert "copies kept: 1, deleted: 1" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_is_not_there_may_be_on_a_disk_that_is_not_mounted(tmp_path):
    with pytest.raises(CommandError, match="if its disk is not mounted") as refused:
        call_command("backup", tmp_path / "missing", keep=[1, 1, 1])
    assert refused.value.returncode == 2
    assert not (tmp_path / "missing").exists()


@pytest.mark.parametrize("number", ["-1", "x", "1001", "1.5"])
def test_a_number_that_makes_no_sense_is_refused(number):
    with pytest.raises(CommandError, match="--keep"):
        call_command("backup", "/nowhere", f"--keep={number}", "1", "1")
