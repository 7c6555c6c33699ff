"""The processes behind the queue: the worker and the reader it starts; either may be killed."""

import os
import signal
import subprocess
import sys
import time

from django.conf import settings as django_settings
from django.db import connection

from archive.deliveries import delivery_queue
from archive.deliveries.worker import is_working
from archive.models import Article, DeliveredFile, Delivery, Upload
from archive.models.delivery import FileState
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
        content = delivery_queue.store(data)
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
