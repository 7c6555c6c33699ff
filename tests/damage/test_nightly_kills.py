"""The nightly work, killed at any step, leaves nothing by halves; the next run does it all and removes the rest."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.ingest.store import store
from config.backup import manifest
from config.backup.backup_signature import own_signers, read_signed
from config.nightly.night_record import read_record
from config.nightly.night_trouble import night_trouble
from tests.damage.support import world
from tests.damage.support.processes import PATIENCE, Arena
from tests.support.served_archive import ROOT
from tests.support.signing import needs_ssh_keygen

pytestmark = [pytest.mark.damage, needs_ssh_keygen]
STEPS = ("nightly.backup", "backup.synced", "rotation.renamed", "nightly.index", "undone.renamed", "nightly.sessions")


def start(root: Path, orders: str = "") -> subprocess.Popen:
    command = [sys.executable, "manage.py", "nightly", str(root), "--keep", "1", "0", "0"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "FAILPOINTS": orders}, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen) -> tuple[int, list[str]]:
    """The exit code, and the lines on stderr without those of the log."""
    _, errors = process.communicate(timeout=PATIENCE)
    return process.returncode, [line for line in errors.decode().splitlines() if line.startswith("CommandError")]


def orphan(text: str) -> Path:
    """A stored file of yesterday that no row names."""
    path = Path(os.environ["ARCHIVE_VAR"]) / "uploads" / store(text.encode())
    before = time.time() - 25 * 3600
    os.utime(path, (before, before))
    return path


def test_killed_at_any_step_the_next_night_puts_all_right(arena: Arena, tmp_path):
    assert ended(start(tmp_path)) == (0, [])
    gone = orphan("那天撤销的文件")
    for step in STEPS:
        assert ended(start(tmp_path, f"{step}=kill@1"))[0] == -signal.SIGKILL
        arena.log(step, "at the step")
        assert night_trouble().kind == "interrupted"
        for copy in tmp_path.glob("2*"):
            manifest.verify(copy, read_signed(copy, own_signers()), lambda done, total: None)
    assert ended(start(tmp_path)) == (0, [])
    assert night_trouble() is None
    assert len(list(tmp_path.glob("2*"))) == 1
    assert list(tmp_path.glob(".2*")) == []
    assert list(gone.parent.iterdir()) == []
    world.assert_right()


def test_of_two_nights_at_once_one_is_refused_in_one_line(arena: Arena, tmp_path):
    first, second = start(tmp_path, "nightly.backup=pause@1"), start(tmp_path, "nightly.backup=pause@1")
    (_, said), (_, also) = results = sorted([ended(first), ended(second)])
    assert [code for code, _ in results] == [0, 2]
    assert said == []
    assert len(also) == 1
    assert "another nightly is at work in" in also[0]
    assert len(list(tmp_path.glob("2*"))) == 1
    assert read_record().last.failed == []
