"""Uploads of several files: stored, read one by one by a worker that may die, each reported, and withdrawn together."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from archive.deliveries import at_once, delivery_queue
from archive.deliveries.delivery_queue import MOST_ATTEMPTS, claim, release_interrupted, save_read_file
from archive.deliveries.turns import Turns
from archive.deliveries.worker import AnotherWorker, drain, the_only_worker
from archive.ingest.load_known import load_known
from archive.models import Article, Change, Delivery, Upload
from archive.models.delivery import FileState
from archive.reading.read import Hints, read
from tests.support import factories
from tests.support.desk_people import editor, person_who_may, viewer

STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
"""


def _file(name, text):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def _texts(*words):
    return [_file(f"{word}.txt", STORY.replace("驿站", word)) for word in words]


def _hand_in(desk, *files, **said):
    answer = desk.post(reverse("admin:archive_upload_add"), {"documents": list(files), **said}, follow=True)
    return answer, Delivery.objects.latest("pk")


def _page(delivery):
    return reverse("admin:archive_delivery", args=[delivery.pk])


def _states(delivery):
    return list(delivery.files.values_list("state", flat=True))


def never():
    return False


def _claim():
    return claim(Turns(), is_slow=False)


@pytest.fixture
def reference(db):
    factories.organization(region=factories.region())
    factories.source("工人日报")


def test_several_files_wait_for_the_worker_with_the_form_fields_they_share(reference):
    said = {"date": "2021-03-11", "source": "工人日报", "page": "2", "note": "扫描件"}
    answer, delivery = _hand_in(editor(), *_texts("书屋", "澡堂"), **said)
    assert answer.redirect_chain[-1][0] == _page(delivery)
    assert not Article.objects.exists()
    assert _states(delivery) == ["waiting", "waiting"]
    assert str(drain(never)) == "2 taken in, 0 refused"
    rows = {(story.published_edtf, story.source.name, story.page, story.upload.note) for story in Article.objects.all()}
    assert rows == {("2021-03-11", "工人日报", "2", "扫描件")}
    assert {upload.received_from.username for upload in Upload.objects.all()} == {"editor"}


def test_each_file_shows_its_result(reference):
    desk = editor()
    desk.post(reverse("admin:archive_upload_add"), {"documents": [_file("a.txt", STORY)]})
    bad = [_file("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(200))), _file("空.txt", b""), _file("又.txt", STORY)]
    _, delivery = _hand_in(desk, *bad, *_texts("澡堂"))
    drain(never)
    page = desk.get(_page(delivery)).content.decode()
    assert _states(delivery) == ["refused", "refused", "refused", "done"]
    for reason in ("是图片", "是空的", "早已收到过"):
        assert reason in page
    upload = Upload.objects.latest("pk")
    assert reverse("admin:archive_upload_review", args=[upload.pk]) in page
    assert "共 4 个文件，读完 4 个，待审草稿 1 篇" in " ".join(page.split())


def test_a_file_that_is_too_large_is_refused_and_not_stored(reference, monkeypatch, settings):
    monkeypatch.setattr(delivery_queue, "LIMIT", 1000)
    _, delivery = _hand_in(editor(), _file("大.txt", "大" * 1000), *_texts("澡堂"))
    large = delivery.files.first()
    assert (large.state, large.reason, large.content) == ("refused", "超过 20 MB", "")


def test_one_large_file_goes_to_the_worker_and_a_small_one_does_not(reference, monkeypatch):
    desk = editor()
    monkeypatch.setattr(at_once, "LARGEST", 100)
    answer = desk.post(reverse("admin:archive_upload_add"), {"documents": [_file("a.txt", STORY)]})
    assert answer["Location"] == _page(Delivery.objects.get())
    small = desk.post(reverse("admin:archive_upload_add"), {"text": "驿站\n书屋开门了。"})
    assert small["Location"].endswith("/review/")


def test_pasted_text_next_to_files_counts_as_one_more_file(reference):
    _, delivery = _hand_in(editor(), _file("a.txt", STORY), text=STORY.replace("驿站", "书屋"))
    assert [file.shown_name for file in delivery.files.all()] == ["a.txt", "粘贴的文字"]
    drain(never)
    assert {upload.shown_name for upload in Upload.objects.all()} == {"a.txt", "粘贴：书屋开进工业园"}


def test_a_user_without_access_to_the_earlier_upload_does_not_learn_whose_it_is(reference):
    boss = editor()
    _hand_in(boss, *_texts("书屋", "澡堂"))
    drain(never)
    desk = person_who_may("add_upload")
    _, again = _hand_in(desk, *_texts("书屋", "澡堂"))
    drain(never)
    page = desk.get(_page(again)).content.decode()
    assert "早已收到过" in page
    assert "见来件" not in page
    assert "见来件" in boss.get(_page(again)).content.decode()


def test_the_page_reloads_itself_while_files_wait_less_and_less_often_unless_switched_off(reference):
    desk = editor()
    _, delivery = _hand_in(desk, *_texts("书屋", "澡堂"))
    assert desk.get(_page(delivery)).headers["Refresh"] == "2"
    Delivery.objects.update(sent_at=timezone.now() - timedelta(minutes=10))
    assert desk.get(_page(delivery)).headers["Refresh"] == "30"
    assert "Refresh" not in desk.get(_page(delivery), {"still": "1"}).headers
    drain(never)
    assert "Refresh" not in desk.get(_page(delivery)).headers


def test_the_page_warns_if_no_worker_runs(reference, settings):
    desk = editor()
    _, delivery = _hand_in(desk, *_texts("书屋", "澡堂"))
    assert "读文件的进程没有在运行" in desk.get(_page(delivery)).content.decode()
    with the_only_worker(settings.VAR_DIR):
        assert "读文件的进程没有在运行" not in desk.get(_page(delivery)).content.decode()


def test_withdrawing_a_delivery_removes_its_stories_and_its_waiting_files(reference):
    desk = editor()
    _, delivery = _hand_in(desk, *_texts("书屋", "澡堂", "食堂"))
    done = _claim()
    save_read_file(done, delivery_queue.bytes_of(done), read(delivery_queue.bytes_of(done), load_known(), Hints()))
    desk.post(_page(delivery))
    assert _states(delivery) == ["cancelled"] * 3
    assert [str(file.outcome) for file in delivery.files.all()] == ["已撤销", "已取消", "已取消"]
    assert not Upload.objects.exists()
    assert not Article.objects.exists()
    assert str(drain(never)) == "0 taken in, 0 refused"
    assert Change.objects.filter(action="undo").count() == 1


def test_a_delivery_cannot_be_withdrawn_once_a_story_is_published(reference):
    desk = editor()
    _, delivery = _hand_in(desk, *_texts("书屋", "澡堂"))
    drain(never)
    Article.objects.first().publish()
    answer = desk.post(_page(delivery), follow=True)
    assert "已经有报道发布过" in answer.content.decode()
    assert _states(delivery) == ["done", "done"]
    assert Article.objects.count() == 2


def test_a_file_cancelled_while_being_read_adds_no_stories(reference):
    desk = editor()
    _, delivery = _hand_in(desk, *_texts("书屋", "澡堂"))
    file = _claim()
    reading = read(delivery_queue.bytes_of(file), load_known(), Hints())
    desk.post(_page(delivery))
    assert save_read_file(file, delivery_queue.bytes_of(file), reading) is None
    assert not Upload.objects.exists()


def test_a_file_left_half_read_by_a_dead_worker_is_read_again_once(reference):
    _, delivery = _hand_in(editor(), *_texts("书屋", "澡堂"))
    _claim()  # and the worker dies
    assert _states(delivery) == ["reading", "waiting"]
    assert release_interrupted(False) == 1
    drain(never)
    assert _states(delivery) == ["done", "done"]
    assert Upload.objects.count() == 2


def test_a_file_that_keeps_killing_the_worker_is_given_up(reference):
    _, delivery = _hand_in(editor(), *_texts("书屋", "澡堂"))
    delivery.files.filter(name="澡堂.txt").update(is_slow=True)
    for _ in range(MOST_ATTEMPTS):
        release_interrupted(False)
        first = _claim()
    release_interrupted(False)
    first.refresh_from_db()
    assert first.state == FileState.REFUSED
    assert "中断" in first.reason
    drain(never)
    assert _states(delivery) == ["refused", "done"]


def test_a_file_that_was_interrupted_is_read_after_the_others(reference):
    _hand_in(editor(), *_texts("书屋", "澡堂"))
    assert _claim().name == "书屋.txt"
    release_interrupted(False)
    assert [_claim().name, _claim().name] == ["澡堂.txt", "书屋.txt"]


def test_a_crash_before_a_file_is_marked_as_read_saves_none_of_its_stories(reference, monkeypatch):
    _, delivery = _hand_in(editor(), *_texts("书屋", "澡堂"))
    file = _claim()
    reading = read(delivery_queue.bytes_of(file), load_known(), Hints())

    def die(*args, **fields):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(delivery_queue, "_end", die)
        with pytest.raises(KeyboardInterrupt):
            save_read_file(file, delivery_queue.bytes_of(file), reading)
    assert not Upload.objects.exists()
    release_interrupted(False)
    drain(never)
    assert _states(delivery) == ["done", "done"]
    assert Article.objects.count() == 2


def test_a_stopped_worker_leaves_the_remaining_files_waiting(reference):
    _, delivery = _hand_in(editor(), *_texts("书屋", "澡堂", "食堂"))
    assert drain(Upload.objects.exists).taken == 1
    assert _states(delivery) == ["done", "waiting", "waiting"]


def test_missing_bytes_on_the_disk_are_reported(reference, settings):
    _, delivery = _hand_in(editor(), *_texts("书屋", "澡堂"))
    (Path(settings.MEDIA_ROOT) / delivery.files.first().content).unlink()
    drain(never)
    assert _states(delivery) == ["refused", "done"]
    assert "磁盘上读不到" in delivery.files.first().reason


def test_only_one_worker_runs_at_a_time(reference, settings):
    with the_only_worker(settings.VAR_DIR):
        with pytest.raises(AnotherWorker), the_only_worker(settings.VAR_DIR):
            pass
        with pytest.raises(CommandError, match="another worker is running"):
            call_command("run_worker", "--once")


def test_an_uploader_sees_and_withdraws_only_their_own_deliveries(reference):
    _, others = _hand_in(editor(), *_texts("书屋", "澡堂"))
    desk = person_who_may("add_upload")
    assert desk.get(_page(others)).status_code == 403
    assert desk.post(_page(others)).status_code == 403
    _, own = _hand_in(desk, *_texts("食堂", "浴室"))
    assert desk.get(_page(own)).status_code == 200
    listed = desk.get(reverse("admin:archive_deliveries")).content.decode()
    assert _page(own) in listed
    assert _page(others) not in listed
    desk.post(_page(own))
    assert _states(own) == ["cancelled", "cancelled"]


def test_a_viewer_cannot_withdraw_a_delivery(reference):
    _, delivery = _hand_in(editor(), *_texts("书屋", "澡堂"))
    desk = viewer()
    assert desk.get(_page(delivery)).status_code == 200
    assert desk.post(_page(delivery)).status_code == 403
    assert _states(delivery) == ["waiting", "waiting"]


def test_the_files_of_an_account_are_read_in_the_order_in_which_it_sent_them(reference):
    desk, turns = editor(), Turns()
    for words in (("书屋", "澡堂"), ("食堂", "浴室")):
        _hand_in(desk, *_texts(*words))
    names = [claim(turns, is_slow=False).name for _ in range(4)]
    assert names == ["书屋.txt", "澡堂.txt", "食堂.txt", "浴室.txt"]
