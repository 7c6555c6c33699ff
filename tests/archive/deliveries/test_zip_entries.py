"""A delivered ZIP is opened by the worker; each file in it is read, refused or cancelled on its own."""

import os
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from archive.deliveries import zip_entries
from archive.deliveries.worker import drain
from archive.deliveries.zip_entries import forget_read_zips, put_entries
from archive.ingest.stored_files import OLD, remove_undone
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.reading.formats.zip_file import ZipEntry
from archive.sandbox.client import SandboxClient
from tests.support import factories
from tests.support.desk_people import editor
from tests.support.made_files import zipped

pytestmark = pytest.mark.django_db

STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
"""


def _text(word):
    return STORY.replace("驿站", word).encode()


def _deliver(*archives):
    factories.region()
    documents = [SimpleUploadedFile(f"{number}.zip", data) for number, data in enumerate(archives)]
    editor().post(reverse("admin:archive_upload_add"), {"documents": documents})
    return Delivery.objects.get()


def _names(delivery):
    return list(delivery.files.values_list("name", flat=True))


def _states(delivery):
    return list(delivery.files.values_list("state", flat=True))


def _stored(content):
    return Path(Upload._meta.get_field("content").storage.path(content))


def _make_old(path):
    os.utime(path, (time.time() - 2 * OLD,) * 2)


def test_the_request_reads_nothing_of_a_zip(monkeypatch):
    monkeypatch.setattr(SandboxClient, "call", lambda *arguments: pytest.fail("read in the request"))
    monkeypatch.setattr(SandboxClient, "read", lambda *arguments: pytest.fail("read in the request"))
    delivery = _deliver(zipped({"a.txt": _text("书屋")}))
    assert _names(delivery) == ["0.zip"]


def test_the_files_of_two_zips_keep_the_order_of_the_delivery():
    delivery = _deliver(
        zipped({"b.txt": _text("书屋"), "a.txt": _text("澡堂")}), zipped({"c.txt": _text("食堂"), "d.png": b""})
    )
    drain(lambda: False)
    assert _names(delivery) == ["0.zip!/b.txt", "0.zip!/a.txt", "1.zip!/c.txt", "1.zip"]
    assert _states(delivery) == ["done", "done", "done", "skipped"]
    assert {upload.content.name for upload in Upload.objects.all()}.isdisjoint(
        set(delivery.files.values_list("content", flat=True))
    )


def test_a_zip_that_claims_to_hold_too_much_is_read_up_to_the_limit(monkeypatch):
    delivery = _deliver(zipped({"a.txt": b""}))
    archive = delivery.files.get()
    DeliveredFile.objects.update(state="reading")
    monkeypatch.setattr(zip_entries, "ZIP_LIMIT", 100)
    put_entries(archive, [ZipEntry(number, f"{number}.txt", size=40) for number in range(4)])
    assert _states(delivery) == ["waiting", "waiting", "refused", "refused"]
    assert "为安全起见不读" in delivery.files.last().reason


def test_a_zip_that_was_cancelled_while_it_was_opened_stays_cancelled():
    delivery = _deliver(zipped({"a.txt": _text("书屋")}))
    archive = delivery.files.get()
    DeliveredFile.objects.update(state="cancelled")
    put_entries(archive, [ZipEntry(0, "a.txt", size=40)])
    assert _names(delivery) == ["0.zip"]


def test_a_zip_of_which_all_is_read_is_removed_in_the_night_and_its_stories_stay():
    delivery = _deliver(zipped({"a.txt": _text("书屋"), "b.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(200))}))
    archive = _stored(delivery.files.get().content)
    drain(lambda: False)
    assert _states(delivery) == ["done", "refused"]
    _make_old(archive)
    assert remove_undone() == []
    assert forget_read_zips() == 2
    assert len(remove_undone()) == 1
    assert not archive.exists()
    assert _stored(Upload.objects.get().content.name).read_bytes() == _text("书屋")
    assert Article.objects.count() == 1
    assert forget_read_zips() == 0


def test_a_zip_stays_while_a_file_in_it_waits():
    delivery = _deliver(zipped({"a.txt": _text("书屋"), "b.txt": _text("澡堂")}))
    archive = _stored(delivery.files.get().content)
    drain(Upload.objects.exists)
    assert sorted(_states(delivery)) == ["done", "waiting"]
    _make_old(archive)
    assert forget_read_zips() == 0
    assert remove_undone() == []
    drain(lambda: False)
    assert _states(delivery) == ["done", "done"]


def test_a_zip_that_is_sent_again_while_the_former_is_read_stays_for_the_new_delivery():
    first = _deliver(zipped({"a.txt": _text("书屋")}))
    content = first.files.get().content
    drain(lambda: False)
    _make_old(_stored(content))
    again = Delivery.objects.create()
    DeliveredFile.objects.create(delivery=again, position=1, name="b.zip", size=1, content=content)
    forget_read_zips()
    assert remove_undone() == []
