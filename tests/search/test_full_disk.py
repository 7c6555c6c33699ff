"""A full disk is said in words: before it is full, and when it is. Nothing is half-written."""

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from archive.deliveries import worker
from archive.free_space import DiskFull, free_bytes, require_room
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.signals import current_notices
from search.generations import generation
from tests.support import factories
from tests.support.desk_people import editor
from tests.support.signing import needs_ssh_keygen

pytestmark = pytest.mark.django_db
NEWS = "巫山县总工会开门\n\n昨日，巫山县总工会的职工驿站开门了。\n".encode()


@pytest.fixture
def desk():
    client = editor()
    client.raise_request_exception = False
    return client


@pytest.fixture
def leave_free(monkeypatch):
    """Call it with the megabytes that are free from now on, on every disk."""

    def leave(megabytes):
        usage = SimpleNamespace(total=10**12, used=0, free=megabytes * 10**6)
        monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)

    return leave


def upload(desk):
    empty = dict.fromkeys(("text", "date", "source", "page", "note"), "")
    posted = {"documents": SimpleUploadedFile("a.txt", NEWS), **empty}
    return desk.post(reverse("admin:archive_upload_add"), posted)


def assert_in_words(response):
    page = response.content.decode()
    assert response.status_code == 507
    assert "磁盘满了，没有保存" in page
    assert "出错了，是我们的错" not in page
    assert "no-store" in response.headers["Cache-Control"]


def files() -> list[Path]:
    return [path for path in Path(django_settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_with_less_room_than_the_floor_it_is_not_ready(client, index, leave_free, settings):
    settings.DISK_FLOOR = 200 * 10**6
    leave_free(199)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["disk"]["reason"] == "199 MB free, 200 MB must be: make room"
    leave_free(200)
    assert client.get("/readyz").json()["checks"]["disk"]["ok"]


def test_the_desk_says_how_much_is_left_before_it_is_short(leave_free, settings):
    settings.DISK_FLOOR = 200 * 10**6
    leave_free(1_000)
    assert [notice.words for notice in current_notices()] == []
    leave_free(999)
    assert [notice.words for notice in current_notices()] == ["磁盘只剩 999 MB，请尽快腾出地方"]


def test_the_fullest_disk_counts(monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "small" / "uploads"
    monkeypatch.setattr("archive.free_space.free_in", lambda folder: 5 if "small" in str(folder) else 7)
    assert free_bytes() == 5


def test_a_folder_that_is_not_there_yet_has_the_room_of_its_disk(leave_free, tmp_path):
    leave_free(500)
    require_room(tmp_path / "new" / "folder", 100)
    with pytest.raises(DiskFull, match="not enough room: 700 MB are needed and 500 MB are free in"):
        require_room(tmp_path / "new" / "folder", 500 * 10**6)


@pytest.fixture
def disk(monkeypatch):
    """Call it with what the system says about every disk from now on."""

    def disk(**facts):
        state = SimpleNamespace(**{"f_files": 10**6, "f_favail": 10**6, "f_flag": 0, **facts})
        monkeypatch.setattr(os, "statvfs", lambda path: state)

    return disk


def test_a_disk_on_which_no_more_files_can_be_made_is_full(client, index, disk, leave_free, desk):
    leave_free(10_000)
    disk(f_favail=3)
    answer = client.get("/readyz").json()["checks"]["disk"]
    assert answer["reason"] == "only 3 more files can be made (no inodes), 500 must be: remove small files"
    assert [notice.words for notice in current_notices()] == ["磁盘现在写不进去，请告诉管理员"]
    assert_in_words(upload(desk))
    assert_refused("rebuild_index")
    disk(f_files=0, f_favail=0)  # a file system that sets no limit
    assert client.get("/readyz").json()["checks"]["disk"]["ok"]


def test_a_read_only_disk_is_not_ready_and_the_desk_says_so(client, index, disk, leave_free):
    leave_free(10_000)
    disk(f_flag=os.ST_RDONLY)
    reason = client.get("/readyz").json()["checks"]["disk"]["reason"]
    assert reason == "a disk is read-only: see the system's log, and mount it writable again"
    assert [notice.words for notice in current_notices()] == ["磁盘现在写不进去，请告诉管理员"]


@pytest.mark.parametrize(
    "error", [OperationalError("attempt to write a readonly database"), OSError(errno.EROFS, "read-only")]
)
def test_what_cannot_be_written_is_said_in_words(desk, monkeypatch, error):
    def refuse(*args):
        raise error

    monkeypatch.setattr("archive.ingest.store._write", refuse)
    response = upload(desk)
    assert response.status_code == 503
    assert "暂时写不进去，没有保存" in response.content.decode()
    assert (Upload.objects.count(), Article.objects.count(), files()) == (0, 0, [])


def test_an_upload_that_does_not_fit_is_refused_before_it_is_stored(desk, leave_free):
    leave_free(1)
    assert_in_words(upload(desk))
    assert (Upload.objects.count(), Article.objects.count(), files()) == (0, 0, [])


def test_a_large_delivery_is_refused_before_its_body_is_read(desk, leave_free, settings):
    settings.SMALL_BODY, settings.LARGEST_DELIVERY = 10, 10**9
    leave_free(1)
    assert_in_words(upload(desk))
    assert not Delivery.objects.exists()


def test_an_upload_that_finds_the_disk_full_on_the_way_saves_nothing(desk, monkeypatch):
    def full(path, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("archive.ingest.store._write", full)
    assert_in_words(upload(desk))
    assert (Upload.objects.count(), Article.objects.count(), files()) == (0, 0, [])


@pytest.mark.parametrize("error", [OperationalError("database or disk is full"), OSError(errno.ENOSPC, "no space")])
def test_publishing_on_a_full_disk_changes_nothing(desk, monkeypatch, error):
    draft = factories.draft(title="驿站开门")

    def full(*args, **kwargs):
        raise error

    monkeypatch.setattr("search.indexing.queue._queue", full)
    address = reverse("admin:archive_article_changelist")
    assert_in_words(desk.post(address, {"action": "publish_selected", "_selected_action": [draft.pk]}))
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_files_wait_for_the_worker_until_there_is_room(leave_free, settings, django_user_model):
    delivery = Delivery.objects.create(sent_by=django_user_model.objects.create_user("somebody"))
    DeliveredFile.objects.create(delivery=delivery, position=1, name="a.txt", size=3, content="none")
    leave_free(1)
    assert worker.drain(lambda: False) == worker.DeliveryCounts()
    assert DeliveredFile.objects.get().state == "waiting"


@pytest.mark.parametrize("command", ["ingest", "import_articles"])
def test_a_command_that_takes_in_files_refuses_before_it_begins(command, leave_free, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(NEWS)
    leave_free(1)
    assert_refused(command, str(path))
    assert not Article.objects.exists()


def test_a_rebuild_refuses_before_it_begins(index, leave_free):
    before = generation.current(index)
    leave_free(1)
    assert_refused("rebuild_index", verbosity=0)
    assert list(index.glob("generations/*")) == [before]


@needs_ssh_keygen
def test_a_backup_that_does_not_fit_is_refused(index, leave_free, tmp_path):
    leave_free(0)
    Path(django_settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    (Path(django_settings.MEDIA_ROOT) / "file").write_bytes(NEWS)
    assert_refused("backup", str(tmp_path / "copy"), verbosity=0)
    assert not (tmp_path / "copy").exists()


def assert_refused(*arguments, **options):
    with pytest.raises(CommandError) as refused:
        call_command(*arguments, **options)
    assert refused.value.returncode == 2
    assert "not enough room: " in str(refused.value)
    assert "\n" not in str(refused.value)
