"""Words that a correction or a withdrawal removed find nothing: not before the index is written, not after damage."""

import pytest
from haystack.query import SearchQuerySet

from search.find import find
from search.generations import generation, served_snapshot
from search.generations.served_snapshot import open_snapshot
from search.index_status import index_status
from search.indexing import indexer
from search.indexing.rebuild import rebuild
from search.models import Pending
from search.withdrawn import left_out_ids, outdated_in
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def corrected(settle):
    """A story that named a person until it was corrected, beside one that stays as it is."""
    province = factories.region()
    factories.story(title="食堂开门", body="职工都来了。", region=province)
    story = factories.story(title="驿站开门", body="张三丰来了。", region=province)
    settle()
    return story


def correct(story) -> None:
    story.correct("姓名有误", body="一位职工来了。")


def damage_current(index) -> None:
    for path in generation.current(index).glob("*.toc"):
        path.write_bytes(b"nonsense")
    served_snapshot._open.clear()  # as in a process that was just started
    assert not open_snapshot(index).is_current


def assert_removed(index, story) -> None:
    """Nothing shows that the story once had these words: no hit, no count, no facet."""
    assert find("“张三丰”").total == 0
    assert [hit.article.pk for hit in find("").hits] != []
    assert story.pk not in {hit.article.pk for hit in find("").hits}
    assert [value.count for value in find("").facets["province"]] == [1]
    assert index_status(index).findable == 1
    assert SearchQuerySet().filter(content="张三丰").count() == 0


def test_a_correction_counts_before_the_index_is_written(index, corrected, settle):
    correct(corrected)
    assert_removed(index, corrected)
    settle()
    assert find("一位职工").total == 1
    assert not Pending.objects.exists()


def test_after_damage_the_former_generation_leaves_out_a_story_corrected_before(index, corrected, settle):
    rebuild(index, lambda done, total: None)
    correct(corrected)
    settle()
    damage_current(index)
    assert_removed(index, corrected)


def test_after_damage_the_former_generation_leaves_out_a_story_corrected_since(index, corrected):
    rebuild(index, lambda done, total: None)
    damage_current(index)
    assert find("“张三丰”").total == 1
    correct(corrected)
    assert_removed(index, corrected)


def test_after_damage_stories_that_are_as_they_were_are_found(index, corrected, settle):
    rebuild(index, lambda done, total: None)
    factories.story(title="后来的报道")
    settle()
    damage_current(index)
    assert find("食堂").total == find("“张三丰”").total == 1


def test_a_correction_that_cannot_be_indexed_still_removes_the_words(index, corrected, settle, monkeypatch):
    correct(corrected)
    monkeypatch.setattr(indexer, "document_of", _broken)
    settle()
    assert Pending.objects.failed().count() == 1
    assert_removed(index, corrected)


def _broken(article):
    raise ValueError("no such word")


def test_a_new_story_is_not_listed_as_outdated_before_it_is_changed(index):
    story = factories.story()
    assert not Pending.objects.get().outdated
    story.correct("标题有误", title="食堂开门")
    assert Pending.objects.get().outdated  # the indexer may be writing it at this moment


def test_answers_need_one_statement_to_know_what_to_leave_out(index, corrected, django_assert_num_queries):
    correct(corrected)
    with django_assert_num_queries(1):
        assert [*left_out_ids(), *outdated_in(open_snapshot(index))] == [corrected.pk]
