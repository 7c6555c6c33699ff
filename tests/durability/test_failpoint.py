"""Fail points do nothing unless they are armed; then they do exactly what was ordered."""

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import OperationalError

from durability import failpoint as failpoints
from durability.failpoint import arm, failpoint

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


def test_a_fail_point_that_is_not_armed_does_nothing():
    failpoint("queue.taken")
    arm("queue.ticked=nospace")
    failpoint("queue.taken")
    with pytest.raises(OSError, match="No space"):
        failpoint("queue.ticked")


def test_only_the_ordered_hit_fails_and_is_logged(tmp_path: Path):
    told = tmp_path / "hits"
    arm("commit.renamed=busy@2", str(told))
    failpoint("commit.renamed")
    with pytest.raises(OperationalError):
        failpoint("commit.renamed")
    failpoint("commit.renamed")
    assert told.read_text() == f"{os.getpid()} commit.renamed busy 2\n"


def test_an_order_may_apply_to_every_hit():
    arm("commit.toc=nospace@2+")
    failpoint("commit.toc")
    for _ in range(3):
        with pytest.raises(OSError, match="No space") as raised:
            failpoint("commit.toc")
        assert raised.value.errno == errno.ENOSPC


def test_a_paused_process_continues(monkeypatch):
    slept = []
    monkeypatch.setattr("time.sleep", slept.append)
    arm("rebuild.filled=pause")
    failpoint("rebuild.filled")
    assert slept == [failpoints.PAUSE]


@pytest.mark.parametrize("orders", ["queue.taken", "=kill", "queue.taken=explode", "queue.taken=kill@x"])
def test_an_impossible_order_is_refused(orders):
    with pytest.raises(ValueError, match="FAILPOINTS"):
        arm(orders)


def test_a_process_armed_by_its_environment_logs_it_and_dies_at_the_given_point(tmp_path: Path):
    told = tmp_path / "hits"
    code = "import logging; logging.basicConfig(); from durability.failpoint import failpoint; failpoint('a'); print(1)"
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "FAILPOINTS": "a=kill", "FAILPOINTS_LOG": str(told)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stdout) == (-9, "")
    assert "fail points are armed: a=kill" in process.stderr
    assert told.read_text().split()[1:] == ["a", "kill", "1"]
