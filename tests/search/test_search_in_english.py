"""The search answers in the language of the page: headings, notes, what was not found."""

import datetime

import pytest

from tests.support.factories import source, story
from tests.support.page_world import full_story, places
from tests.support.untranslated import chinese_left, stored_strings

pytestmark = pytest.mark.django_db
QUERIES = [
    "", "驿站", "驿站 重庆", "驿站 不曾见", "zzqq", "。。", "日期:2021..2022", "日期:xx", "驿站 OR", "NOT", "标题:",
    "(驿站", "((((((((((((((驿站", "“驿站", "省:不曾有", "来源:不曾有", "项目:不曾有", "工会:不曾有", "驿" * 3000,
    "驿 " * 900, "没有字段:驿站",
]  # fmt: skip


@pytest.fixture
def stories(settle):
    places()
    full_story()
    day = datetime.date(2021, 2, 23)
    for number in range(25):
        story(title=f"第{number}号驿站", source=source("大河网"), published=day, published_precision="day")
    settle()


def _page(client, query, **parameters):
    return client.get("/search/", {"q": query, "lang": "en", **parameters}).content.decode()


def test_answers_in_english_have_no_chinese_but_data_and_what_was_typed(client, stories):
    data = stored_strings()
    left = {query: chinese_left(_page(client, query), [*data, *query]) for query in QUERIES}
    assert {query: words for query, words in left.items() if words} == {}


def test_choices_pages_and_orders_are_in_english(client, stories):
    page = _page(client, "驿站", province="500000", page="1", order="newest")
    assert chinese_left(page, ["驿站", *stored_strings()]) == set()
    assert "<b>1</b> story" in page
    assert "<b>26</b> stories" in _page(client, "驿站")
    assert "1–20 of 26" in _page(client, "驿站")


def test_a_search_without_an_index_says_so_in_english(client, root):
    assert "The search is not ready yet" in _page(client, "驿站")
