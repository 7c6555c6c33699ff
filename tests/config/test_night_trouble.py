"""A nightly that failed, was interrupted or is late is seen by /readyz, at the desk and by mail."""

import datetime
import shutil
import smtplib
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from archive.signals import current_notices
from config.backup.rotation import KeptPeriods
from config.nightly import night_mail
from config.nightly.night_mail import mail_trouble
from config.nightly.night_record import NAME, NightRecord, NightRun, NightStep, write_record
from config.nightly.night_steps import NightWork
from config.nightly.night_trouble import NIGHT, STEP_NAMES, night_trouble
from search.generations.locks import lock
from search.indexing.rebuild import rebuild
from tests.support.desk_people import editor

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
STORED = NightStep("backup", True, "stored", 1.0)
LOST = NightStep("uploads", False, "1 uploads are lost: /data/uploads/ab", 1.0)


def ago(hours: float) -> str:
    return (timezone.now() - hours * HOUR).astimezone(datetime.UTC).isoformat(timespec="seconds")


def ran(*steps: NightStep, hours: float = 1.0) -> NightRun:
    return NightRun(ago(hours), ago(hours), steps)


@pytest.fixture
def index(dictionaries) -> Path:
    root = Path(django_settings.INDEX_DIR)
    shutil.copytree(dictionaries, root / "dictionaries")
    rebuild(root, lambda done, total: None)
    return root


@pytest.fixture
def admins(settings) -> None:
    settings.ADMINS = [("", "me@example.com")]


def test_nothing_is_wrong_before_nightly_was_ever_run(client, index):
    assert night_trouble() is None
    assert client.get("/readyz").json()["warnings"] == {}


def test_nothing_is_wrong_after_a_good_night(client, index):
    write_record(NightRecord(ran(STORED)))
    assert client.get("/readyz").json()["warnings"] == {}
    assert current_notices() == []


def test_a_failed_night_is_a_warning_that_sends_no_reader_away(client, index):
    write_record(NightRecord(ran(STORED, LOST)))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    warning = answer.json()["warnings"]["nightly"]
    assert warning.startswith("uploads failed in the run of 20")
    assert "/data" not in warning


@pytest.mark.parametrize(("hours", "is_late"), [(35.9, False), (36.1, True), (-35, False), (-40, True)])
def test_a_night_is_late_after_36_hours(hours, is_late):
    write_record(NightRecord(ran(STORED, hours=hours)))
    trouble = night_trouble()
    assert (trouble.kind == "late" if trouble else False) is is_late


def test_a_first_night_that_never_came_to_its_end_is_late_too():
    write_record(NightRecord(now=NightRun(ago(40))))
    assert night_trouble().kind == "late"


def test_a_night_that_was_killed_is_interrupted_and_one_at_work_is_not():
    write_record(NightRecord(ran(STORED, hours=25), NightRun(ago(1), steps=(STORED,))))
    assert night_trouble().kind == "interrupted"
    with lock(Path(django_settings.VAR_DIR), NIGHT):
        assert night_trouble() is None


def test_a_record_that_cannot_be_read_is_said(client, index):
    (Path(django_settings.VAR_DIR) / NAME).write_text("{}")
    assert "cannot be read" in client.get("/readyz").json()["warnings"]["nightly"]
    assert [notice.words for notice in current_notices()] == ["夜间维护的记录读不出来"]


def test_the_desk_says_it_in_words():
    write_record(NightRecord(ran(STORED, LOST, NightStep("index", False, "differs", 1.0))))
    desk = editor()
    page = desk.get(reverse("admin:index")).content.decode()
    assert "的夜间维护没有全部成功：核对来件的原文件、核对检索索引" in page
    assert "/data/uploads" not in page
    write_record(NightRecord(ran(hours=50)))
    assert "以来没有做过夜间维护（备份和检查）" in desk.get(reverse("admin:index")).content.decode()


def test_the_desk_says_it_in_english_too():
    write_record(NightRecord(ran(LOST)))
    with translation.override("en"):
        (notice,) = current_notices()
    assert notice.words.startswith("The nightly maintenance of 20")
    assert notice.words.endswith(": check of the uploaded files")


def test_each_step_has_a_name_in_words():
    assert list(STEP_NAMES) == list(NightWork(Path(), KeptPeriods(1, 1, 1)).steps)


def test_a_failed_night_is_mailed_once(admins):
    write_record(NightRecord(ran(STORED, LOST)))
    assert [mail_trouble(), mail_trouble()] == [True, False]
    (message,) = mail.outbox
    assert message.to == ["me@example.com"]
    assert "FAILED uploads: 1 uploads are lost: /data/uploads/ab" in message.body
    write_record(NightRecord(ran(LOST, hours=0)))
    assert mail_trouble()


def test_a_late_night_is_mailed_once(admins):
    write_record(NightRecord(ran(STORED, hours=50)))
    assert [mail_trouble(), mail_trouble()] == [True, False]
    assert "is the timer of manage.py nightly enabled?" in mail.outbox[0].body


def test_a_good_night_is_not_mailed(admins):
    write_record(NightRecord(ran(STORED)))
    assert not mail_trouble()


def test_without_admins_nothing_is_mailed(settings):
    settings.ADMINS = []
    write_record(NightRecord(ran(LOST)))
    assert not mail_trouble()


def test_a_mail_that_cannot_be_sent_is_tried_again_and_the_log_says_so(admins, monkeypatch, caplog):
    def refuse(*args):
        raise smtplib.SMTPServerDisconnected("gone")

    write_record(NightRecord(ran(LOST)))
    monkeypatch.setattr(night_mail, "mail_admins", refuse)
    assert not mail_trouble()
    assert "could not be sent: gone" in caplog.text
    monkeypatch.undo()
    assert mail_trouble()


def test_an_error_of_a_request_is_never_mailed(admins, client, monkeypatch):
    from archive.views import robots

    client.raise_request_exception = False
    monkeypatch.setattr(robots, "HttpResponse", None)
    assert client.get("/robots.txt").status_code == 500
    assert mail.outbox == []
