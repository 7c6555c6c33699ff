"""Signs in a query are syntax or text: pasted text finds what it is from, and a minus excludes only behind a blank."""

import pytest

from search.find import find
from search.query import note
from search.query.note import Note
from tests.support import factories

pytestmark = pytest.mark.django_db

FIELDS_READ_AS_TEXT = Note.of(note.FIELDS_READ_AS_TEXT)


def titles(query: str) -> list[str]:
    return [hit.article.title for hit in find(query, limit=None).hits]


def test_pasted_text_that_looks_like_syntax_is_searched_as_text(settle):
    factories.story(title="来稿", body="来源:国际在线消息。")
    settle()
    answer = find("来源:国际在线")
    assert (answer.total, answer.notes) == (1, (FIELDS_READ_AS_TEXT,))


@pytest.mark.parametrize("typed", ["作者:李国", "张*", "中国-东盟"])
def test_a_query_that_a_story_prints_word_for_word_finds_that_story(settle, typed):
    story = factories.story(title="中国-东盟博览会", body="作者：李国,以及小张**二人。又:中国 -东盟。")
    credited = factories.story(title="别的东盟事情")
    credited.credits.create(name="李国", role="作者")
    credited.save()
    settle()
    answer = find(typed)
    assert story in [hit.article for hit in answer.hits]
    assert answer.notes == ()


@pytest.mark.parametrize(
    "typed", ["中国 -东盟", "中国 －东盟", "中国 −东盟", "中国 NOT 东盟", "-东盟", "-东盟博览会 中国"]
)
def test_a_minus_behind_a_blank_excludes_even_what_a_story_prints_behind_a_minus(settle, typed):
    factories.story(title="中国-东盟博览会", body="又:中国 -东盟。")
    factories.story(title="中国工会")
    settle()
    assert titles(typed) == ["中国工会"]
    assert find(typed).notes == ()


@pytest.mark.parametrize("typed", ["中国-东盟", "中国－东盟", "COVID-19", "5-6号", "标题:中国-东盟", "标题:-东盟"])
def test_a_minus_inside_a_word_excludes_nothing(settle, typed):
    factories.story(title="中国-东盟博览会", body="第5-6号，COVID-19。")
    factories.story(title="中国工会")
    settle()
    assert titles(typed) == ["中国-东盟博览会"]


def test_a_number_behind_a_blank_and_a_minus_is_excluded(settle):
    factories.story(title="2021-2023年")
    factories.story(title="2022年")
    settle()
    assert titles("年 -2023") == titles("-2021") == ["2022年"]


def test_what_a_field_excludes_never_comes_back_as_text(settle):
    factories.story(title="驿站添凳", source=factories.source("晨报"))
    settle()
    assert titles("驿站 -来源:晨报") == []
    assert titles("驿站 -(来源:晨报 OR 来源:晚报)") == []
    assert titles("驿站 -来源:晚报") == ["驿站添凳"]
