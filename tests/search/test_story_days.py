"""The days of a story and of its event, as the index and the facets have them."""

import datetime

import pytest

from search.facets import Filters
from search.find import find
from search.search_indexes import document_of
from search.story_days import UNDATED, event_days, published_days
from tests.support import factories


def days(first: str, last: str) -> tuple[int, int]:
    return tuple(datetime.date.fromisoformat(day).toordinal() for day in (first, last))


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2021-02-23", "2021-02-23", "2021-02-23"),
        ("2021-02", "2021-02-01", "2021-02-28"),
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-09~", "2021-09-01", "2021-09-30"),
        ("2021-XX", "2021-01-01", "2021-12-31"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("2021-21", "2021-03-01", "2021-05-31"),
        ("2021-12-30/2022-01-02", "2021-12-30", "2022-01-02"),
    ],
)
def test_a_date_of_edtf_has_a_first_and_a_last_day(edtf, first, last):
    assert event_days(edtf) == days(first, last)


@pytest.mark.parametrize("edtf", ["", "XXXX-03-09", "2021-02/..", "-0100", "Y12000", "0000", "2021-02-30", "去年"])
def test_a_date_that_no_calendar_shows_is_undated(edtf):
    assert event_days(edtf) == UNDATED


def test_a_day_of_publication_is_as_wide_as_it_is_precise():
    day = datetime.date(2020, 2, 9)
    assert published_days(day, "day") == days("2020-02-09", "2020-02-09")
    assert published_days(day, "month") == days("2020-02-01", "2020-02-29")
    assert published_days(day, "year") == days("2020-01-01", "2020-12-31")
    assert published_days(None, "unknown") == published_days(day, "unknown") == UNDATED


@pytest.fixture
def stories(settle):
    """The headline of each says when it was published (见报) and when its event was (事在)."""
    known = [("2021-01-05", "2020-12-31"), ("2020-06-01", ""), ("", "2020-12-31"), ("", "2019"), ("", "XXXX-03-09")]
    for published, happened in [*known, ("", ""), ("", "201X")]:
        day = datetime.date.fromisoformat(published) if published else None
        factories.story(
            title=f"见报{published} 事在{happened}", body="驿站。", event_date=happened, published=day,
            published_precision="day" if day else "unknown",
        )  # fmt: skip
    settle()


def titles(query: str, **wishes) -> set[str]:
    return {hit.article.title for hit in find(query, limit=None, **wishes).hits}


@pytest.mark.django_db
def test_the_days_of_the_event_are_part_of_what_is_indexed():
    story = factories.story(event_date="2021-02")
    before = document_of(story)
    assert before.event == days("2021-02-01", "2021-02-28")
    story.event_date = "2021-03"
    assert document_of(story).digest != before.digest
    story.event_date = ""
    assert (document_of(story).story["event_first"], document_of(story).story["event_last"]) == (None, None)


@pytest.mark.django_db
def test_a_date_finds_stories_without_a_day_of_publication_by_the_day_of_their_event(stories):
    assert titles("日期:2020") == {"见报2020-06-01 事在", "见报 事在2020-12-31"}
    assert titles("日期:2020-12") == {"见报 事在2020-12-31"}
    assert titles("日期:2019..2020") == {"见报2020-06-01 事在", "见报 事在2020-12-31", "见报 事在2019"}
    assert titles("年份:2020年") == titles("year:2020") == titles("年份:二〇二〇年") == titles("日期:2020")
    assert titles("日期:2021") == {"见报2021-01-05 事在2020-12-31"}


@pytest.mark.django_db
def test_the_facet_of_years_counts_by_the_event_if_there_is_no_day_of_publication_and_says_so(stories):
    years = [(choice.value, choice.label, choice.count) for choice in find("驿站").facets["year"]]
    assert years == [
        ("2021", "2021", 1),
        ("2020", "2020", 1),
        ("2020-event", "2020（事在）", 1),
        ("2019-event", "2019（事在）", 1),
        ("none", "日期不详", 3),
    ]


@pytest.mark.django_db
def test_a_year_of_events_narrows_the_answer_and_is_on_the_page(client, stories):
    assert titles("驿站", filters=Filters(year=("2020-event",))) == {"见报 事在2020-12-31"}
    assert len(titles("驿站", filters=Filters(year=("2020-event", "2020")))) == 2
    page = client.get("/search/?q=驿站&year=2020-event").content.decode()
    assert "2020（事在）" in page
    assert "1</b> 篇" in page
