"""Doubts on the admin page of a story: ticked off when they are settled, or added in the editor's own words."""

import pytest
from django.contrib.admin.models import LogEntry

from archive.models import Article
from archive.reading.document import Doubt
from tests.support import factories
from tests.support.desk_people import editor, form_of
from tests.support.doubt_sentences import in_own_words, sentences
from tests.support.story_desk import desk_address, edit

pytestmark = pytest.mark.django_db


def test_a_resolved_doubt_is_removed():
    story = factories.draft(doubts=in_own_words("标题不清", "年份未定"))
    edit(editor(), story, cleared=story.doubts[0].key)
    story.refresh_from_db()
    assert sentences(story.doubts) == ["年份未定"]
    assert list(story.changes.get().after) == ["doubts"]
    assert "查清的存疑" in LogEntry.objects.get(object_id=story.pk).get_change_message()


def test_a_doubt_in_the_editors_own_words_is_added_to_those_of_the_archive():
    story = factories.draft(doubts=[Doubt.of("sentence-without-end", (3,))])
    edit(editor(), story, own_doubts="年份未定\r\n\r\n作者待查\r\n")
    story.refresh_from_db()
    assert story.doubts == [Doubt.of("sentence-without-end", (3,)), *in_own_words("年份未定", "作者待查")]
    assert list(story.changes.get().after) == ["doubts"]
    assert "补记的存疑" in LogEntry.objects.get(object_id=story.pk).get_change_message()


def test_a_doubt_that_is_written_again_is_not_added_twice():
    story = factories.draft(doubts=in_own_words("年份未定"))
    edit(editor(), story, own_doubts="年份未定")
    story.refresh_from_db()
    assert sentences(story.doubts) == ["年份未定"]


def test_saving_a_story_in_another_language_keeps_its_doubts_and_notes_no_change():
    doubts = [Doubt.of("sentence-without-end", (3,)), Doubt.of("no-headline"), *in_own_words("年份未定")]
    story = factories.draft(doubts=doubts)
    desk = editor()
    page = desk.get(desk_address(story), {"lang": "en"}).content.decode()
    assert "No headline was found; please add one" in page
    assert edit(desk, story).status_code == 302
    story.refresh_from_db()
    assert story.doubts == doubts
    assert not story.changes.exists()
    assert LogEntry.objects.get(object_id=story.pk).change_message == "[]"


def test_a_doubt_that_was_cleared_or_added_while_the_page_was_open_is_neither_an_error_nor_lost():
    cleared, kept, added = in_own_words("标题不清", "年份未定", "作者待查")
    story = factories.draft(doubts=[cleared, kept])
    desk = editor()
    data = {**form_of(desk, desk_address(story)), "cleared": cleared.key, "own_doubts": "地区不明"}
    Article.objects.filter(pk=story.pk).update(doubts=[kept, added])
    assert desk.post(desk_address(story), data).status_code == 302
    story.refresh_from_db()
    assert story.doubts == [kept, added, *in_own_words("地区不明")]


def test_a_doubt_of_a_published_story_is_settled_with_a_correction():
    story = factories.story(doubts=in_own_words("标题不清", "年份未定"))
    edit(editor(), story, cleared=story.doubts[0].key, reason="已核对原件")
    story.refresh_from_db()
    assert (sentences(story.doubts), story.version) == (["年份未定"], 2)


def test_a_form_with_an_error_keeps_the_ticks_and_the_new_doubts():
    story = factories.draft(doubts=in_own_words("标题不清"))
    answer = edit(editor(), story, published_on="昨天", cleared=story.doubts[0].key, own_doubts="年份未定")
    form = answer.context["adminform"].form
    assert (form["cleared"].value(), form["own_doubts"].value()) == ([story.doubts[0].key], "年份未定")
    assert "标题不清" in answer.content.decode()
