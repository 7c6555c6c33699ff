"""If PostgreSQL is restarted under load, nothing acknowledged is lost, and the index equals the database."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.support.postgres import cluster, find_binaries, restart

pytestmark = pytest.mark.damage

RESTARTS = 3


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An archive of its own on a PostgreSQL server of its own."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with cluster(binaries) as url:
        yield {**os.environ, "DATABASE_URL": url, "ARCHIVE_VAR": str(tmp_path), "PYTHONWARNINGS": "ignore"}


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, *arguments], cwd=settings.BASE_DIR, env=environment)


def test_a_restart_under_load_loses_nothing_and_stops_no_process(environment: dict[str, str], tmp_path: Path):
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v", "0"], cwd=settings.BASE_DIR, env=environment, check=True
    )
    stop, record = tmp_path / "stop", tmp_path / "record"
    indexer = start(environment, "manage.py", "run_indexer")
    writers = [
        start(environment, "-m", "tests.damage.support.damage_load", str(stop), f"{record}{number}")
        for number in range(2)
    ]
    for number in range(RESTARTS):
        before = published(tmp_path)
        wait_until_more(tmp_path, before + 3)
        restart(environment["DATABASE_URL"], "immediate" if number % 2 else "fast")
    wait_until_more(tmp_path, published(tmp_path) + 3)
    stop.touch()
    assert [writer.wait(60) for writer in writers] == [0, 0]
    indexer.terminate()
    assert indexer.wait(60) == 0
    command = [
        sys.executable,
        "-m",
        "tests.damage.support.damage_load",
        "--check",
        *map(str, sorted(tmp_path.glob("record*"))),
    ]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)


def published(folder: Path) -> int:
    """The number of stories whose publication was acknowledged to the writers."""
    return sum(len(path.read_text().splitlines()) for path in folder.glob("record*"))


def wait_until_more(folder: Path, wanted: int) -> None:
    deadline = time.monotonic() + 60
    while published(folder) < wanted:
        assert time.monotonic() < deadline
        time.sleep(0.1)
