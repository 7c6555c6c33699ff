"""Starting Django stays cheap: it loads nothing that only reading, searching or the desk needs."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("ahocorasick", "edtf", "jieba", "lxml", "numpy", "opencc", "pypdf", "rjieba", "whoosh", "yaml")
STARTED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import {what}
{call}
print(*sorted(name for name in sys.modules if name.partition(".")[0] in {heavy}))
"""


def loaded_by(what: str, call: str = "", heavy: tuple[str, ...] = HEAVY) -> list[str]:
    """Returns which of the modules a new process has loaded after importing `what`."""
    code = STARTED.format(what=what, call=call, heavy=heavy)
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return run.stdout.split()


def test_starting_django_loads_no_library_for_reading_or_searching():
    assert loaded_by("django", "django.setup()") == []


def test_starting_django_loads_no_page_and_no_desk():
    here = loaded_by("django", "django.setup()", heavy=("archive", "search"))
    assert [name for name in here if name.startswith(("archive.admin", "archive.review", "archive.views"))] == []
    assert "archive.models" in here


def test_the_server_loads_every_page_before_the_first_request():
    here = loaded_by("config.wsgi", heavy=("archive", "search"))
    assert {"archive.admin.site", "search.views", "archive.views.home_page"} <= set(here)


@pytest.mark.parametrize("module", ["text.words", "archive.reading.split.vocabulary"])
def test_the_word_segmenters_are_loaded_by_the_first_use(module):
    assert loaded_by(module, heavy=("jieba", "rjieba", "pkg_resources")) == []


def test_no_page_loads_the_libraries_that_read_formats():
    assert loaded_by("config.wsgi", heavy=("lxml", "pypdf", "yaml")) == []


def test_manage_py_answers_within_six_tenths_of_a_second_of_processor_time():
    # The fastest of a few runs: the first may write bytecode, and a busy machine slows all of them.
    assert min(seconds_of("--version") for _ in range(5)) <= 0.6


def seconds_of(command: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "manage.py", command], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
