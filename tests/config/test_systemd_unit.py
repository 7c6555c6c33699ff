"""docs/deploy/archive.service is a unit that systemd accepts."""

import shutil
import subprocess
import sys

import pytest

from tests.support.served_archive import ROOT

UNIT = ROOT / "docs" / "deploy" / "archive.service"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs Debian's package systemd")
def test_systemd_accepts_the_unit_without_a_warning(tmp_path):
    unit = tmp_path / "archive.service"
    unit.write_text(UNIT.read_text().replace("/srv/archive/.venv/bin/python", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_started_by_the_command_that_make_run_calls():
    assert "manage.py serve\n" in UNIT.read_text()
    assert "exec $(MANAGE) serve" in (ROOT / "Makefile").read_text()
