"""A request that waits for rows of PostgreSQL gets them soon, or is a 503 in words; a command waits longer."""

import threading
import time
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_started
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from django.test import Client

from archive.models import Topic, Upload
from config.row_waits import LEAST_MS, OURS, bound_waits_of_requests
from config.unable import RETRY_AFTER
from tests.support.desk_page import form_fields, page_of, upload
from tests.support.desk_people import editor
from tests.support.other_connection import LONGEST, beside

__all__ = ["upload"]  # a fixture
PASSWORD = "correct horse"
LIMIT_MS = 1500
BUSY_PAGE = "正忙，没有保存"
pytestmark = pytest.mark.django_db(transaction=True)
# SQLite has no locks of rows: tests/config/test_turns_to_write.py is about its one lock.
HAS_ROW_LOCKS = connection.vendor == "postgresql"


def locked(rows, seconds: float = LONGEST) -> AbstractContextManager[None]:
    """Another connection holds these rows, for so many seconds at most."""

    def hold(begun: threading.Event, stopping: threading.Event) -> None:
        with transaction.atomic():
            list(rows.select_for_update())
            begun.set()
            stopping.wait(seconds)

    return beside(hold)


@pytest.fixture
def limits(settings):
    """The limits in milliseconds. A test changes them before it uses the connection."""
    values = dict.fromkeys(settings.WEB_DATABASE_LIMITS, 10_000)
    if HAS_ROW_LOCKS:
        values["lock_timeout"] = LIMIT_MS
    settings.WEB_DATABASE_LIMITS = values
    return values


@pytest.fixture
def of_the_server(limits):
    """The connection is one of a process that answers requests."""
    connection.close()
    bound_waits_of_requests()
    yield
    request_started.disconnect(dispatch_uid=OURS)
    connection_created.disconnect(dispatch_uid=OURS)
    connection.execute_wrappers.clear()
    connection.close()


def shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def test_a_login_that_waits_for_a_locked_account_is_a_503_and_the_same_form_logs_in_later(of_the_server):
    if not HAS_ROW_LOCKS:
        return
    User.objects.create_superuser("somebody", password=PASSWORD)
    desk = Client(raise_request_exception=False)
    login = {"username": "somebody", "password": PASSWORD}
    with locked(User.objects.all()):
        begun = time.monotonic()
        answer = desk.post("/admin/login/", login)
        assert time.monotonic() - begun < 5
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY_AFTER))
    assert BUSY_PAGE in answer.content.decode()
    assert "sessionid" not in desk.cookies
    assert desk.post("/admin/login/", login).status_code == 302
    assert desk.get("/admin/").status_code == 200


def test_an_edit_that_waits_for_a_locked_upload_is_a_503_and_saves_nothing(of_the_server, upload):
    if not HAS_ROW_LOCKS:
        return
    desk, story = editor(), upload.articles.first()
    desk.raise_request_exception = False
    fields = {**form_fields(desk, upload, story), "title": "改过的标题"}
    before = story.title
    with locked(Upload.objects.all()):
        token = desk.get(page_of(upload, story)).context["session"].token
        answer = desk.post(page_of(upload, story), {"token": token, "story": story.pk, "do": "save", **fields})
    assert answer.status_code == 503
    assert BUSY_PAGE in answer.content.decode()
    story.refresh_from_db()
    assert story.title == before


def test_a_lock_that_ends_in_time_delays_a_request_and_fails_nothing(of_the_server):
    if not HAS_ROW_LOCKS:
        return
    User.objects.create_superuser("somebody", password=PASSWORD)
    with locked(User.objects.all(), seconds=LIMIT_MS / 3000):
        answer = Client().post("/admin/login/", {"username": "somebody", "password": PASSWORD})
    assert answer.status_code == 302


def test_all_statements_of_a_request_wait_together_no_longer_than_the_limit(of_the_server, monkeypatch):
    if not HAS_ROW_LOCKS:
        return
    topic = Topic.objects.create(name="工时")
    waits = []

    def wait_four_times() -> None:
        for _ in range(4):
            begun = time.monotonic()
            with pytest.raises(OperationalError), transaction.atomic():
                Topic.objects.filter(pk=topic.pk).update(name="工资")
            waits.append(time.monotonic() - begun)

    monkeypatch.setattr("config.health_views.run_checks", lambda root: wait_four_times() or [])
    with locked(Topic.objects.all()):
        Client().get("/readyz")
    assert waits[0] > LIMIT_MS / 2000
    assert max(waits[1:]) < LEAST_MS / 1000 + 0.3


def test_the_next_request_on_the_same_connection_may_wait_as_long_again(of_the_server, monkeypatch):
    if not HAS_ROW_LOCKS:
        return
    topic = Topic.objects.create(name="工时")

    def rename() -> None:
        with transaction.atomic():
            Topic.objects.filter(pk=topic.pk).update(name="工资")

    monkeypatch.setattr("config.health_views.run_checks", lambda root: rename() or [])
    for _ in range(2):
        with locked(Topic.objects.all(), seconds=LIMIT_MS / 1500):
            assert Client().get("/readyz").status_code == 200


def test_a_statement_that_takes_too_long_is_a_503(limits, request, monkeypatch):
    if not HAS_ROW_LOCKS:
        return
    limits["statement_timeout"] = 200
    request.getfixturevalue("of_the_server")
    answer = page_that(monkeypatch, "SELECT pg_sleep(10)")
    assert answer.status_code == 503
    assert BUSY_PAGE in answer.content.decode()


def test_a_request_that_does_nothing_in_its_transaction_lets_go_of_its_locks(limits, request, monkeypatch):
    if not HAS_ROW_LOCKS:
        return
    topic = Topic.objects.create(name="工时")
    limits["idle_in_transaction_session_timeout"] = 200
    request.getfixturevalue("of_the_server")

    def stopped_for_a_while(*args, **kwargs):
        with transaction.atomic():
            Topic.objects.filter(pk=topic.pk).update(name="工资")
            time.sleep(1)
            Topic.objects.filter(pk=topic.pk).update(name="工会")

    desk = editor()
    desk.raise_request_exception = False
    monkeypatch.setattr("archive.review.dashboard.Dashboard.__init__", stopped_for_a_while)
    assert desk.get("/admin/").status_code == 503
    connection.close()
    topic.refresh_from_db()
    assert topic.name == "工时"


def page_that(monkeypatch, statement: str):
    def run(*args, **kwargs):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    desk = editor()
    desk.raise_request_exception = False
    monkeypatch.setattr("archive.review.dashboard.Dashboard.__init__", run)
    return desk.get("/admin/")


def test_limits_that_the_operator_has_set_take_precedence(limits):
    if not HAS_ROW_LOCKS:
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER SET lock_timeout = '7s'")
    connection.close()
    bound_waits_of_requests()
    try:
        assert (shown("lock_timeout"), shown("statement_timeout")) == ("7s", "10s")
    finally:
        request_started.disconnect(dispatch_uid=OURS)
        connection_created.disconnect(dispatch_uid=OURS)
        with connection.cursor() as cursor:
            cursor.execute("ALTER ROLE CURRENT_USER RESET lock_timeout")
        connection.execute_wrappers.clear()
        connection.close()


def test_a_command_waits_until_the_lock_ends():
    if not HAS_ROW_LOCKS:
        return
    connection.close()
    assert (shown("lock_timeout"), shown("statement_timeout")) == ("0", "0")
    topic = Topic.objects.create(name="工时")
    with locked(Topic.objects.all(), seconds=2 * LIMIT_MS / 1000):
        Topic.objects.filter(pk=topic.pk).update(name="工资")
    topic.refresh_from_db()
    assert topic.name == "工资"


def test_an_error_within_a_savepoint_can_still_be_undone_after_a_long_wait(of_the_server):
    if not HAS_ROW_LOCKS:
        return
    topic = Topic.objects.create(name="工时")
    with transaction.atomic():
        with locked(Topic.objects.all()), pytest.raises(DatabaseError), transaction.atomic():
            Topic.objects.filter(pk=topic.pk).update(name="工资")
        Topic.objects.filter(pk=topic.pk).update(name="工会")
    topic.refresh_from_db()
    assert topic.name == "工会"
