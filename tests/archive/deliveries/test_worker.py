"""The processes behind the queue: the worker and the reader it starts; either may be killed."""

import errno
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.db import OperationalError, connection

from archive.deliveries import worker
from archive.deliveries.delivery_queue import MOST_ATTEMPTS, claim, refuse
from archive.deliveries.refusals import ALREADY_HERE
from archive.deliveries.worker import Lane, drain_lane, is_working, lanes
from archive.ingest.store import store
from archive.models import Article, DeliveredFile, Delivery, ReadingTime, Upload
from archive.models.delivery import FileState
from archive.reading.charset import UnreadableFile
from tests.support import factories

MANY = 24  # files: more than a worker reads before the test kills it
STORY = """驿站开进工业园

本报讯 (记者张三) 3月9日,重庆市总工会在园区新建了三个职工驿站,投入50万元,为货车司机提供热水与座位。
"""


def test_a_killed_worker_loses_nothing_and_the_next_one_finishes_the_work(transactional_db, settings):
    factories.region()
    delivery = Delivery.objects.create()
    for number in range(MANY):
        data = STORY.replace("驿站", f"驿站{number}").encode()
        content = store(data)
        DeliveredFile.objects.create(
            delivery=delivery, position=number, name=f"{number}.txt", size=len(data), content=content
        )
    process = _worker(settings)
    deadline = time.monotonic() + 60
    while not delivery.files.filter(state=FileState.DONE).exists():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert Upload.objects.count() == delivery.files.filter(state=FileState.DONE).count() < MANY
    second = _worker(settings, "--once")
    assert second.wait(60) == 0
    assert set(delivery.files.values_list("state", flat=True)) == {"done"}
    assert Upload.objects.count() == Article.objects.count() == MANY


def test_a_worker_stops_on_sigterm(transactional_db, settings):
    process = _worker(settings)
    deadline = time.monotonic() + 60
    while not is_working(settings.VAR_DIR):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


def _worker(settings, *words):
    name = connection.settings_dict["NAME"]
    server = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
    url = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"{server}/{name}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_worker", *words],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "ARCHIVE_VAR": str(settings.VAR_DIR), "DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
    )


# The reader, which the worker starts.


class DyingReader:
    """The reader of a lane. The first calls end like those of a process that is killed, or takes too long."""

    def __init__(self, sandbox, code, times):
        self.sandbox, self.code, self.left = sandbox, code, times

    def know(self, known):
        self.sandbox.know(known)

    def read(self, *arguments):
        if self.left:
            self.left -= 1
            raise UnreadableFile("as a test wishes", self.code)
        return self.sandbox.read(*arguments)


def _lane(code, times, is_slow=False):
    usual = lanes()[is_slow]
    return Lane(is_slow, DyingReader(usual.sandbox, code, times))


def _waiting_file(**fields):
    factories.region()
    delivery = Delivery.objects.create()
    content = store(STORY.encode())
    return DeliveredFile.objects.create(delivery=delivery, position=1, name="a.txt", size=9, content=content, **fields)


def _after(file):
    file.refresh_from_db()
    return file


def test_a_file_whose_reader_was_killed_is_read_again(db):
    file = _waiting_file()
    assert str(drain_lane(_lane("crashed", 2), lambda: False)) == "1 taken in, 0 refused"
    assert _after(file).state == "done"


def test_a_file_that_kills_the_reader_each_time_is_refused_in_words(db):
    file = _waiting_file()
    assert str(drain_lane(_lane("crashed", 99), lambda: False)) == "0 taken in, 1 refused"
    assert (_after(file).state, file.attempts) == ("refused", MOST_ATTEMPTS)
    assert file.reason == "使读取程序中断，可能已损坏"


def test_a_file_that_takes_long_is_set_aside_for_the_slow_lane_and_says_so(db):
    file = _waiting_file()
    assert str(drain_lane(_lane("slow", 1), lambda: False)) == "0 taken in, 0 refused"
    assert (_after(file).state, file.is_slow, file.attempts) == ("waiting", True, 0)
    assert str(file.outcome) == "等待（读得久，另排一队）"
    assert str(drain_lane(lanes()[1], lambda: False)) == "1 taken in, 0 refused"
    assert _after(file).state == "done"


def test_a_file_that_takes_too_long_in_the_slow_lane_is_refused(db):
    file = _waiting_file(is_slow=True)
    drain_lane(_lane("slow", 1, is_slow=True), lambda: False)
    assert "60 秒没有读完" in _after(file).reason


def test_a_reader_that_is_killed_while_it_reads_loses_no_file(db):
    file, sandbox, killed = _waiting_file(), lanes()[0].sandbox, []

    def kill_once():
        """Is called again and again while the file is read."""
        if _after(file).state == FileState.READING and not killed:
            killed.append(sandbox.pid)
            os.kill(sandbox.pid, signal.SIGKILL)
        return False

    assert str(drain_lane(lanes()[0], kill_once)) == "1 taken in, 0 refused"
    assert killed
    assert (_after(file).state, file.attempts) == ("done", 2)


def test_the_seconds_of_reading_are_counted_for_the_delivery_and_its_sender(db):
    person = User.objects.create_user("ann")
    file = _waiting_file()
    Delivery.objects.update(sent_by=person)
    drain_lane(lanes()[0], lambda: False)
    assert Delivery.objects.get().seconds == ReadingTime.objects.get(account=person).seconds > 0
    assert _after(file).state == "done"


def test_the_files_of_two_accounts_are_read_in_turn(db):
    factories.region()
    content = store(b"\x89PNG\r\n\x1a\n" + bytes(200))
    order = []
    for name in ("ann", "bob"):
        delivery = Delivery.objects.create(sent_by=User.objects.create_user(name))
        for position in range(3):
            DeliveredFile.objects.create(delivery=delivery, position=position, name=name, size=9, content=content)
    lane = Lane(False, lanes()[0].sandbox)
    while file := claim(lane.turns, is_slow=False):
        order.append(file.name)
        lane.turns.charge(file.delivery.sent_by_id, 1)
        refuse(file, ALREADY_HERE)
    assert order == ["ann", "bob"] * 3


@pytest.mark.parametrize("error", [OperationalError("database is locked"), OSError(errno.ENOSPC, "no space")])
def test_a_file_that_cannot_be_saved_at_the_moment_waits_and_the_attempt_does_not_count(db, monkeypatch, error):
    file = _waiting_file()

    def save(*arguments):
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(worker, "save_read_file", save)
        for _ in range(MOST_ATTEMPTS + 1):
            with pytest.raises(type(error)):
                drain_lane(lanes()[0], lambda: False)
    assert (_after(file).state, file.attempts) == ("waiting", 0)
    assert str(drain_lane(lanes()[0], lambda: False)) == "1 taken in, 0 refused"
