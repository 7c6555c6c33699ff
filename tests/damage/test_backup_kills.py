"""A backup, a rotation or a drill that is killed leaves whole copies only, and the next run removes the rest."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from config.backup import manifest
from config.backup.backup_signature import own_signers, read_signed
from tests.damage.support import world
from tests.damage.support.processes import PATIENCE, Arena
from tests.support.served_archive import ROOT
from tests.support.signing import needs_ssh_keygen

pytestmark = [pytest.mark.damage, needs_ssh_keygen]
STEPS = ("backup.database", "backup.synced", "rotation.renamed")


def backup(root: Path, orders: str = "") -> int:
    """The exit code of the command in a process of its own, which keeps the copy of one day."""
    command = [sys.executable, "manage.py", "backup", str(root), "--keep", "1", "0", "0"]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "FAILPOINTS": orders}, check=False, timeout=PATIENCE)
    return done.returncode


def assert_whole(copy: Path) -> None:
    manifest.verify(copy, read_signed(copy, own_signers()), lambda done, total: None)


def copies_in(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


@pytest.mark.parametrize("step", STEPS)
def test_a_backup_killed_at_any_step_leaves_whole_copies_and_the_next_cleans_up(arena: Arena, step, tmp_path):
    assert backup(tmp_path) == 0
    with arena.writers(), arena.indexer():
        assert backup(tmp_path, f"{step}=kill@1") == -signal.SIGKILL
        arena.log(step, "at the step")
    for copy in copies_in(tmp_path):
        assert_whole(copy)
    assert len(list(tmp_path.glob(".2*"))) == 1
    assert backup(tmp_path) == 0
    assert len(copies_in(tmp_path)) == 1
    assert_whole(copies_in(tmp_path)[0])
    assert list(tmp_path.glob(".2*")) == []
    arena.settle()
    world.assert_right()


def test_a_backup_on_a_disk_that_fills_up_leaves_the_older_copies(arena: Arena, tmp_path):
    assert backup(tmp_path) == 0
    before = copies_in(tmp_path)
    for step in STEPS[:2]:
        assert backup(tmp_path, f"{step}=nospace@1") == 1
        assert copies_in(tmp_path) == before
        assert list(tmp_path.glob(".2*")) == []
    assert_whole(before[0])
