"""A story lists its reprints: the published stories of its group, and no others."""

import pytest
from django.test import Client

from archive.models import ReprintGroup
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return ReprintGroup.objects.create()


def _page(story):
    return Client().get(story.get_absolute_url()).content.decode()


def test_a_story_names_its_reprints_with_their_paper_and_day(group):
    story = factories.story(title="驿站开门", reprint_group=group)
    other = factories.story(title="驿站昨天开门", reprint_group=group, source=factories.source("重庆工人报"))
    page = _page(story)
    assert "也见于" in page
    said = page.partition("也见于")[2].partition("</section>")[0]
    assert other.get_absolute_url() in said
    assert "重庆工人报" in said
    assert story.get_absolute_url() not in said


def test_drafts_and_withdrawn_stories_of_the_group_are_not_shown(group):
    story = factories.story(reprint_group=group)
    factories.draft(title="草稿一篇", reprint_group=group)
    gone = factories.story(title="撤下一篇", reprint_group=group)
    gone.withdraw("不实")
    page = _page(story)
    assert "也见于" not in page
    assert "草稿一篇" not in page
    assert "撤下一篇" not in page


def test_a_story_without_group_does_not_mention_reprints():
    assert "也见于" not in _page(factories.story())
