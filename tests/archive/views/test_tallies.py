"""The counts on the browse pages: every published story is in exactly one bucket."""

import datetime

import pytest

from archive.models import Article, Mention, PilotUnit, ProgramMention
from archive.models.program import Program
from tests.support.factories import draft, organization, program, region, source, story

pytestmark = pytest.mark.django_db
DAY = datetime.date(2022, 7, 8)


def test_dates_are_counted_by_day_and_by_precision():
    story(published=DAY, published_precision="day")
    story(published=DAY, published_precision="day")
    story(published=DAY.replace(day=1), published_precision="month")
    story()
    assert [tuple(row) for row in Article.objects.published().per_date()] == [
        (DAY.replace(day=1), "month", 1),
        (DAY, "day", 2),
    ]


def test_drafts_are_not_counted_among_published_stories():
    draft(published=DAY, published_precision="day", region=region(), source=source())
    public = Article.objects.published()
    assert (public.per_date(), public.per_region(), public.per_source()) == ([], {}, {})
    assert public.holdings() == (0, None)
    assert public.latest_day() is None


def test_the_buckets_of_places_and_of_sources_add_up_to_all_stories():
    story(region=region(), source=source())
    story(region=region("500105", "江北区", "county"))
    story()
    public = Article.objects.published()
    assert public.per_region() == {"500000": 1, "500105": 1, None: 1}
    assert public.per_source() == {source().pk: 1, None: 2}
    assert public.holdings().stories == 3


def test_a_month_has_its_days_and_the_stories_known_only_to_the_month():
    day = story(published=DAY, published_precision="day")
    month = story(published=DAY.replace(day=1), published_precision="month")
    year = story(published=datetime.date(2022, 1, 1), published_precision="year")
    public = Article.objects.published()
    assert set(public.published_in(2022, 7)) == {day, month}
    assert set(public.published_in(2022, 1)) == set()
    assert set(public.published_in(2022)) == {day, month, year}
    assert list(public.known_only_to("year")) == [year]


def named(article, org):
    Mention.objects.create(article=article, organization=org, field="body", start=0, end=2, text=article.body[:2])


def unit(**fields):
    return PilotUnit.objects.create(program=program(), name="华润微电子", **fields)


def test_a_unit_is_in_the_news_by_published_stories_but_not_by_drafts_or_its_list():
    org = organization("华润微电子", "enterprise")
    unit(organization=org)
    named(draft(), org)
    named(story(kind="list"), org)
    assert [(row.reports, row.latest_report) for row in PilotUnit.objects.with_reports()] == [(0, None)]
    news = story()
    named(news, org)
    assert [(row.reports, row.latest_report) for row in PilotUnit.objects.with_reports()] == [(1, news.pk)]


def test_a_story_that_names_twenty_units_is_a_list_and_not_news_on_any_of_them():
    roll, news = story(), story()
    for number in range(20):
        org = organization(f"第{number}厂", "enterprise")
        PilotUnit.objects.create(program=program(), name=org.name, organization=org)
        named(roll, org)
    named(news, org)
    assert [row.reports for row in PilotUnit.objects.with_reports()] == [0] * 19 + [1]


def test_a_unit_mentioned_only_in_a_draft_is_not_public():
    unit(article=draft())
    assert not PilotUnit.objects.public().exists()
    assert PilotUnit.objects.exists()


def test_programs_are_counted_by_published_stories():
    for article in (story(), draft()):
        ProgramMention.objects.create(article=article, program=program(), field="body", start=0, end=2, text="这是")
    assert [row.stories for row in Program.objects.with_public_counts()] == [1]


def test_organizations_that_no_published_story_names_are_not_among_the_reported():
    named(draft(), organization())
    assert not organization().__class__.objects.most_reported().exists()
    named(story(), organization())
    assert [row.stories for row in organization().__class__.objects.most_reported()] == [1]
