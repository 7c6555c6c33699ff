"""Stored bytes are checked by their checksum, and files that belong to nothing are removed, but no others."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from archive.ingest import stored_files
from archive.ingest.store import store
from archive.ingest.stored_files import remove_undone, unsound_files
from archive.models import DeliveredFile, Delivery, Upload
from archive.models.upload import sha256_of

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def hand_in(text: str) -> str:
    """The path of a stored file that an upload names."""
    data = text.encode()
    content = store(data)
    Upload.objects.create(sha256=sha256_of(data), name="来件", size=len(data), content=content, charset="utf-8")
    return content


def path_of(content: str) -> Path:
    return Path(django_settings.MEDIA_ROOT) / content


def made_old(content: str) -> str:
    before = time.time() - DAY - 60
    os.utime(path_of(content), (before, before))
    return content


def file(name: str) -> str:
    path_of(name).parent.mkdir(parents=True, exist_ok=True)
    path_of(name).write_text("x")
    return made_old(name)


def test_lost_and_damaged_files_are_named():
    whole, lost, damaged = hand_in("全"), hand_in("失"), hand_in("损")
    path_of(lost).unlink()
    path_of(damaged).write_text("别的")
    delivery = Delivery.objects.create()
    DeliveredFile.objects.create(delivery=delivery, position=1, name="a", size=1, content="ab/" + "ab" * 32)
    DeliveredFile.objects.create(delivery=delivery, position=2, name="too large", size=1, content="")
    assert unsound_files() == {lost: "lost", damaged: "damaged", "ab/" + "ab" * 32: "lost"}
    assert path_of(whole).exists()


def test_old_files_that_no_row_names_are_removed():
    orphan, half = made_old(store(b"undone")), file("ab/.arriving-xyz")
    assert sorted(remove_undone()) == sorted([orphan, half])
    assert not path_of(orphan).exists()
    assert not path_of(half).exists()


def test_everything_else_stays():
    named, young = made_old(hand_in("有")), store("刚刚".encode())
    path_of("ab").mkdir(exist_ok=True)
    path_of("ab/.arriving-now").write_text("x")
    others = [file(name) for name in ("note.txt", "ab/note.txt", "ab/" + "zz" * 32, "more/" + "ab" * 32)]
    path_of("ab/" + "cd" * 32).symlink_to(path_of("note.txt"))
    assert remove_undone() == []
    assert all(path_of(name).exists() for name in (named, young, "ab/.arriving-now", "ab/" + "cd" * 32, *others))


def test_a_file_that_is_handed_in_again_at_this_moment_stays(monkeypatch):
    """The bytes are stored again after the list of names was read, and their row is not committed yet."""
    orphan = made_old(store(b"again"))
    names = stored_files.named_files

    def names_then_store() -> set[str]:
        found = names()
        store(b"again")
        return found

    monkeypatch.setattr(stored_files, "named_files", names_then_store)
    assert remove_undone() == []
    assert path_of(orphan).read_bytes() == b"again"


def test_a_file_that_is_handed_in_again_while_it_is_being_removed_is_there_afterwards(monkeypatch):
    orphan = made_old(store(b"again"))
    monkeypatch.setattr(stored_files, "failpoint", lambda step: store(b"again"))
    assert remove_undone() == [orphan]
    assert path_of(orphan).read_bytes() == b"again"


def test_a_removal_that_was_killed_is_finished_or_taken_back():
    unwanted, wanted = made_old(store(b"unwanted")), made_old(hand_in("要"))
    for content in (unwanted, wanted):
        path_of(content).rename(path_of(content).with_name(f".{path_of(content).name}.leaving"))
    assert len(remove_undone()) == 1
    assert path_of(wanted).read_text() == "要"
    assert not path_of(unwanted).exists()
    assert list(Path(django_settings.MEDIA_ROOT).rglob("*.leaving")) == []
