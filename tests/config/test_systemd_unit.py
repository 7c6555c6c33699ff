"""The units in docs/deploy are accepted by systemd, and start the commands that exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.served_archive import ROOT

FOLDER = ROOT / "docs" / "deploy"
UNITS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".service", ".timer"))
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs Debian's package systemd")


def analyze(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)


@needs_systemd
def test_systemd_accepts_the_units_without_a_warning(tmp_path):
    assert [path.name for path in UNITS] == ["archive-nightly.service", "archive-nightly.timer", "archive.service"]
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text().replace("/srv/archive/.venv/bin/python", sys.executable))
    done = analyze("verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS))
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_the_nightly_work_is_done_every_night():
    times = re.findall(r"OnCalendar=(.*)", (FOLDER / "archive-nightly.timer").read_text())
    done = analyze("calendar", "--iterations=3", "--base-time=2026-11-28 12:00:00 UTC", *times)
    assert [line.split()[-2] for line in done.stdout.splitlines() if " 02:30:00 " in line]
    assert done.stdout.count("02:30:00") >= 3


def test_it_is_started_by_the_command_that_make_run_calls():
    assert "manage.py serve\n" in (FOLDER / "archive.service").read_text()
    assert "exec $(MANAGE) serve" in (ROOT / "Makefile").read_text()


def test_both_services_work_on_the_same_archive():
    def settings(name: str) -> list[str]:
        return re.findall(r"(?:Environment|EnvironmentFile|User|StateDirectory)=.*", Path(FOLDER / name).read_text())

    assert settings("archive.service") == settings("archive-nightly.service")
