"""A clock that is set back an hour or forward a day: nobody is shut out, nothing waits, and no answer is cut."""

import datetime
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.deliveries.worker import is_working, the_only_worker
from archive.signals import status_notes
from config import request_limits
from config.patient_server import PatientChannel
from search.find import find
from search.generations import generation
from search.generations.locks import INDEXING, Locked, lock
from search.generations.served_snapshot import open_snapshot
from search.indexing.rebuild import rebuild
from search.models import Findable
from tests.support import factories

pytestmark = pytest.mark.django_db

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
JUMPS = pytest.mark.parametrize("jump", [-HOUR, DAY], ids=["back an hour", "ahead a day"])


@pytest.fixture
def set_clock(monkeypatch):
    """Call it to set the clock of this process by so much from now on."""
    seconds, now = time.time, timezone.now

    def set_clock(jump: datetime.timedelta) -> None:
        monkeypatch.setattr("time.time", lambda: seconds() + jump.total_seconds())
        for name in ("django.utils.timezone.now", "axes.attempts.now", "axes.handlers.proxy.now"):
            monkeypatch.setattr(name, lambda: now() + jump)

    return set_clock


def log_in(client: Client, password: str) -> int:
    sent = {"username": "owner", "password": password}
    return client.post(reverse("admin:login"), sent, REMOTE_ADDR="203.0.113.7").status_code


@JUMPS
def test_who_is_logged_in_stays_logged_in(set_clock, jump):
    User.objects.create_superuser("owner", password="right")
    client = Client()
    assert log_in(client, "right") == 302
    set_clock(jump)
    assert client.get("/admin/").status_code == 200
    other = Client()
    assert log_in(other, "right") == 302
    assert other.get("/admin/").status_code == 200


@JUMPS
def test_a_locked_login_is_not_locked_for_longer(set_clock, jump):
    User.objects.create_superuser("owner", password="right")
    assert [log_in(Client(), "wrong") for _ in range(5)][-1] == 429
    set_clock(jump + datetime.timedelta(minutes=16))
    assert log_in(Client(), "right") == 302


def test_wrong_passwords_are_counted_after_the_clock_was_set_back(set_clock):
    User.objects.create_superuser("owner", password="right")
    set_clock(-HOUR)
    assert [log_in(Client(), "wrong") for _ in range(5)] == [200] * 4 + [429]


def test_an_address_that_asked_too_often_may_ask_again_a_minute_later(client, index, settings, set_clock):
    settings.SEARCHES_PER_MINUTE = 2
    request_limits.limiter().storage.reset()

    def ask() -> int:
        return client.get("/search/", REMOTE_ADDR="203.0.113.8").status_code

    assert [ask(), ask(), ask()] == [200, 200, 429]
    set_clock(-HOUR)
    assert ask() == 200
    set_clock(DAY)
    assert ask() == 200


@JUMPS
def test_a_change_is_indexed_at_once_and_has_a_time_of_the_new_clock(settle, set_clock, jump):
    story = factories.story(title="驿站开门")
    settle()
    set_clock(jump)
    story.correct("标题有误", title="食堂开门")
    settle()
    assert find("食堂").total == 1
    assert abs(Findable.objects.get().since - timezone.now()) < datetime.timedelta(minutes=1)
    assert "可检索" in status_notes([story.pk])[story.pk]


def test_a_generation_made_after_the_clock_was_set_back_is_the_newest(index, settle, set_clock):
    """If the name of the current generation is lost, the newest one answers: it must not be the former one."""
    story = factories.story(body="张三丰来了。")
    settle()
    set_clock(-HOUR)
    story.correct("姓名有误", body="一位职工来了。")
    settle()
    rebuild(index, lambda done, total: None)
    current = generation.current(index)
    (index / generation.POINTER).unlink()
    assert open_snapshot(index).folder == current
    assert find("“张三丰”").total == 0


@JUMPS
def test_locks_are_held_as_long_as_their_holder_lives(tmp_path: Path, set_clock, jump):
    with lock(tmp_path, INDEXING), the_only_worker(tmp_path):
        set_clock(jump)
        with pytest.raises(Locked), lock(tmp_path, INDEXING, wait=0.1):
            pass
        assert is_working(tmp_path)
    with lock(tmp_path, INDEXING):
        assert not is_working(tmp_path)


@JUMPS
def test_a_connection_is_as_idle_as_it_is_whatever_the_clock_says(monkeypatch, set_clock, jump):
    monkeypatch.setattr("waitress.channel.HTTPChannel.__init__", lambda self: None)
    channel = PatientChannel()
    channel.last_activity = time.time()
    set_clock(jump)
    assert abs(time.time() - channel.last_activity) < 10
