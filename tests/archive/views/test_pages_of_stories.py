"""Long lists of stories: every story is on one page, and what is counted and sorted is read from an index."""

import datetime
import random

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from archive.models import Article, Mention, Organization, Program, ProgramMention
from archive.query_planner import refresh_statistics
from archive.views.paging import PAGE_SIZE, page_of_stories
from tests.support.factories import draft, organization, program, region, source, story

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2022, 1, 1)


@pytest.fixture
def many() -> list[Article]:
    """95 published stories, some on one day and some without a day, in no order."""
    rng = random.Random(4)
    place, paper = region(), source()
    days = [FIRST + datetime.timedelta(rng.randrange(20)) for _ in range(80)]
    dated = [story(published=day, published_precision="day", region=place, source=paper) for day in days]
    return [*dated, *(story(region=place, source=paper) for _ in range(15))]


def name_in(article: Article, subject: Organization | Program, times: int = 1) -> None:
    table, name = (Mention, "organization") if isinstance(subject, Organization) else (ProgramMention, "program")
    for start in range(times):
        table.objects.create(article=article, field="body", start=start, end=start + 2, text="工会", **{name: subject})


def test_every_story_is_on_one_page_in_the_order_of_the_list(many):
    draft(published=FIRST, published_precision="day", region=region())
    for stories in (
        Article.objects.published().newest_first(),
        Article.objects.published().newest_arrivals(),
        Article.objects.published().in_region(region()).newest_first(),
    ):
        pages = [page_of_stories(stories, number) for number in range(1, 6)]
        assert [article for page in pages for article in page] == list(stories)
        assert [len(page) for page in pages] == [PAGE_SIZE] * 4 + [15]
        assert pages[0].paginator.count == len(many)
        with pytest.raises(Http404):
            page_of_stories(stories, 6)


def test_the_first_page_of_no_stories_is_empty():
    assert list(page_of_stories(Article.objects.published(), 1)) == []


def test_a_story_that_is_withdrawn_while_its_page_is_made_is_left_out(many, monkeypatch):
    stories = Article.objects.published().newest_first()
    first = page_of_stories(stories, 1).object_list
    page = page_of_stories(stories, 1, total=len(many))
    first[0].withdraw("误发")
    monkeypatch.setattr("archive.views.paging._StoriesByKey._keys", lambda *_: [article.pk for article in first])
    assert list(page_of_stories(stories, 1, total=len(many))) == first[1:]
    assert page.paginator.count == len(many)


def test_stories_that_name_a_union_or_a_program_are_counted_once_and_without_the_hidden_ones(many):
    union, life = organization(), program()
    hidden = draft()
    for subject in (union, life):
        for article in (*many[:3], hidden):
            name_in(article, subject, times=2)
    many[2].withdraw("误发")
    assert Organization.objects.with_public_counts().get(pk=union.pk).stories == 2
    assert Program.objects.with_public_counts().get(pk=life.pk).stories == 2
    assert set(Article.objects.published().naming(union)) == set(many[:2])
    assert set(Article.objects.published().naming_program(life)) == set(many[:2])
    other = organization("永川区总工会")
    assert Organization.objects.with_public_counts().get(pk=other.pk).stories == 0


def test_stories_of_a_region_are_those_of_its_codes_and_no_others():
    own = [story(region=region()), story(region=region("500105", "江北区", "county"))]
    story(region=region("510000", "四川省"))
    story(region=region("000000", "全国", "nation"))
    story()
    assert set(Article.objects.published().in_region(region())) == set(own)


def plan_of(rows: QuerySet, wanted: str) -> str:
    """How SQLite finds these rows. PostgreSQL has words of its own, and reads a hundred rows one by one."""
    return rows.explain() if connection.vendor == "sqlite" else wanted


def test_sqlite_counts_stories_without_reading_their_long_rows(many):
    refresh_statistics()
    public = Article.objects.published()
    for stories in (public, public.in_region(region()), public.from_source(source())):
        dated = stories.exclude(published=None).order_by("published", "published_precision")
        assert "COVERING INDEX" in plan_of(dated.values_list("published", "published_precision"), "COVERING INDEX")
    for column in ("region_id", "source_id"):
        assert "COVERING INDEX" in plan_of(public.order_by(column).values_list(column), "COVERING INDEX")


def test_sqlite_sorts_no_list_of_all_stories_anew(many):
    refresh_statistics()
    public = Article.objects.published()
    for stories in (public.newest_arrivals(), public.newest_first(), public.undated().newest_arrivals()):
        assert "TEMP B-TREE" not in plan_of(stories.values_list("pk"), "")
