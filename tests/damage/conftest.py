"""One archive for all damage tests: each test starts with what the one before has left."""

import os
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.test import override_settings
from django.test.utils import setup_databases, teardown_databases

from tests.damage.support import process_roles, world
from tests.damage.support.processes import Arena
from tests.damage.support.served_copy import ServedCopy

KILLS = pytest.StashKey[Counter[str]]()


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that an unprivileged user may use too."""
    with tempfile.TemporaryDirectory(prefix="archive-damage-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def database(folder: Path, django_db_blocker) -> Iterator[str]:
    """The file of one database for all tests, which is not emptied between them."""
    connection.settings_dict["TEST"]["NAME"] = str(folder / "archive.sqlite3")
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
        yield connection.settings_dict["NAME"]
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def arena(folder: Path, database: str, pytestconfig) -> Iterator[Arena]:
    environment = {"ARCHIVE_VAR": str(folder), "DATABASE_URL": f"sqlite:///{database}", "OPENBLAS_NUM_THREADS": "1"}
    environment["DISK_FLOOR"] = "0"
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    root = folder / "index"
    with override_settings(DISK_FLOOR=0, VAR_DIR=folder, INDEX_DIR=root, MEDIA_ROOT=folder / "uploads"):
        arena = Arena(folder, root)
        pytestconfig.stash[KILLS] = arena.kills
        world.fill()
        connections.close_all()
        assert arena.run(process_roles.rebuild) == 0, arena.output.read_text()
        yield arena
        connections.close_all()
    for name, value in before.items():
        os.environ.pop(name, None) if value is None else os.environ.update({name: value})


@pytest.fixture(scope="session")
def served_copy(arena: Arena, tmp_path_factory) -> Iterator[ServedCopy]:
    """An archive that is served, for all tests of this process. If we are root it has a file system of its own."""
    folder = tmp_path_factory.mktemp("served")
    if os.geteuid() == 0:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=500m", "tmpfs", folder], check=True)
    running = ServedCopy(folder, DISK_FLOOR="0")
    try:
        running.begin(tmp_path_factory.mktemp("copies"))
        yield running
    finally:
        running.stop()
        if os.geteuid() == 0:
            subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(autouse=True)
def own_folders(arena: Arena) -> Path:
    """Replaces the folders that every other test has for itself."""
    assert arena.root == django_settings.INDEX_DIR
    return arena.folder


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Each worker of several sends its kills to the process that adds them up."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["kills"] = dict(session.config.stash.get(KILLS, {}))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error) -> None:
    output = getattr(node, "workeroutput", {})
    node.config.stash.setdefault(KILLS, Counter()).update(output.get("kills", {}))


def pytest_terminal_summary(terminalreporter, exitstatus, config) -> None:
    kills = config.stash.get(KILLS, None)
    if not kills:
        return
    terminalreporter.section(f"{kills.total()} processes killed")
    for step, count in sorted(kills.items()):
        terminalreporter.write_line(f"{count:5} {step}")
