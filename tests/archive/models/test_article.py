"""A story's life: draft, published, corrected, withdrawn."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from archive.models import Article
from archive.signals import articles_changed
from tests.support.factories import draft, region, source, story

pytestmark = pytest.mark.django_db


@pytest.fixture
def changes():
    """Returns the ids announced so far, in order."""
    heard: list[int] = []

    def hear(ids, **kwargs):
        heard.extend(ids)

    articles_changed.connect(hear)
    yield heard
    articles_changed.disconnect(hear)


def test_a_new_story_is_a_draft_and_not_public():
    article = draft()
    assert article.status == "draft"
    assert article not in Article.objects.published()


def test_a_published_story_is_public_from_now_on():
    article = story()
    assert article in Article.objects.published()
    assert article.first_published_at is not None


def test_publishing_twice_changes_nothing():
    article = story()
    since = article.first_published_at
    article.publish()
    article.refresh_from_db()
    assert article.first_published_at == since


def test_withdrawing_needs_a_reason():
    article = story()
    with pytest.raises(ValidationError):
        article.withdraw("  ")
    assert article in Article.objects.published()


def test_a_withdrawn_story_keeps_its_reason_and_is_no_longer_public():
    article = story()
    article.withdraw("与事实不符")
    article.refresh_from_db()
    assert (article.status, article.withdrawn_reason) == ("withdrawn", "与事实不符")
    assert article not in Article.objects.published()


def test_a_draft_cannot_be_withdrawn():
    with pytest.raises(ValidationError):
        draft().withdraw("与事实不符")


def test_a_correction_keeps_the_former_text():
    article = story(title="旧标题", published=datetime.date(2022, 7, 1), published_precision="month")
    article.correct("标题有误", title="新标题")
    article.refresh_from_db()
    kept = article.versions.get()
    assert (article.title, article.version) == ("新标题", 2)
    assert (kept.number, kept.snapshot["title"], kept.snapshot["published"]) == (1, "旧标题", "2022-07-01")
    assert kept.reason == "标题有误"


def test_a_correction_without_reason_or_of_the_status_is_refused():
    article = story()
    with pytest.raises(ValidationError):
        article.correct(" ", title="新标题")
    with pytest.raises(ValidationError, match="not correctable: status"):
        article.correct("改", status="draft")
    assert article.versions.count() == 0


def test_a_correction_with_an_invalid_date_changes_nothing():
    article = story(title="旧标题")
    with pytest.raises(ValidationError):
        article.correct("改日期", event_date="三月九日")
    article.refresh_from_db()
    assert (article.event_date, article.version, article.versions.count()) == ("", 1, 0)


def test_a_draft_is_not_corrected_but_edited():
    with pytest.raises(ValidationError):
        draft().correct("改", title="新标题")


def test_each_change_is_announced_inside_its_transaction(changes):
    article = draft()
    with transaction.atomic():
        article.publish()
        transaction.set_rollback(True)
    assert changes == [article.pk, article.pk]
    article.refresh_from_db()
    assert article.status == "draft"


def test_stories_published_in_bulk_are_all_announced(changes):
    ids = [draft().pk for _ in range(3)]
    already = story().pk
    changes.clear()
    assert Article.objects.all().publish_all() == 3
    assert changes == ids
    assert Article.objects.published().count() == 4
    assert already not in changes


def test_stories_added_in_bulk_are_announced(changes):
    added = Article.objects.add_all([Article(title="一", body="甲", script="hans"), Article(body="乙", script="hans")])
    assert changes == [article.pk for article in added]


def test_removed_stories_are_announced(changes):
    article, other = story(is_demo=True), story()
    changes.clear()
    assert Article.objects.demo().remove_all() == 1
    assert changes == [article.pk]
    assert list(Article.objects.all()) == [other]


def test_a_deleted_story_is_announced(changes):
    article = draft()
    pk = article.pk
    changes.clear()
    article.delete()
    assert changes == [pk]


@pytest.mark.parametrize(
    ("body", "headline"),
    [("近日，某地召开会议。会上说。", "近日，某地召开会议。"), ("\n\n没有句号的一行\n第二行。", "没有句号的一行")],
)
def test_a_story_without_headline_is_labelled_by_its_first_sentence(body, headline):
    assert draft(title="", body=body).headline == headline


def test_a_story_in_a_county_is_in_its_province_and_not_in_another():
    region()
    county = region("500237", "巫山县", "county", path="重庆市巫山县")
    article = story(region=county)
    assert article in Article.objects.in_region(region())
    assert article in Article.objects.in_region(county)
    assert article not in Article.objects.in_region(region("510000", "四川省"))


def test_national_stories_are_not_the_same_as_all_stories():
    nation = region("000000", "全国", "nation")
    national, local = story(region=nation), story(region=region())
    assert list(Article.objects.in_region(nation)) == [national]
    assert local not in Article.objects.placeless()


def test_undated_and_dated_stories_add_up():
    dated = story(published=datetime.date(2021, 9, 1), published_precision="month")
    undated = story()
    assert list(Article.objects.dated()) == [dated]
    assert list(Article.objects.undated()) == [undated]
    assert dated.published_edtf == "2021-09"
    assert list(Article.objects.published_on(datetime.date(2021, 9, 1))) == []


def test_the_newest_stories_come_first_and_undated_ones_last():
    old = story(published=datetime.date(2020, 1, 1), published_precision="day")
    undated = story(source=source())
    new = story(published=datetime.date(2023, 1, 1), published_precision="day")
    assert list(Article.objects.newest_first()) == [new, old, undated]


@pytest.mark.parametrize(
    "wrong",
    [
        {"published": datetime.date(2020, 1, 1)},
        {"published_precision": "day"},
        {"kind": "poem"},
        {"script": "latin"},
        {"status": "published"},
        {"title": "", "body": ""},
    ],
)
def test_the_database_refuses_what_makes_no_sense(wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft(**wrong)
