"""The footer of every page: how many stories there are, how many can be found, and when the index was written."""

import datetime
import os

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from search.find import find
from search.generations import generation, served_snapshot
from search.generations.served_snapshot import open_snapshot
from search.generations.serving import written_at
from search.index_status import index_status
from search.indexing.rebuild import rebuild
from tests.support import factories
from tests.support.page_world import hidden_stories

pytestmark = pytest.mark.django_db


def footer(client, address="/") -> str:
    page = client.get(address).content.decode()
    return " ".join(strip_tags(page[page.index("<footer>") :].split("</p>")[0]).split())


def says(client, words: str, address="/") -> bool:
    return words in footer(client, address)


def test_a_story_is_held_once_published_and_findable_once_indexed(client, settle):
    factories.story()
    assert says(client, "馆藏 1 篇 · 可检索 0 篇")
    settle()
    assert says(client, "馆藏 1 篇 · 可检索 1 篇")


def test_drafts_and_withdrawn_stories_are_neither_held_nor_findable(client, settle):
    factories.story()
    hidden_stories()
    settle()
    assert says(client, "馆藏 1 篇 · 可检索 1 篇")


def test_a_withdrawn_story_is_not_counted_even_before_it_leaves_the_index(client, settle):
    story, _ = factories.story(), factories.story()
    settle()
    story.withdraw("有误")
    assert says(client, "馆藏 1 篇 · 可检索 1 篇")
    assert find("").total == 1


def test_a_story_withdrawn_before_it_was_indexed_changes_no_count(client, settle):
    factories.story()
    settle()
    factories.story().withdraw("有误")
    assert says(client, "馆藏 1 篇 · 可检索 1 篇")


def test_it_says_when_the_index_was_last_written(client, settle, index):
    factories.story()
    before = timezone.now() - datetime.timedelta(seconds=1)  # a file's time may be cut short
    settle()
    updated = index_status(index).updated
    assert before < updated <= timezone.now() + datetime.timedelta(seconds=1)
    assert says(client, f"更新于 {timezone.localtime(updated):%Y-%m-%d %H:%M}")


def test_the_time_shown_is_that_of_the_commit(client, index):
    served_snapshot = open_snapshot(index)
    long_ago = datetime.datetime(2026, 3, 4, 5, 6, tzinfo=datetime.UTC).timestamp()
    for path in served_snapshot.folder.glob("*.toc"):
        os.utime(path, (long_ago, long_ago))
    assert says(client, "更新于 2026-03-04 13:06")


@pytest.mark.parametrize("address", ["/", "/articles/", "/search/?q=驿站", "/nothing/", "/provinces/"])
def test_every_page_shows_the_footer(client, index, address):
    assert says(client, "馆藏 0 篇 · 可检索 0 篇 · 更新于", address)


def test_without_an_index_the_footer_says_that_nothing_can_be_found(client):
    factories.story()
    assert says(client, "馆藏 1 篇 · 可检索 0 篇 · 检索尚未就绪")


def test_it_needs_two_statements_however_many_stories_were_withdrawn(settle, index, django_assert_num_queries):
    stories = [factories.story() for _ in range(5)]
    settle()
    for story in stories:
        story.withdraw("有误")
    with django_assert_num_queries(2):
        assert index_status(index).findable == 0


def damage_current(index):
    for path in generation.current(index).glob("*.toc"):
        path.write_bytes(b"nonsense")
    served_snapshot._open.clear()  # as in a process that was just started


def test_if_the_current_index_is_damaged_the_footer_shows_the_time_of_the_former_one(client, index, settle):
    kept, gone = factories.story(), factories.story()
    settle()
    rebuild(index, lambda done, total: None)
    left_at = written_at(open_snapshot(index))
    rebuild(index, lambda done, total: None)
    former = generation.former(index)
    gone.withdraw("有误")
    settle()
    factories.story()
    damage_current(index)
    now = index_status(index)
    assert (now.held.stories, now.findable, now.is_current) == (2, 1, False)
    assert open_snapshot(index).folder == former
    assert says(client, f"馆藏 2 篇 · 可检索 1 篇 · 检索停在 {timezone.localtime(left_at):%Y-%m-%d %H:%M}")
    assert [hit.article for hit in find("").hits] == [kept]
