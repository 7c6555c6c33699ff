"""A server process keeps the names for completion up to date in the background, whatever the database does."""

import threading

import pytest
from django.db import OperationalError, connections

from archive.models import Topic
from config.warm_start import _look_at_names
from search.completion import kept_names
from search.completion.kept_names import names_now
from search.completion.typed_run import typed_runs


@pytest.fixture(autouse=True)
def no_names_kept():
    kept_names.forget()
    yield
    kept_names.forget()


def in_a_thread() -> None:
    thread = threading.Thread(target=_look_at_names)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_names_that_were_changed_are_there_before_anybody_asks(django_assert_num_queries):
    in_a_thread()
    Topic.objects.create(name="产业工人队伍建设改革", synonyms=[])
    in_a_thread()
    with django_assert_num_queries(3):
        index, _ = names_now()
    assert [index.printed(one.row) for one in index.best(typed_runs("产业"), 9)] == ["产业工人队伍建设改革"]


@pytest.mark.django_db(transaction=True)
def test_a_look_leaves_no_connection_open():
    left = []

    def look() -> None:
        _look_at_names()
        left.append(connections["default"].connection)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert left == [None]


def test_a_database_that_does_not_answer_ends_no_thread(monkeypatch):
    def unreachable() -> None:
        raise OperationalError("unreachable")

    monkeypatch.setattr(kept_names, "look_for_changes", unreachable)
    in_a_thread()
    assert kept_names._kept is None
