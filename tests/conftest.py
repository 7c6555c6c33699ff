"""Fixtures for every test: its own folders for uploads and index, and static files without hashed names."""

import fcntl
import gc
import os
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from text.words import Cutter

# Looking for garbage takes a tenth of the time of a run, and finds little: most objects go when nobody refers to them.
gc.set_threshold(100_000, 20, 20)

# How fast examples are made and run says more about what else the machine does than about the code.
hypothesis_settings.register_profile("by behaviour", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("by behaviour")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path_factory):
    """Separates the uploads and index of each test from other tests and from the archive on this machine."""
    folder = tmp_path_factory.mktemp("var")
    settings.VAR_DIR = folder
    settings.MEDIA_ROOT = folder / "uploads"
    settings.INDEX_DIR = folder / "index"
    settings.STATIC_ROOT = folder / "static"
    settings.STATIC_ROOT.mkdir()
    settings.AT_ONCE_SECONDS = 60  # on a busy machine the sandbox takes a while to start
    # Slow password hashing protects real passwords; tests do not need it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def dictionaries(tmp_path_factory) -> Path:
    """A folder with the folded dictionary of jieba. Building it takes two seconds: all processes of a run share it."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "dictionaries"
    folder.mkdir(exist_ok=True)
    with (folder.parent / "dictionaries.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Cutter((), cache_dir=folder)
    return folder


@pytest.fixture(autouse=True)
def source_language():
    """A page in another language leaves it switched on in its thread: the next test starts in Chinese again."""
    yield
    translation.deactivate()


@pytest.fixture
def shared() -> Path:
    """The folder of the client's files; the test is skipped if a clone does not have it."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not there: a fresh clone stands alone")
    return SHARED


def pytest_collection_modifyitems(config, items):
    """Runs the slow tests only on request: make test-corpus, make test-damage, make test-attack."""
    for slow in ("corpus", "damage", "attack"):
        if slow not in config.getoption("-m"):
            config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker(slow)])
            items[:] = [item for item in items if not item.get_closest_marker(slow)]


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Fails on skipped tests in CI: everything is installed there, so no test may skip."""
    if not os.environ.get("CI"):
        return
    for report in terminalreporter.stats.get("skipped", []):
        terminalreporter.write_line(f"skipped in CI: {report.nodeid}", red=True)


def pytest_sessionfinish(session, exitstatus):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
