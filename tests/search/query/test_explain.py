"""Why a story is a hit: the fields that have each term, or its words that the story has and has not."""

import pytest

from search.find import find
from search.query.explain import Reason, reasons
from search.query.plan import plan
from search.query.searched_text import SearchedText
from tests.search.support.typed_queries import parse
from tests.support import factories
from text.words import Cutter

TEXTS = {
    "kicker": [""],
    "title": ["職工走進驛站"],
    "subtitle": ["計畫"],
    "body": ["驿站开门,职工进来。"],
    "people": ["记者 李国", "摄影 王五"],
}


@pytest.fixture(scope="module")
def why(dictionaries):
    cutter = Cutter((), cache_dir=dictionaries)
    texts = {name: [SearchedText.of(piece, cutter) for piece in pieces] for name, pieces in TEXTS.items()}
    return lambda query: list(reasons(texts, plan(parse(query).tree, cutter, lambda run: 0).phrases))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("驿站", [Reason("驿站", ("title", "body"))]),
        ("標題:驛站", [Reason("驛站", ("title",))]),
        ("正文:走进", [Reason("走进", (), (), ("走进",), "none")]),
        ("驿站职工", [Reason("驿站职工", (), ("驿站", "职工"), (), "sentence")]),
        ("驿站食堂", [Reason("驿站食堂", (), ("驿站",), ("食堂",), "part")]),
        ("“驿站职工”", [Reason("驿站职工", (), (), ("驿站职工",), "none")]),
        ("李国 食堂", [Reason("李国", ("people",)), Reason("食堂", (), (), ("食堂",), "none")]),
        ("李国摄影", [Reason("李国摄影", (), ("李国", "摄影"), (), "scattered")]),
        ("计划", [Reason("计划", ("subtitle",))]),
        ("工进", [Reason("工进", ("body",), how="literal")]),
        ("站", [Reason("站", ("title", "body"))]),
        ("驿站 -食堂 省:重庆", [Reason("驿站", ("title", "body"))]),
        ("", []),
    ],
)
def test_a_reason_names_the_fields_that_have_the_term(why, query, expected):
    assert why(query) == expected


@pytest.mark.django_db
def test_the_page_shows_which_words_a_partial_hit_lacks(client, settle):
    factories.story(title="典礼")
    factories.story(title="职工驿站开门")
    settle()
    assert [hit.missing for hit in find("驿站 开门 典礼").hits] == [["典礼"]]
    assert "其中没有：典礼" in client.get("/search/", {"q": "驿站 开门 典礼"}).content.decode()
    assert "其中没有" not in client.get("/search/", {"q": "开门职工"}).content.decode()


@pytest.mark.django_db
def test_a_single_character_is_named_as_missing_only_if_no_longer_word_is(settle):
    factories.story(title="职工驿站。驿，工。")
    factories.story(title="典礼魑")
    settle()
    assert [hit.missing for hit in find("驿 工 魑").hits] == [["魑"]]
    assert [hit.missing for hit in find("驿站 职工 魑 典礼").hits] == [["典礼"]]
