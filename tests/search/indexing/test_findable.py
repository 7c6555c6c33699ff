"""Since when readers can find a story: recorded only after a reader has found it, and only as long as one does."""

import pytest
from django.utils import timezone

from search.generations.served_snapshot import open_snapshot
from search.indexing.findable import confirm, confirm_all
from search.indexing.rebuild import rebuild
from search.models import Findable
from tests.support import factories

pytestmark = pytest.mark.django_db


def since(story):
    return Findable.objects.values_list("since", flat=True).filter(pk=story.pk).first()


def test_a_story_is_findable_once_the_index_was_reopened(settle):
    story, before = factories.story(), timezone.now()
    assert since(story) is None
    settle()
    assert before <= since(story) <= timezone.now()


def test_a_story_that_no_reader_finds_is_not_marked_findable(index):
    story = factories.story()
    confirm(open_snapshot(index), [story.pk])
    assert since(story) is None


def test_corrected_words_are_findable_once_they_were_found(settle):
    story = factories.story()
    settle()
    first = since(story)
    story.correct("标题有误", title="食堂开门")
    settle()
    assert since(story) > first


def test_a_story_queued_again_without_changes_keeps_its_time(settle):
    story = factories.story()
    settle()
    first = since(story)
    story.save()
    settle()
    assert since(story) == first


def test_a_withdrawn_story_is_no_longer_findable(settle):
    story = factories.story()
    settle()
    story.withdraw("有误")
    settle()
    assert since(story) is None


def test_a_rebuilt_index_is_checked_story_by_story(root):
    story = factories.story()
    rebuild(root, lambda done, total: None)
    assert since(story) <= timezone.now()


def test_all_stories_are_checked_again_in_a_new_generation(index, settle):
    kept, lost = factories.story(), factories.story()
    settle()
    Findable.objects.filter(pk=kept.pk).delete()
    Findable.objects.create(article_id=10**12, digest="0" * 32, since=timezone.now())
    confirm_all(open_snapshot(index))
    assert set(Findable.objects.values_list("pk", flat=True)) == {kept.pk, lost.pk}
