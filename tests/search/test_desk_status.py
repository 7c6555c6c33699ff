"""What an editor is told of the index: story by story, on the first page of the desk, and in the list of the queue."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from archive.signals import status_notes
from search.desk_status import span, waiting
from search.indexing.indexer import Indexer
from search.models import Findable, Pending
from tests.support import factories
from tests.support.desk_people import editor, person_who_may

pytestmark = pytest.mark.django_db
QUEUE = "admin:search_pending_changelist"
SOON = datetime.timedelta(minutes=8)


def said(story) -> str:
    return status_notes([story.pk]).get(story.pk, "")


def fails(story, attempts=3, due=SOON, error="ValueError: 坏字") -> None:
    Pending.objects.filter(pk=story.pk).update(
        attempts=attempts, due=due and timezone.now() + due, error=error, queued_at=timezone.now() - SOON
    )


def test_a_story_that_waits_says_how_long(index):
    story = factories.story()
    Pending.objects.update(queued_at=timezone.now() - datetime.timedelta(seconds=5))
    assert said(story) in ("尚不可检索：等候编入索引，已等 6 秒", "尚不可检索：等候编入索引，已等 7 秒")


def test_a_story_that_is_found_says_since_when(settle):
    story = factories.story()
    settle()
    since = timezone.localtime(Findable.objects.get(pk=story.pk).since)
    assert said(story) == f"自 {since:%Y-%m-%d %H:%M} 起可检索"


def test_a_corrected_story_is_found_as_it_read_before(settle):
    story = factories.story()
    settle()
    story.correct("标题有误", title="食堂开门")
    assert "起可检索；有改动等候编入索引，已等" in said(story)


def test_a_story_that_failed_says_when_it_is_tried_again_and_why(index):
    story = factories.story()
    fails(story)
    assert said(story) == "尚不可检索：编入 3 次都出错，8 分钟后再试：ValueError: 坏字"


def test_a_story_set_aside_says_its_error(index):
    story = factories.story()
    fails(story, attempts=15, due=None)
    assert said(story) == "尚不可检索：编入 15 次都出错，已搁置：ValueError: 坏字"


def test_a_row_that_says_findable_is_not_believed_where_the_index_says_no(index):
    story = factories.story()
    Pending.objects.all().delete()
    Findable.objects.create(article_id=story.pk, digest="0" * 32, since=timezone.now())
    assert said(story) == "尚不可检索：索引里没有，请运行 check_index --repair"


def test_where_there_is_no_index_this_is_said(root):
    assert said(factories.story()) == "尚不可检索：还没有索引"


def test_of_drafts_and_withdrawn_stories_nothing_is_said(settle):
    gone = factories.story()
    gone.withdraw("有误")
    assert said(factories.draft()) == said(gone) == ""


def test_a_list_of_stories_takes_as_many_statements_as_one(settle, django_assert_num_queries):
    stories = [factories.story() for _ in range(5)]
    settle()
    with django_assert_num_queries(3):
        assert len(status_notes([story.pk for story in stories])) == 5


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 秒"), (0.2, "1 秒"), (60, "1 分钟"), (61, "2 分钟"), (7200, "2 小时"), (90000, "2 天")],
)
def test_a_length_of_time_is_said_in_its_largest_unit(seconds, words):
    assert span(datetime.timedelta(seconds=seconds)) == words


def test_the_first_page_tells_of_stories_that_failed_and_only_of_those(index):
    story, _ = factories.story(), factories.story()
    assert waiting() == []
    fails(story)
    (told,) = waiting()
    assert told.words == "1 篇报道编入索引时出错"
    page = editor().get(told.address).content.decode()
    assert page.count("编入 3 次都出错") == 1


def test_the_queue_says_its_depth_and_its_oldest(index):
    desk = editor()
    assert "没有等候的报道。" in desk.get(reverse(QUEUE)).content.decode()
    failed, aside, _ = (factories.story() for _ in range(3))
    fails(failed)
    fails(aside, attempts=15, due=None)
    page = desk.get(reverse(QUEUE)).content.decode()
    assert "3 篇等候，最早的已等 9 分钟；1 篇出错待再试，1 篇已搁置。" in page


def test_a_story_set_aside_is_tried_again_when_an_editor_says_so(settle):
    story = factories.story()
    fails(story, attempts=15, due=None)
    assert settle().indexed == 0
    answer = editor().post(reverse(QUEUE), {"action": "try_again", "_selected_action": [story.pk]}, follow=True)
    assert "1 篇即将再试" in answer.content.decode()
    assert "即将再试" in said(story)
    assert settle().indexed == 1


def test_a_deleted_story_is_shown_by_its_number(settle):
    story = factories.story()
    settle()
    number = story.pk
    story.delete()
    page = editor().get(reverse(QUEUE)).content.decode()
    assert f"{number}（已删除）" in page
    assert "从索引中除去" in page


def test_the_queue_is_for_those_who_may_publish(index):
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


def test_the_list_of_the_queue_takes_as_many_statements_for_many_rows_as_for_few(index, django_assert_max_num_queries):
    for _ in range(12):
        factories.story()
    desk = editor()
    with django_assert_max_num_queries(16):
        desk.get(reverse(QUEUE))


def test_what_is_kept_for_the_index_being_built_does_not_wait(index):
    story = factories.story()
    Pending.objects.update(kept=True)
    assert "没有等候的报道。" in editor().get(reverse(QUEUE)).content.decode()
    assert "请运行 check_index" in said(story)
    assert Indexer(index).drain().indexed == 0
