"""The index as editors see it: the status of each story, notices on their first page, and the queue."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.signals import status_notes
from search.indexing.indexer import Indexer
from search.models import Findable, Pending
from search.story_status import duration, failure_notices
from tests.support import factories
from tests.support.desk_people import editor, person_who_may

pytestmark = pytest.mark.django_db
QUEUE = "admin:search_pending_changelist"
SOON = datetime.timedelta(minutes=8)


def status(story) -> str:
    return status_notes([story.pk]).get(story.pk, "")


def fails(story, attempts=3, due=SOON, error="ValueError: 坏字") -> None:
    Pending.objects.filter(pk=story.pk).update(
        attempts=attempts, due=due and timezone.now() + due, error=error, queued_at=timezone.now() - SOON
    )


def test_a_waiting_story_shows_how_long_it_has_waited(index):
    story = factories.story()
    Pending.objects.update(queued_at=timezone.now() - datetime.timedelta(seconds=5))
    assert status(story) in ("尚不可检索：等候编入索引，已等 6 秒", "尚不可检索：等候编入索引，已等 7 秒")


def test_a_findable_story_shows_since_when(settle):
    story = factories.story()
    settle()
    since = timezone.localtime(Findable.objects.get(pk=story.pk).since)
    assert status(story) == f"自 {since:%Y-%m-%d %H:%M} 起可检索"


def test_a_corrected_story_is_not_findable_until_its_new_text_is_indexed(settle):
    story = factories.story()
    settle()
    story.correct("标题有误", title="食堂开门")
    assert status(story).startswith("尚不可检索：等候编入索引，已等")
    settle()
    assert status(story).endswith("起可检索")


def test_a_story_whose_source_was_renamed_stays_findable(settle):
    source = factories.source("工人日报")
    story = factories.story(source=source)
    settle()
    source.name = "工人日報"
    source.save()
    assert "起可检索；有改动等候编入索引，已等" in status(story)


def test_a_failed_story_shows_its_error_and_the_next_try(index):
    story = factories.story()
    fails(story)
    assert status(story) == "尚不可检索：编入 3 次都出错，8 分钟后再试：ValueError: 坏字"


def test_a_story_that_was_set_aside_shows_its_error(index):
    story = factories.story()
    fails(story, attempts=15, due=None)
    assert status(story) == "尚不可检索：编入 15 次都出错，已搁置：ValueError: 坏字"


def test_the_index_is_believed_rather_than_the_row(index):
    story = factories.story()
    Pending.objects.all().delete()
    Findable.objects.create(article_id=story.pk, digest="0" * 32, since=timezone.now())
    assert status(story) == "尚不可检索：索引里没有，请运行 check_index --repair"


def test_a_missing_index_is_shown(root):
    assert status(factories.story()) == "尚不可检索：还没有索引"


def test_drafts_and_withdrawn_stories_have_no_status(settle):
    gone = factories.story()
    gone.withdraw("有误")
    assert status(factories.draft()) == status(gone) == ""


def test_a_list_of_stories_needs_as_many_statements_as_one(settle, django_assert_num_queries):
    stories = [factories.story() for _ in range(5)]
    settle()
    with django_assert_num_queries(3):
        assert len(status_notes([story.pk for story in stories])) == 5


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 秒"), (0.2, "1 秒"), (60, "1 分钟"), (61, "2 分钟"), (7200, "2 小时"), (90000, "2 天")],
)
def test_a_duration_is_shown_in_its_largest_unit(seconds, words):
    assert duration(datetime.timedelta(seconds=seconds)) == words


def test_the_first_page_has_a_notice_of_failed_stories_only(index):
    story, _ = factories.story(), factories.story()
    assert failure_notices() == []
    fails(story)
    (told,) = failure_notices()
    assert told.words == "1 篇报道编入索引时出错"
    page = editor().get(told.address).content.decode()
    assert page.count("编入 3 次都出错") == 1


def test_the_queue_shows_its_length_and_its_oldest_story(index):
    desk = editor()
    assert "没有等候的报道。" in desk.get(reverse(QUEUE)).content.decode()
    failed, aside, _ = (factories.story() for _ in range(3))
    fails(failed)
    fails(aside, attempts=15, due=None)
    page = desk.get(reverse(QUEUE)).content.decode()
    assert "3 篇等候，最早的已等 9 分钟；1 篇出错待再试，1 篇已搁置。" in page


def test_an_editor_can_have_a_story_that_was_set_aside_tried_again(settle):
    story = factories.story()
    fails(story, attempts=15, due=None)
    assert settle().indexed == 0
    answer = editor().post(reverse(QUEUE), {"action": "try_again", "_selected_action": [story.pk]}, follow=True)
    assert "1 篇即将再试" in answer.content.decode()
    assert "即将再试" in status(story)
    assert settle().indexed == 1


def test_a_deleted_story_is_shown_by_its_number(settle):
    story = factories.story()
    settle()
    number = story.pk
    story.delete()
    page = editor().get(reverse(QUEUE)).content.decode()
    assert f"{number}（已删除）" in page
    assert "从索引中除去" in page


def test_only_users_who_may_publish_see_the_queue(index):
    story = factories.story()
    fails(story, due=None)
    stranger = person_who_may("add_upload")
    assert stranger.get(reverse(QUEUE)).status_code == 403
    stranger.post(reverse(QUEUE), {"action": "try_again", "_selected_action": [story.pk]})
    assert Pending.objects.get().due is None


def test_rows_are_neither_added_nor_deleted_by_hand(index):
    factories.story()
    desk = editor()
    assert desk.get(reverse("admin:search_pending_add")).status_code == 403
    desk.post(
        reverse(QUEUE), {"action": "delete_selected", "_selected_action": [Pending.objects.get().pk], "post": "yes"}
    )
    assert Pending.objects.count() == 1


def test_the_list_of_the_queue_needs_as_many_statements_for_many_rows_as_for_few(index, django_assert_max_num_queries):
    for _ in range(12):
        factories.story()
    desk = editor()
    with django_assert_max_num_queries(16):
        desk.get(reverse(QUEUE))


def test_rows_kept_for_the_index_being_built_do_not_count_as_waiting(index):
    story = factories.story()
    Pending.objects.update(kept=True)
    assert "没有等候的报道。" in editor().get(reverse(QUEUE)).content.decode()
    assert "请运行 check_index" in status(story)
    assert Indexer(index).drain().indexed == 0
