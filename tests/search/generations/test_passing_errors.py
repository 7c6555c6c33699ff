"""An error that only stops a process from opening files now is not damage to the index; a missing file is."""

import errno
import os
from itertools import cycle
from pathlib import Path

import pytest

from search.find import find
from search.generations import damage_notes, generation
from search.generations.served_snapshot import open_snapshot, read
from search.index import layout
from tests.search.support.made_generations import reopened, titles
from tests.support import factories

pytestmark = pytest.mark.django_db


def fail(monkeypatch: pytest.MonkeyPatch, place: tuple, code: int, times: int = 1) -> None:
    """The first calls for it fail, later ones do not."""
    owner, name, concerns = place
    real, errors = getattr(owner, name), iter([OSError(code, os.strerror(code))] * times)

    def sometimes(*args, **kwargs):
        for error in errors if concerns(*args) else ():
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(owner, name, sometimes)


# The steps at which opening a generation can fail: its stamp, its folder, its table of contents, a segment.
PLACES = {
    "stamp": (Path, "read_text", lambda path, *_: path.name == "stamp.json"),
    "folder": (Path, "iterdir", lambda path: True),
    "contents": (Path, "read_bytes", lambda path: path.suffix == ".toc"),
    "segment": (Path, "open", lambda path, *_: path.suffix == ".arr"),
    "mapping": (layout.mmap, "mmap", lambda *_: True),
}


@pytest.mark.parametrize(
    ("place", "code"), [*zip(PLACES, cycle([errno.EMFILE, errno.ENFILE, errno.EACCES])), ("mapping", errno.ENOMEM)]
)
def test_a_temporary_error_fails_one_request_and_marks_nothing_damaged(two, monkeypatch, place, code):
    reopened()
    fail(monkeypatch, PLACES[place], code)
    with pytest.raises(OSError, match=os.strerror(code)):
        read(two, generation.current(two))
    assert open_snapshot(two).is_current
    assert not damage_notes._found
    assert not (two / damage_notes.NAME).exists()
    assert generation.needs_rebuild() is None


def test_a_search_without_memory_fails_and_the_next_one_misses_no_story(two, settle, monkeypatch):
    factories.story(title="驿站丁")
    settle()
    reopened()
    fail(monkeypatch, PLACES["mapping"], errno.ENOMEM)
    with pytest.raises(OSError, match="memory"):
        find("驿站")
    assert titles("驿站") == ["驿站丁", "驿站丙", "驿站乙", "驿站甲"]
    factories.story(title="驿站戊")
    assert settle().indexed == 1
    assert find("驿站").total == 5


@pytest.mark.parametrize("check", [generation.check, lambda folder: generation.needs_rebuild()])
def test_a_check_without_memory_says_nothing_about_the_index(two, monkeypatch, check):
    reopened()
    fail(monkeypatch, PLACES["mapping"], errno.ENOMEM)
    with pytest.raises(OSError, match="memory"):
        check(generation.current(two))
    assert not damage_notes._found


@pytest.mark.parametrize(("place", "code"), [("stamp", errno.EIO), ("contents", errno.ENOENT), ("segment", errno.EIO)])
def test_files_lost_by_the_disk_are_damage(two, monkeypatch, place, code):
    current, former = generation.current(two), generation.former(two)
    owner, name, concerns = PLACES[place]
    reopened()
    fail(monkeypatch, (owner, name, lambda path, *_: concerns(path) and current in path.parents), code, times=100)
    assert open_snapshot(two).folder == former
    reopened()
    assert damage_notes.damage_of(two, current)
    assert len(titles("驿站")) == 3


def test_a_page_that_needs_no_index_is_shown_without_the_index_status(two, client, monkeypatch):
    reopened()
    fail(monkeypatch, PLACES["mapping"], errno.EMFILE, times=9)
    assert "可检索" not in client.get("/articles/").content.decode()
    monkeypatch.undo()
    assert "可检索" in client.get("/articles/").content.decode()
