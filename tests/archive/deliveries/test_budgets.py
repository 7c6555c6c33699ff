"""One delivery, one account and all accounts together get a limited share of the reader's time and of its queue."""

import datetime
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archive.deliveries import budgets
from archive.deliveries.budgets import charge, charge_account, resumes_at, with_time_left
from archive.deliveries.delivery_queue import claim
from archive.deliveries.turns import Turns
from archive.models import DeliveredFile, Delivery, ReadingTime, Upload
from archive.models.reading_time import WINDOW
from tests.support.desk_people import editor, person_who_may

pytestmark = pytest.mark.django_db

MINUTE = 60
ADD = "admin:archive_upload_add"
NOON = datetime.datetime(2026, 11, 28, 12, 20, tzinfo=datetime.UTC)


@pytest.fixture
def ann():
    return User.objects.create_user("ann")


@pytest.fixture
def bob():
    return User.objects.create_user("bob")


@pytest.fixture
def at(monkeypatch):
    """Call it with the time that it is from now on."""
    return lambda time: monkeypatch.setattr(timezone, "now", lambda: time)


def _delivery(account, number=1, size=1):
    delivery = Delivery.objects.create(sent_by=account)
    for position in range(number):
        DeliveredFile.objects.create(delivery=delivery, position=position, name=f"{position}.txt", size=size)
    return delivery


def _files(*sizes):
    return {"documents": [SimpleUploadedFile(f"{number}.pdf", b"x" * size) for number, size in enumerate(sizes)]}


def test_a_delivery_that_used_its_time_is_read_no_further_and_says_what_to_do(ann, settings):
    settings.DELIVERY_MINUTES = 2
    spent, other = _delivery(ann, 3), _delivery(ann)
    first = claim(Turns(), is_slow=False)
    assert charge(first.delivery, 119) == 0
    assert charge(first.delivery, 1) == 2
    assert list(spent.files.values_list("state", flat=True)) == ["reading", "refused", "refused"]
    assert spent.files.last().reason == "没有读：这一批已经读了 2 分钟，到了上限。请把没读的拆成几批，再上传"
    assert other.files.get().state == "waiting"


def test_an_account_that_used_its_time_waits_and_the_others_do_not(ann, bob, settings, at):
    settings.ACCOUNT_MINUTES = 2
    at(NOON)
    _delivery(ann, 2)
    charge_account(ann, 2 * MINUTE)
    assert claim(Turns(), is_slow=False) is None
    _delivery(bob)
    assert claim(Turns(), is_slow=False).delivery.sent_by == bob
    assert resumes_at(bob) is None
    assert resumes_at(ann) == NOON.replace(minute=0) + WINDOW
    at(NOON.replace(minute=0) + WINDOW)
    assert resumes_at(ann) is None
    assert claim(Turns(), is_slow=False).delivery.sent_by == ann


def test_an_account_goes_on_as_soon_as_enough_of_its_time_is_a_day_old(ann, settings, at):
    settings.ACCOUNT_MINUTES = 10
    for hours, minutes in ((0, 3), (1, 5), (2, 6)):
        at(NOON + timedelta(hours=hours))
        charge_account(ann, minutes * MINUTE)
    assert resumes_at(ann) == NOON.replace(minute=0) + timedelta(hours=1) + WINDOW


def test_all_accounts_together_have_a_limit(ann, bob, settings):
    settings.ALL_ACCOUNTS_MINUTES = 3
    charge_account(ann, 2 * MINUTE)
    assert with_time_left({ann.pk, bob.pk}) == {ann.pk, bob.pk}
    charge_account(bob, 1 * MINUTE)
    assert with_time_left({ann.pk, bob.pk, None}) == {None}
    assert resumes_at(ann)


def test_times_that_no_longer_count_are_forgotten(ann, at):
    at(NOON)
    charge_account(ann, 5)
    charge_account(ann, 7)
    assert ReadingTime.objects.get().seconds == 12
    at(NOON + WINDOW)
    ReadingTime.objects.forget_old()
    assert not ReadingTime.objects.exists()


def test_the_page_of_a_delivery_says_when_it_is_read_further(settings):
    desk = editor()
    settings.ACCOUNT_MINUTES = 1
    desk.post(reverse(ADD), _files(9, 9))
    delivery = Delivery.objects.get()
    charge_account(delivery.sent_by, MINUTE)
    answer = desk.get(reverse("admin:archive_delivery", args=[delivery.pk]))
    when = timezone.localtime(resumes_at(delivery.sent_by)).strftime("%m-%d %H:%M")
    assert f"24 小时内可用来读文件的时间已经用完，没有读的文件都已存好，{when} 以后接着读。" in answer.content.decode()
    assert answer.headers["Refresh"] == "300"


def test_even_a_small_text_waits_if_the_time_of_its_account_is_used_up(settings):
    desk = editor()
    settings.ACCOUNT_MINUTES = 1
    charge_account(User.objects.get(), MINUTE)
    desk.post(reverse(ADD), {"text": "驿站\n书屋开门了。"})
    assert not Upload.objects.exists()
    assert DeliveredFile.objects.get().state == "waiting"


@pytest.mark.parametrize(("files", "limit"), [(4, "QUEUE_FILES"), (45_000_000, "QUEUE_BYTES")])
def test_an_account_that_has_too_much_waiting_is_told_so_and_keeps_its_form(settings, files, limit):
    desk = person_who_may("add_upload")
    person = User.objects.get()
    waiting = _delivery(person, 3, size=15_000_000)
    setattr(settings, limit, files)
    answer = desk.post(reverse(ADD), {**_files(9, 9), "note": "扫描件"})
    page = answer.content.decode()
    assert "您还有 3 个文件（45 MB）等着读，这次的没有收下。" in page
    assert "扫描件" in page
    assert Delivery.objects.get() == waiting
    waiting.files.update(state="done")
    assert desk.post(reverse(ADD), _files(9, 9)).status_code == 302


def test_the_files_of_others_do_not_count_until_there_are_too_many_of_them(ann, settings):
    settings.QUEUE_BYTES = 100
    _delivery(ann, size=390)
    desk = person_who_may("add_upload")
    assert desk.post(reverse(ADD), _files(5, 5)).status_code == 302
    assert "等着读的文件太多" in desk.post(reverse(ADD), _files(9, 9)).content.decode()


def test_more_than_the_queue_ever_holds_has_to_be_sent_in_parts(settings):
    settings.QUEUE_BYTES = 10 * budgets.MEGABYTE // 10**6
    assert "请分几次上传" in editor().post(reverse(ADD), _files(9, 9)).content.decode()
