"""The list of hits: the closest stories first, under a heading for each tier; the switch says what it would leave."""

import datetime
import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Topic
from search.find import find
from search.query.tiers import slices_of
from tests.support.factories import region, story

pytestmark = pytest.mark.django_db

ROWS = re.compile(r'<h3 class="tier-head">.*?</h3>|<h[34][^>]*>\s*<a .*?</h[34]>|<p class="reason".*?</p>', re.DOTALL)


@pytest.fixture
def look_at(client, settle):
    """Returns the headings, headlines and marks of a page, in their order, and its text."""
    Topic.objects.create(name="服务站", synonyms=["爱心驿站"])
    for number in range(22):
        story(
            title=f"提升职工生活品质{number}", published=datetime.date(2020, 1, 1 + number), published_precision="day"
        )
    for number in range(3):
        story(
            title="生活",
            body="要提升职工的生活品质。" * 9,
            published=datetime.date(2022, 1, 1 + number),
            published_precision="day",
        )
    story(title="服务站", region=region(code="500000", name="重庆市", short_name="重庆"))
    story(title="爱心驿站")
    settle()

    def look_at(query: str, **parameters) -> tuple[list[str], str]:
        html = client.get("/search/", {"q": query, **parameters}).content.decode()
        main = html.partition('<div class="hits">')[2].partition('<details class="how">')[0]
        return [plain(row) for row in ROWS.findall(main)], plain(html)

    return look_at


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", html))).strip()


def test_each_tier_has_a_heading_with_its_stories_and_their_places(look_at):
    first, _ = look_at("提升职工生活品质")
    assert first[0] == "原词 22 篇 第 1–22 篇"
    assert len(first) == 21
    second, _ = look_at("提升职工生活品质", page=2)
    assert second[0] == "原词 22 篇 第 1–22 篇"
    assert second[3:] == ["同句 3 篇 第 23–25 篇", "生活", "生活", "生活"]


def test_a_list_that_goes_on_is_numbered_on(client, look_at):
    html = client.get("/search/", {"q": "提升职工生活品质", "page": 2}).content.decode()
    assert re.findall(r'<ol class="stories" start="(\d+)">', html) == ["21", "23"]


def test_by_relevance_no_story_comes_before_a_closer_one(look_at):
    hits = find("生活品质 提升", limit=None).hits
    assert [hit.tier for hit in hits] == sorted(
        (hit.tier for hit in hits), key=("exact", "sentence", "scattered").index
    )
    assert {hit.tier for hit in hits} == {"sentence"}
    hits = find("提升职工 生活品质", limit=None).hits
    assert [hit.tier for hit in hits] == ["exact"] * 22 + ["sentence"] * 3


def test_pages_by_relevance_add_up_to_the_whole_answer(look_at):
    every = [hit.article.pk for hit in find("提升职工 生活品质", limit=None).hits]
    some = [hit.article.pk for start in (0, 7, 14, 21) for hit in find("提升职工 生活品质", limit=7, offset=start).hits]
    assert some == every
    assert len(set(every)) == len(every) == 25


def test_in_another_order_each_hit_says_its_tier(look_at):
    rows, _ = look_at("提升职工生活品质", order="newest")
    assert rows[:4] == ["生活", "同句", "生活", "同句"]
    assert rows[6:8] == ["提升职工生活品质21", "原词"]


def test_an_answer_of_one_tier_has_no_headings(look_at):
    assert look_at("服务站 -爱心")[0] == ["服务站"]
    rows, _ = look_at("提升职工生活品质", tier="sentence")
    assert rows == ["生活", "生活", "生活"]


def test_a_story_with_another_name_is_not_said_to_print_what_was_typed(look_at):
    _, text = look_at("服务站")
    assert "原词或别的说法 2" in text
    assert "也检索了：爱心驿站 只查原词（1 篇）" in text
    _, text = look_at("服务站", tier="exact")
    assert "只看照写原词或别的说法的。" in text
    _, text = look_at("服务站", expand="0")
    assert "原词 1" in text


@pytest.mark.parametrize(
    ("query", "filters"),
    [("服务站", {}), ("服务站", {"province": ("500000",)}), ("服务站 OR 生活", {}), ("服务站*", {})],
)
def test_the_switch_says_how_many_stories_it_leaves(look_at, query, filters):
    found = find(query, filters=filters, alone=True)
    if found.expansions:
        assert found.alone == find(query, filters=filters, expand=False).total
    else:
        assert found.alone is None


def test_no_number_is_promised_if_the_query_without_other_names_is_answered_otherwise(look_at, settle):
    story(title="服务", body="设了一站。服务好。")
    story(title="爱心驿站", body="职工来了。")
    settle()
    found = find("爱心驿站 职工", alone=True)
    assert found.total > 0
    plain = find("服务站 职工", alone=True)
    switched = find("服务站 职工", expand=False)
    assert plain.expansions
    assert plain.total == 1
    assert (switched.match, plain.alone) == ("some", None)


@given(st.lists(st.integers(0, 6), max_size=5), st.integers(0, 25), st.one_of(st.none(), st.integers(0, 9)))
def test_slices_are_those_of_all_stories_in_a_row(counts, offset, limit):
    every = [(group, place) for group, count in enumerate(counts) for place in range(count)]
    shown = [
        (group, place)
        for group, start, most in slices_of(counts, offset, limit)
        for place in range(start, counts[group] if most is None else min(start + most, counts[group]))
    ]
    assert shown == every[offset : None if limit is None else offset + limit]


@pytest.mark.parametrize("query", ["技能竞赛 2019", "2019年 技能竞赛", "技能竞赛 开幕 2019年6月"])
def test_a_story_of_the_year_is_as_close_as_one_that_prints_it(settle, query):
    day = datetime.date(2019, 6, 3)
    of_then = story(title="技能竞赛开幕", published=day, published_precision="day")
    story(
        title="纪念册",
        body="2019年6月技能竞赛开幕时的照片。",
        published=day.replace(year=2022),
        published_precision="day",
    )
    settle()
    found = find(query)
    assert (found.hits[0].article, found.total) == (of_then, 2)
    assert dict(found.tiers)["scattered"] == 0
