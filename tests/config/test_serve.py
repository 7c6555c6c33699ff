"""Starting the archive as a person does: one command in an empty folder, then a second start."""

import json
import os
import resource
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.served_archive import ROOT, ServedArchive, free_port


class FirstStart(NamedTuple):
    archive: ServedArchive
    printed: str
    exit_code: int
    account: str
    stories: int


@pytest.fixture(scope="module")
def first_start(tmp_path_factory) -> FirstStart:
    """A new archive, started and stopped once."""
    archive = ServedArchive(tmp_path_factory.mktemp("archive"))
    archive.start()
    printed = archive.stop()
    account = (archive.folder / "first-login.txt").read_text()
    return FirstStart(archive, printed, archive.process.returncode, account, archive.count_stories())


@pytest.fixture(scope="module")
def running(first_start) -> Iterator[ServedArchive]:
    """The same archive, started a second time and running until the last test of this file is done."""
    first_start.archive.start()
    yield first_start.archive
    first_start.archive.stop()


def test_the_first_start_prints_the_first_account_and_keeps_it_private(first_start):
    name, password = first_start.account.split()
    assert f"{name} / {password}" in first_start.printed
    assert stat.S_IMODE((first_start.archive.folder / "first-login.txt").stat().st_mode) == 0o600


def test_ctrl_c_stops_it_without_errors(first_start):
    assert first_start.exit_code == 0
    assert "Traceback" not in first_start.printed


def test_a_second_start_changes_nothing(first_start, running):
    assert "First account" not in running.printed()
    assert (running.folder / "first-login.txt").read_text() == first_start.account
    assert running.count_stories() == first_start.stories > 20


def test_preparing_again_is_cheap(first_start):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    first_start.archive.manage("prepare")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 3  # CPU seconds: the machine may be busy


def test_a_story_published_by_another_process_is_found_within_two_seconds(running, tmp_path):
    file = tmp_path / "new.jsonl"
    for name in ("星河岸边", "青石桥头", "白塔山下"):
        story = {"external_id": name, "title": f"{name}的驿站", "body": "琉璃厂工会建成驿站。"}
        file.write_text(json.dumps(story))
        assert name not in running.search("琉璃厂工会")
        running.manage("import_articles", str(file), "--publish")
        began = time.monotonic()
        while name not in running.search("琉璃厂工会").replace("<wbr>", ""):
            assert time.monotonic() - began < 90
            time.sleep(0.1)
        if time.monotonic() - began < 2:
            return
    pytest.fail("each of three stories took longer, on a machine that cannot be that busy")


def test_a_port_in_use_is_reported_with_exit_code_2(running):
    command = [sys.executable, "manage.py", "serve"]
    second = subprocess.run(command, cwd=ROOT, env=running.environment, capture_output=True, text=True, check=False)
    assert second.returncode == 2
    assert f"cannot serve at 127.0.0.1:{running.port}" in second.stderr


def test_a_second_server_of_a_data_folder_is_refused_in_one_line(running):
    environment = {**running.environment, "PORT": str(free_port())}
    command = [sys.executable, "manage.py", "serve"]
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert second.returncode == 2
    assert second.stdout == ""
    assert second.stderr.count("\n") == 1
    assert f"{running.folder} is served by another process" in second.stderr


def refused(tmp_path: Path, *words: str, **variables: str) -> str:
    """The output of a command that ends with exit code 2."""
    environment = {**os.environ, "ARCHIVE_VAR": str(tmp_path), "DATABASE_URL": "", **variables}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    return done.stderr


def test_invalid_settings_are_refused_in_one_line(tmp_path):
    output = refused(tmp_path, "check", PORT="eighty")
    assert output == "settings: PORT='eighty' is not a whole number from 1 to 65535\n"


def test_a_data_folder_without_tables_is_reported_in_one_line(tmp_path):
    output = refused(tmp_path, "remove_demo")
    assert output.startswith("database: no such table")
    assert output.endswith("run `make run` or `manage.py prepare` first\n")


def test_a_query_of_ten_thousand_characters_is_answered(running):
    assert "<h1" in running.search("职工生活品质提升试点单位" * 834)


def test_removed_demo_stories_do_not_come_back(running):
    running.manage("remove_demo")
    running.manage("prepare")
    assert json.loads(running.manage("search", "花卉", "--format", "json"))["total"] == 0
