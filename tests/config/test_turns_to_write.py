"""Whoever writes into SQLite beside others gets a turn soon, or an error in time."""

import threading
import time
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.test import Client

from archive.models import Topic
from tests.support.other_connection import LONGEST, beside

PASSWORD = "correct horse"
pytestmark = pytest.mark.django_db(transaction=True)


def another_writer(holds: float, rests: float) -> AbstractContextManager[None]:
    """Writes for `holds` seconds, rests, and begins again."""

    def write(begun: threading.Event, stopping: threading.Event) -> None:
        while not stopping.is_set():
            with transaction.atomic():
                begun.set()
                stopping.wait(holds)
            stopping.wait(rests)

    return beside(write)


@pytest.fixture
def impatient(monkeypatch):
    if connection.vendor != "sqlite":
        return  # other databases know no such option
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.5)


@pytest.fixture
def desk():
    User.objects.create_superuser("somebody", password=PASSWORD)
    desk = Client(raise_request_exception=False, enforce_csrf_checks=True)
    desk.get("/admin/login/")
    return desk


def log_in(desk: Client, token: str) -> int:
    form = {"username": "somebody", "password": PASSWORD, "csrfmiddlewaretoken": token}
    return desk.post("/admin/login/", form).status_code


def test_a_login_beside_a_long_write_is_a_503_and_the_same_form_logs_in_later(impatient, desk):
    if connection.vendor != "sqlite":
        return  # other databases lock rows
    token = desk.cookies["csrftoken"].value
    with another_writer(holds=LONGEST, rests=0):
        assert log_in(desk, token) == 503
    assert "sessionid" not in desk.cookies
    assert log_in(desk, token) == 302
    assert desk.get("/admin/").status_code == 200


def test_all_statements_of_a_request_wait_together_no_longer_than_the_limit(impatient, desk, monkeypatch):
    if connection.vendor != "sqlite":
        return  # other databases lock rows
    waits = []

    def note(sender, **kwargs):
        for number in range(4):
            begun = time.monotonic()
            with pytest.raises(OperationalError):
                Topic.objects.create(name=f"主题{number}")
            waits.append(time.monotonic() - begun)

    monkeypatch.setattr("config.health_views.run_checks", lambda root: note(None) or [])
    with another_writer(holds=LONGEST, rests=0):
        desk.get("/readyz")
    assert len(waits) == 4
    assert waits[0] > 0.4
    assert max(waits[1:]) < 0.3


def test_each_statement_of_a_command_waits_as_long_as_the_limit(impatient):
    if connection.vendor != "sqlite":
        return  # other databases lock rows
    with another_writer(holds=LONGEST, rests=0):
        for number in range(2):
            begun = time.monotonic()
            with pytest.raises(OperationalError):
                Topic.objects.create(name=f"主题{number}")
            assert time.monotonic() - begun > 0.4


def test_short_pauses_of_another_writer_are_enough_to_write():
    if connection.vendor != "sqlite":
        return  # other databases lock rows
    with another_writer(holds=0.2, rests=0.06):
        begun = time.monotonic()
        for number in range(10):
            Topic.objects.create(name=f"主题{number}")
        assert time.monotonic() - begun < 6
    assert Topic.objects.count() == 10
