"""The work of every night: each step is done and recorded, whatever happens to the others."""

import datetime
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from archive.ingest.store import store
from archive.models import Upload
from archive.models.upload import sha256_of
from config.nightly.night_record import RecordUnreadable, read_record
from config.nightly.night_trouble import NIGHT
from search.generations.locks import lock
from search.indexing.rebuild import rebuild
from tests.support import factories
from tests.support.signing import needs_ssh_keygen

pytestmark = [needs_ssh_keygen, pytest.mark.django_db(transaction=True)]
STEPS = ["backup", "rotation", "uploads", "index", "leftovers", "sessions"]


@pytest.fixture
def copies(tmp_path, dictionaries) -> Path:
    """An indexed archive with a story and its upload, and an empty folder for copies."""
    shutil.copytree(dictionaries, Path(django_settings.INDEX_DIR) / "dictionaries")
    data = "工会驿站昨日开门。".encode()
    page = Upload.objects.create(sha256=sha256_of(data), name="来件.txt", size=len(data), content=store(data))
    factories.story(title="驿站", body="工会驿站昨日开门。", upload=page)
    rebuild(Path(django_settings.INDEX_DIR), lambda done, total: None)
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


def nightly(folder: Path, **options) -> dict[str, str]:
    """Returns the steps that failed, and why."""
    with suppress(CommandError):
        call_command("nightly", folder, verbosity=0, **options)
    record = read_record()
    assert record.now is None
    assert [step.name for step in record.last.steps] == STEPS
    return {step.name: step.words for step in record.last.failed}


def copies_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def aged(path: Path) -> Path:
    before = time.time() - 25 * 3600
    os.utime(path, (before, before))
    return path


def test_a_good_night_makes_a_copy_and_records_each_step(copies):
    assert nightly(copies) == {}
    assert len(copies_in(copies)) == 1
    words = {step.name: step.words for step in read_record().last.steps}
    assert words["uploads"] == "1 files match their checksums"
    assert words["index"].endswith("index equals database")


def test_what_is_left_over_and_what_has_expired_is_removed(copies):
    var, root = Path(django_settings.VAR_DIR), Path(django_settings.INDEX_DIR)
    orphan = aged(Path(django_settings.MEDIA_ROOT) / store(b"undone"))
    (var / ".restore-drill-abc").mkdir()
    (root / "generations" / "half").mkdir()
    (var / "nightly.json.0011aabb.new").write_text("half")
    (var / "secret-key.0011aabb0011aabb").write_text("half")
    (var / ".database.pgdump.being-loaded").write_text("half")
    old = [aged(path) for path in (*var.glob(".restore-drill-*"), *var.glob("*.0011*"), *var.glob(".*-loaded"))]
    young = var / "nightly.json.ffffffff.new"
    young.write_text("being written")
    mine = aged(var / "first-login.txt") if (var / "first-login.txt").exists() else var
    Session.objects.create(session_key="over", session_data="x", expire_date=timezone.now() - datetime.timedelta(1))
    Session.objects.create(session_key="open", session_data="x", expire_date=timezone.now() + datetime.timedelta(1))
    assert nightly(copies) == {}
    assert [path for path in (orphan, *old, root / "generations" / "half") if path.exists()] == []
    assert young.exists()
    assert mine.exists()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]


def test_a_lost_upload_fails_two_steps_and_the_others_are_done(copies):
    shutil.rmtree(django_settings.MEDIA_ROOT)
    failed = nightly(copies)
    assert list(failed) == ["backup", "uploads"]
    assert "(lost)" in failed["uploads"]
    assert len(copies_in(copies)) == 1


def test_a_disk_for_copies_that_is_not_mounted_fails_the_backup_only(copies):
    failed = nightly(copies / "missing")
    assert list(failed) == ["backup", "rotation"]
    assert "mount it" in failed["backup"]
    assert not (copies / "missing").exists()


def test_an_index_that_differs_fails_its_step(copies):
    factories.story(title="新")
    assert "index differs from database" in nightly(copies)["index"]


def test_without_an_index_the_rest_is_done(copies):
    shutil.rmtree(django_settings.INDEX_DIR)
    assert list(nightly(copies)) == ["index"]


def test_a_second_night_at_once_is_refused_in_one_line_and_changes_nothing(copies):
    with lock(Path(django_settings.VAR_DIR), NIGHT), pytest.raises(CommandError) as refused:
        call_command("nightly", copies)
    assert refused.value.returncode == 2
    assert str(refused.value).startswith("another nightly is at work in ")
    assert "\n" not in str(refused.value)
    assert copies_in(copies) == []
    assert read_record() is None


def test_an_unreadable_record_does_not_stop_the_night(copies):
    (Path(django_settings.VAR_DIR) / "nightly.json").write_text("{")
    with pytest.raises(RecordUnreadable):
        read_record()
    assert nightly(copies) == {}


def test_the_older_copies_go_and_the_last_of_each_period_stay(copies):
    for _ in range(2):
        assert nightly(copies, keep=[1, 1, 1]) == {}
        time.sleep(1)
    assert len(copies_in(copies)) == 1


def test_the_exit_code_says_whether_all_was_well(tmp_path):
    own = {**os.environ, "ARCHIVE_VAR": str(tmp_path / "var"), "DATABASE_URL": "", "DEMO": "0"}
    (tmp_path / "copies").mkdir()

    def run(*words: str) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words]
        root = Path(__file__).resolve().parents[2]
        return subprocess.run(command, cwd=root, env=own, capture_output=True, text=True, check=False)

    assert run("prepare").returncode == 0
    good = run("nightly", str(tmp_path / "copies"))
    assert (good.returncode, good.stderr) == (0, "")
    assert [line.split(":")[0] for line in good.stdout.splitlines()] == STEPS
    bad = run("nightly", str(tmp_path / "missing"))
    assert bad.returncode == 1
    assert bad.stderr.splitlines()[-1] == "CommandError: failed: backup, rotation"
    assert json.loads((tmp_path / "var" / "nightly.json").read_text())["last"]["ended"]
