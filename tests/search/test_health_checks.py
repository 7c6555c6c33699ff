"""/livez and /readyz: what works and what does not, and why, for anybody who asks."""

import datetime
import time
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from archive.models import Article
from search.generations import generation, served_snapshot
from search.indexing.rebuild import clear, rebuild
from search.models import AT_ONCE, Pending
from search.name_changes import note_changed_names
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(client):
    """Call /readyz; returns the status and the result of each check."""

    def ready(**headers):
        answer = client.get("/readyz", **headers)
        told = answer.json()
        assert told["ready"] is (answer.status_code == 200)
        return answer.status_code, told["checks"]

    return ready


def failed(checks):
    return {name: one["reason"] for name, one in checks.items() if not one["ok"]}


def test_livez_answers_without_reading_anything(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"live": True})


def test_a_sound_archive_is_ready_and_each_check_reports_its_time(ready, settle):
    story = factories.story(body="工会驿站昨日开门。")
    settle()
    status, checks = ready()
    assert status == 200
    assert list(checks) == ["database", "disk", "index", "processes", "queue", "canary"]
    assert checks["canary"]["reason"] == f"story {story.pk} is found by its own words"
    assert all(0 < one["ms"] < 60_000 for one in checks.values())


def test_an_empty_archive_is_ready(ready, index):
    assert ready()[0] == 200


def test_without_an_index_it_is_not_ready(ready, root):
    status, checks = ready()
    assert status == 503
    assert list(failed(checks)) == ["index"]
    assert "rebuild_index" in checks["index"]["reason"]


def test_while_the_former_index_answers_it_is_not_ready(ready, settle, index):
    factories.story()
    settle()
    rebuild(index, lambda done, total: None)
    assert ready()[0] == 200
    for path in generation.current(index).glob("*.toc"):
        path.write_bytes(b"nonsense")
    assert "what is open of it" in failed(ready()[1])["index"]
    served_snapshot._open.clear()  # as in a process that was just started
    for _ in range(2):
        status, checks = ready()
        assert status == 503
        assert list(failed(checks)) == ["index"]
        assert "the former one of 20" in checks["index"]["reason"]
    rebuild(index, lambda done, total: None)
    assert ready()[0] == 200


def test_a_damaged_index_is_reported_without_naming_its_folder(ready, index):
    for path in generation.current(index).glob("*.toc"):
        path.write_bytes(b"nonsense")
    status, checks = ready()
    assert status == 503
    assert "index" in failed(checks)
    assert str(index) not in str(checks)


def test_a_story_that_waits_too_long_counts_as_lag(ready, settle, settings):
    factories.story()
    Pending.objects.update(queued_at=timezone.now() - datetime.timedelta(seconds=settings.LAG_LIMIT + 5))
    status, checks = ready()
    assert status == 503
    assert list(failed(checks)) == ["queue"]
    assert "run_indexer" in checks["queue"]["reason"]
    settle()
    assert ready()[0] == 200


def test_a_story_that_was_just_published_is_no_lag(ready, index):
    factories.story()
    status, checks = ready()
    assert status == 200
    assert checks["queue"]["reason"].startswith("1 waiting")


def test_a_clock_that_was_set_back_is_no_lag(ready, index):
    factories.story()
    Pending.objects.update(queued_at=timezone.now() + datetime.timedelta(days=3))
    assert ready()[0] == 200


@pytest.mark.parametrize("due", [None, AT_ONCE])
def test_one_broken_story_does_not_take_the_archive_down(ready, index, due):
    factories.story()
    Pending.objects.update(attempts=4, due=due, queued_at=timezone.now() - datetime.timedelta(days=1))
    status, checks = ready()
    assert status == 200
    assert ("1 set aside" if due is None else "1 to be tried again") in checks["queue"]["reason"]


def test_a_canary_that_is_not_found_is_reported(ready, settle):
    """As if the index had lost the words: the text was changed without telling it."""
    story = factories.story(title="驿站", body="工会驿站开门。")
    settle()
    Article.objects.filter(pk=story.pk).update(title="食堂", body="食堂打烊，食堂打烊。")
    status, checks = ready()
    assert status == 503
    assert failed(checks) == {"canary": f"story {story.pk} is not found by its own words: run manage.py check_index"}


def test_a_story_missing_from_index_and_queue_is_reported(ready, index):
    story = factories.story()
    Pending.objects.all().delete()
    assert failed(ready()[1]) == {
        "canary": f"story {story.pk} is not found by its own words: run manage.py check_index"
    }


def test_drafts_are_never_canaries_and_no_text_of_a_story_is_reported(ready, settle):
    factories.draft(title="不可示人", body="不可示人。")
    factories.story(title="驿站", body="工会驿站开门。")
    settle()
    for _ in range(5):
        assert not [word for word in ("不可示人", "驿站") if word in str(ready())]


def test_stories_that_wait_in_the_queue_are_not_canaries(ready, settle, index):
    factories.story()
    settle()
    clear(index)
    assert ready()[0] == 200


def test_of_a_database_error_only_the_kind_is_reported(ready, index, monkeypatch):
    def down(*args, **kwargs):
        raise DatabaseError("password=hunter2 at db.internal")

    monkeypatch.setattr(Article.objects, "order_by", down)
    status, checks = ready()
    assert status == 503
    assert failed(checks) == {
        "database": "DatabaseError: the log says more",
        "queue": "not tried: database failed",
        "canary": "not tried: database failed",
    }
    assert "hunter2" not in str(checks)


def test_damage_of_the_database_that_one_page_noticed_is_reported(ready, index, monkeypatch):
    monkeypatch.setattr("search.health_checks.noted", lambda: "database disk image is malformed")
    status, checks = ready()
    assert status == 503
    assert checks["database"]["reason"] == ("the database is damaged: restore the newest backup, which the log names")


def test_tables_older_than_the_code_are_reported(ready, index):
    (newest,) = MigrationLoader(None).graph.leaf_nodes("search")
    MigrationRecorder(connection).record_unapplied(*newest)
    status, checks = ready()
    assert status == 503
    assert "prepare" in checks["database"]["reason"]


def test_the_check_leaves_the_time_limit_of_the_database_as_it_was(ready, index):
    def limit():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout" if connection.vendor == "sqlite" else "SHOW statement_timeout")
            return cursor.fetchone()

    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 12345")
    before = limit()
    ready()
    assert limit() == before


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_it_answers_any_host_name_over_http_without_a_session(client, index, settings, path):
    settings.SECURE_SSL_REDIRECT = True
    answer = client.get(path, headers={"host": "10.1.2.3:8000", "cookie": "sessionid=stale"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_only_get_and_head_are_allowed(client, index, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_not_waited_for_long(ready, index, monkeypatch):
    """Every statement waits, as when SQLite is being repaired or a table of PostgreSQL is locked."""
    monkeypatch.setattr("search.health_checks.PATIENCE_MS", 100)
    begun = time.monotonic()
    with another_holds_the_stories():
        status, checks = ready()
    assert status == 503
    assert "OperationalError" in failed(checks)["database"]
    assert time.monotonic() - begun < 10


@contextmanager
def another_holds_the_stories():
    """In PostgreSQL, lock the table from another connection. SQLite does not lock readers: its error is imitated."""
    if connection.vendor == "sqlite":

        def busy(*args):
            raise OperationalError("database is locked")

        with connection.execute_wrapper(busy):
            yield
        return
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL lock_timeout = 5000")
        cursor.execute("LOCK TABLE archive_article IN ACCESS EXCLUSIVE MODE")
        yield
    other.close()


def test_it_needs_few_statements_however_many_stories_there_are(client, settle, django_assert_max_num_queries):
    for _ in range(5):
        factories.story()
    settle()
    # The first search of a process reads the known names, and again when they have changed.
    note_changed_names()
    client.get("/readyz")
    with django_assert_max_num_queries(14):
        assert client.get("/readyz").status_code == 200
