"""The names for completion are made once, and again when they have changed: in the background if the server does so."""

import threading
import time
from time import process_time

import pytest
from django.db import connection

from archive.models import Credit, Mention, Organization, Topic
from archive.query_planner import refresh_statistics
from search.completion import kept_names
from search.completion.completion_index import CompletionIndex
from search.completion.kept_names import look_for_changes, names_now
from search.completion.typed_run import typed_runs
from search.name_changes import note_changed_names
from tests.support.factories import organization, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """A function that lets seconds pass on the clock of this process."""
    now = [time.monotonic()]
    monkeypatch.setattr("search.completion.kept_names.time.monotonic", lambda: now[0])

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


def found(typed: str) -> list[str]:
    index, _ = names_now()
    return [index.printed(one.row) for one in index.best(typed_runs(typed), 9)]


def test_names_are_made_once_and_then_cost_three_statements(django_assert_num_queries):
    first, _ = names_now()
    with django_assert_num_queries(3):
        assert names_now() == (first, True)


def test_a_new_name_is_there_at_the_next_question():
    assert found("产业") == []
    Topic.objects.create(name="产业工人队伍建设改革", synonyms=["产改"])
    assert found("产业") == ["产业工人队伍建设改革"]


def test_stories_are_counted_again_after_a_minute_and_not_before(clock):
    assert found("张小明") == []
    Credit.objects.create(article=story(), name="张小明", role="记者")
    assert found("张小明") == []
    clock(59)
    assert found("张小明") == []
    clock(2)
    assert found("张小明") == ["张小明"]


def test_no_reader_waits_for_names_that_a_thread_of_the_server_makes(clock, django_assert_num_queries):
    look_for_changes()
    Topic.objects.create(name="产业工人队伍建设改革", synonyms=[])
    clock(5)
    with django_assert_num_queries(3):
        assert found("产业") == []
    look_for_changes()
    assert found("产业") == ["产业工人队伍建设改革"]


def test_if_that_thread_has_ended_a_reader_makes_them(clock):
    look_for_changes()
    Topic.objects.create(name="产业工人队伍建设改革", synonyms=[])
    clock(21)
    assert found("产业") == ["产业工人队伍建设改革"]


@pytest.mark.django_db(transaction=True)
def test_while_one_thread_makes_names_another_goes_on_with_the_last_ones(monkeypatch):
    last, _ = names_now()
    Topic.objects.create(name="产业工人队伍建设改革", synonyms=[])
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> list:
        begun.set()
        may_end.wait(10)
        return []

    monkeypatch.setattr(kept_names, "completable_names", slow)

    def make() -> None:
        look_for_changes()
        connection.close()

    maker = threading.Thread(target=make)
    maker.start()
    assert begun.wait(10)
    monkeypatch.setattr(kept_names, "_looked", float("-inf"))
    assert names_now()[0] is last
    may_end.set()
    maker.join()
    assert names_now()[0] is not last


def test_a_name_is_offered_by_its_place_in_the_order_of_stories_if_there_are_too_many(monkeypatch, caplog):
    monkeypatch.setattr("search.completion.completable_names.MOST_NAMES", 5)
    article, other = story(), story()
    for number in range(9):
        named = organization(f"第{number}厂工会")
        for one in (article, other)[: 1 + (number > 3)]:
            Mention.objects.create(article=one, organization=named, field="body", start=number, end=10, text="工会")
    assert sorted(found("第")) == [f"第{number}厂工会" for number in range(4, 9)]
    assert "first 5 names only" in caplog.text


def test_ten_thousand_names_of_the_database_are_read_in_three_tenths_of_a_second():
    article = story()
    made = Organization.objects.bulk_create(
        Organization(name=f"第{number}建筑公司工会", kind="union") for number in range(10_000)
    )
    Mention.objects.bulk_create(
        Mention(article=article, organization=one, field="body", start=number, end=number + 1, text="工")
        for number, one in enumerate(made)
    )
    refresh_statistics()  # as after thousands of new stories
    note_changed_names()
    names_now()
    kept_names.forget()
    begun = process_time()
    index, _ = names_now()
    assert process_time() - begun < 0.3
    assert isinstance(index, CompletionIndex)
    assert len(index) == 10_000
