"""A year that is typed in one run with words, and stories of that year that do not print it."""

import datetime

import pytest

from search.find import find
from search.query.dated_runs import date_apart
from tests.support import factories

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 28)


def titles(query: str, **wishes) -> list[str]:
    return [hit.article.title for hit in find(query, **wishes).hits]


def on(*day: int) -> dict:
    return {"published": datetime.date(*day), "published_precision": "day"}


@pytest.fixture
def stories(settle):
    factories.story(title="职工诗会落幕", body="职工诗会落幕，三十人登台。", **on(2014, 6, 2))
    factories.story(title="职工诗会筹备", body="职工诗会筹备中，印了2014本诗集。", **on(2012, 6, 2))
    factories.story(title="忆职工诗会", body="忆2014年职工诗会。", **on(2020, 6, 2))
    factories.story(title="职工书会", body="职工书会开幕。", **on(2014, 6, 3))
    settle()


@pytest.mark.parametrize(
    "typed", ["2014年职工诗会", "职工诗会2014年", "职工诗会 2014年", "二〇一四年職工詩會", "２０１４年职工诗会"]
)
def test_a_run_with_a_year_finds_the_stories_of_that_year(stories, typed):
    assert set(titles(typed)) == {"职工诗会落幕", "忆职工诗会"}


def test_a_run_with_a_year_is_told_apart_as_the_same_words_with_a_blank_between_them(stories):
    closed_up, apart = find("2014年职工诗会"), find("2014年 职工诗会")
    assert closed_up.tiers == apart.tiers == (
        ("exact", 2), ("sentence", 0), ("scattered", 0), ("loose", 0), ("literal", 0),
    )  # fmt: skip


def test_quotes_and_exclusions_take_the_run_as_it_stands(stories):
    assert titles("“2014年职工诗会”") == ["忆职工诗会"]
    assert "职工诗会落幕" in titles("诗会 -2014年职工诗会")


@pytest.mark.parametrize(
    ("run", "parts"),
    [
        ("2014年6月职工诗会", ("2014年6月", "职工诗会")),
        ("2014职工诗会", ("2014", "职工诗会")),
        ("2014年", ("2014年",)),
        ("2014年底慰问", ("2014年底慰问",)),
        ("2014人参加", ("2014人参加",)),
        ("第2014号文件", ("第2014号文件",)),
        ("2014年全市职工诗会在体育馆落下帷幕", ("2014年全市职工诗会在体育馆落下帷幕",)),
    ],
)
def test_only_a_date_beside_a_few_words_is_taken_apart(run, parts):
    assert date_apart(run, TODAY) == parts
