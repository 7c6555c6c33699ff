"""What is found: in either script, whole or in words, in one field, under a facet, in which order."""

import datetime

import pytest

from search.answer import NOTHING_EXCLUDED, READ_PLAINLY
from search.find import Filters, find
from tests.support import factories

pytestmark = pytest.mark.django_db


def titles(query: str, **wishes) -> list[str]:
    return [hit.article.title for hit in find(query, limit=None, **wishes).hits]


@pytest.fixture
def stories(settle):
    """Six stories that differ in all that can be asked for."""
    chongqing = factories.region()
    wushan = factories.region("500237", "巫山县", "county", path="重庆市巫山县", parent=chongqing)
    henan = factories.region("410000", "河南省")
    daily, legal = factories.source(), factories.source("法治日报", aliases=["法制日报"])
    day = datetime.date(2021, 2, 23)
    one = factories.story(
        title="驿站开门", body="职工走进驿站。", region=chongqing, source=daily, published=day,
        published_precision="day",
    )  # fmt: skip
    one.credits.create(name="李国", role="记者")
    one.program_mentions.create(program=factories.program(), field="body", start=0, end=2, text="职工")
    one.save()
    factories.story(
        title="食堂", body="職工走進驛站旁的食堂。", script="hant", region=wushan, source=legal,
        published=datetime.date(2022, 1, 1), published_precision="year",
    )  # fmt: skip
    factories.story(
        title="农民工", body="食堂里的农民工。补助105万元。", region=henan, source=daily, kind="photo",
        published=datetime.date(2021, 9, 1), published_precision="month",
    )  # fmt: skip
    factories.story(title="无日", body="补助5万元,在 work 之后。")
    factories.story(title="数目", body="15.5万名职工,network。")
    factories.story(title="标题职工", subtitle="只在副题里的★", body="别的。")
    settle()


# Queries, and the titles of the stories they find.
FOUND = [
    ("职工", ["驿站开门", "食堂", "数目", "标题职工"]),
    ("職工", ["驿站开门", "食堂", "数目", "标题职工"]),
    ("职", ["驿站开门", "食堂", "数目", "标题职工"]),
    ("职工 驿站", ["驿站开门", "食堂"]),
    ("驿站职工", ["驿站开门", "食堂"]),
    ("“职工走进驿站”", ["驿站开门", "食堂"]),
    ("“走进职工”", []),
    ("农民工 OR 驿站", ["驿站开门", "食堂", "农民工"]),
    ("食堂 -农民工", ["食堂"]),
    ("食堂 NOT (农民工 OR 驿站)", []),
    ("-食堂", ["驿站开门", "无日", "数目", "标题职工"]),
    ("标题:食堂", ["食堂"]),
    ("副题:驿站", []),
    ("副题:副题", ["标题职工"]),
    ("省:重庆", ["驿站开门", "食堂"]),
    ("地区:巫山", ["食堂"]),
    ("省:巫山县", ["食堂"]),
    ("来源:法制日报", ["食堂"]),
    ("来源:日报 食堂", ["食堂", "农民工"]),
    ("项目:提升职工生活品质", ["驿站开门"]),
    ("作者:李国", ["驿站开门"]),
    ("李国", ["驿站开门"]),
    ("日期:2021", ["驿站开门", "农民工"]),
    ("日期:2021-02", ["驿站开门"]),
    ("日期:2021-09-01", []),
    ("日期:2021-09..2023", ["食堂", "农民工"]),
    ("日期:..2021-08", ["驿站开门"]),
    ("kind:photo", ["农民工"]),
    ("万元", ["农民工", "无日"]),
    ("5万元", ["农民工", "无日"]),
    ("“5万元”", ["无日"]),
    ("work", ["无日", "数目"]),
    ("“WORK”", ["无日"]),
    ("155万名", []),
    ("15·5万名", ["数目"]),
    ("农*", ["农民工"]),
    ("net*", ["数目"]),
    ("正文:net*", ["数目"]),
    ("标题:net*", []),
    ("★", ["标题职工"]),
    ("职工 ★", ["驿站开门", "食堂", "数目", "标题职工"]),
    ("-★ 农民工", ["农民工"]),
    ("职工 OR ★", ["驿站开门", "食堂", "数目", "标题职工"]),
    ("-★", ["驿站开门", "食堂", "农民工", "无日", "数目"]),
    ("省:★", []),
    ("计划 计划", []),
]


def test_the_stories_that_fit_are_found_and_no_other(stories):
    for query, expected in FOUND:
        answer = find(query, limit=None)
        found = [hit.article.title for hit in answer.hits] if answer.match == "all" else []
        assert sorted(found) == sorted(expected), query
        assert not answer.notes, query


def test_a_run_without_white_space_counts_when_it_is_scattered_but_ranks_below(settle):
    factories.story(title="职工在驿站", body="开会。" * 3)
    factories.story(title="职工驿站", body="职工驿站与别的许多事情。" * 9)
    settle()
    assert titles("职工驿站") == ["职工驿站", "职工在驿站"]


def test_a_headline_says_more_than_a_body(settle):
    factories.story(title="驿站开门", body="很长的正文。" * 9)
    factories.story(title="别的事情", body="驿站驿站驿站。")
    settle()
    assert titles("驿站")[0] == "驿站开门"


def test_newer_stories_win_ties_and_undated_ones_come_last(settle):
    for year in (2020, 2022, None, 2021):
        day = year and datetime.date(year, 1, 1)
        factories.story(title=f"{year}", body="驿站。", published=day, published_precision="day" if day else "unknown")
    settle()
    assert titles("驿站") == ["2022", "2021", "2020", "None"]
    assert titles("") == ["2022", "2021", "2020", "None"]
    assert titles("驿站", order="oldest") == ["2020", "2021", "2022", "None"]
    assert titles("驿站", order="newest") == ["2022", "2021", "2020", "None"]


def test_where_nothing_has_all_the_words_those_with_most_of_them_come_marked_as_such(stories):
    answer = find("农民工 食堂 驿站开门典礼")
    assert answer.match == "some"
    assert answer.total == len(answer.hits) > 0
    assert "数目" not in [hit.article.title for hit in answer.hits]


def test_a_partial_answer_still_keeps_what_was_excluded_or_demanded(stories):
    answer = find("农民工 开门典礼 -食堂")
    assert answer.match == "some"
    assert [hit.article.title for hit in answer.hits] == ["驿站开门"]
    assert [hit.article.title for hit in find("农民工 开门典礼 省:河南").hits] == ["农民工"]


def test_nothing_is_found_where_no_word_is_known(stories):
    answer = find("鑫淼焱垚")
    assert (answer.total, answer.hits, answer.notes) == (0, [], [])


def test_pasted_text_that_looks_like_syntax_is_looked_for_as_text(settle):
    factories.story(title="来稿", body="来源:国际在线消息。")
    settle()
    answer = find("来源:国际在线")
    assert (answer.total, answer.notes) == (1, [READ_PLAINLY])


@pytest.mark.parametrize(
    ("typed", "notes"),
    [("-东盟博览会", [NOTHING_EXCLUDED]), ("中国 -东盟", [NOTHING_EXCLUDED]), ("作者:李国", []), ("张*", [])],
)
def test_syntax_that_stands_in_a_story_as_it_is_finds_that_story(settle, typed, notes):
    story = factories.story(title="中国-东盟博览会", body="作者：李国,以及小张**二人。又:中国 -东盟。")
    credited = factories.story(title="别的东盟事情")
    credited.credits.create(name="李国", role="作者")
    credited.save()
    settle()
    answer = find(typed)
    assert story in [hit.article for hit in answer.hits]
    assert answer.notes == notes


@pytest.mark.parametrize("typed", ["-2023", "-2023年", "-6号", "-3度", "12 -3", "气温12 -3度"])
def test_a_sign_behind_a_digit_excludes_nothing_where_it_stands_so(settle, typed):
    story = factories.story(title="2021-2023年", body="第5-6号，气温12 -3度。")
    settle()
    answer = find(typed)
    assert ([hit.article for hit in answer.hits], answer.notes) == ([story], [NOTHING_EXCLUDED])


def test_a_sign_behind_another_digit_excludes_as_ever(settle):
    factories.story(title="2021-2023年")
    factories.story(title="2022年")
    settle()
    assert titles("年 -2023") == titles("-2021") == ["2022年"]


def no_story(kind: str, name: str) -> str:
    return f"没有一篇报道的{kind}名称含“{name}”。"


# Queries that find nothing, and what is said of the names in them; then some where no name is the reason.
NAMED = [
    ("省:火星", [no_story("省份或地区", "火星")]),
    ("来源:不存在的报", [no_story("来源", "不存在的报")]),
    ("工会:“没有这个工会”", [no_story("工会或单位", "没有这个工会")]),
    ("地区:火* 食堂", [no_story("地区", "火")]),
    ("项目:暖心 驿站", [no_story("项目", "暖心")]),
    ("省:(火星 OR 金星) 省:重庆", [no_story("省份或地区", name) for name in ("火星", "金星")]),
    ("省:重庆 来源:月报", [no_story("来源", "月报")]),
    # Only the stories it was asked with do not have it.
    ("省:巫山县 来源:工人日报", []),
    ("来源:法制日報 农民工", []),
    ("省:重庆 鑫淼焱垚", []),
    # No reason that nothing is found, or something is.
    ("鑫淼焱垚 -省:火星", []),
    ("省:火星 OR 驿站", []),
    ("标题:火星", []),
    ("省:★", []),
]


def test_where_nothing_is_found_a_name_that_no_story_has_is_told_of(stories):
    for typed, notes in NAMED:
        answer = find(typed)
        assert (answer.match, answer.notes) == ("all", notes), typed


def test_of_a_name_no_story_has_it_is_told_where_its_words_are_found_scattered(settle):
    factories.story(title="火星探测", body="各省都看到了。")
    factories.story(title="来稿", body="来源:国际在线消息。")
    settle()
    answer = find("省:火星")
    assert (answer.total, answer.notes) == (1, [READ_PLAINLY, no_story("省份或地区", "火星")])
    assert find("来源:国际在线").notes == [READ_PLAINLY]


def test_the_page_tells_of_a_name_that_no_story_has_as_plain_text(client, stories):
    page = client.get("/search/", {"q": "省:<b>火星"}).content.decode()
    assert "没有一篇报道的省份或地区名称含“&lt;b&gt;火星”。" in page
    assert "没有一篇报道的" not in client.get("/search/", {"q": "省:重庆 鑫淼焱垚"}).content.decode()


def test_a_name_with_two_readings_is_unknown_where_no_story_has_either(settle):
    factories.story(source=factories.source("驿站計畫報"))
    settle()
    assert find("来源:计划 驿站开门").notes == []
    assert find("来源:計劃 驿站开门").notes == []
    assert find("来源:企划 驿站开门").notes == [no_story("来源", "企划")]


def test_a_filter_that_leaves_nothing_says_nothing_of_names(stories):
    assert find("来源:工人日报", filters=Filters(years=("1999",))).notes == []


def test_pages_of_hits_follow_each_other(stories):
    everything = titles("")
    assert len(everything) == 6
    paged = [hit.article.title for offset in (0, 2, 4, 6) for hit in find("", limit=2, offset=offset).hits]
    assert paged == everything
    assert find("", limit=2).total == 6


def counts(query: str, facet: str, **filters) -> dict[str, int]:
    return {value.label: value.count for value in find(query, filters=Filters(**filters)).facets[facet]}


def test_facets_count_what_was_found(stories):
    assert counts("职工", "province") == {"重庆": 2, "地区不详": 2}
    assert counts("食堂", "source") == {"工人日报": 1, "法治日报": 1}
    assert counts("职工", "program") == {"提升职工生活品质试点": 1}
    assert list(counts("", "year").items()) == [("2022", 1), ("2021", 2), ("日期不详", 3)]
    assert counts("", "kind") == {"新闻": 5, "图片": 1}
    assert counts("", "script") == {"简体": 5, "繁体": 1}


def test_a_filter_narrows_all_but_its_own_facet(stories):
    answer = find("", filters=Filters(provinces=("410000",)))
    assert [hit.article.title for hit in answer.hits] == ["农民工"]
    assert counts("", "province", provinces=("410000",)) == {"重庆": 2, "河南": 1, "地区不详": 3}
    assert counts("", "year", provinces=("410000",)) == {"2021": 1}
    assert counts("", "province", years=("2021",), provinces=("410000",)) == {"重庆": 1, "河南": 1}


def test_values_of_one_facet_are_alternatives_and_facets_are_all_required(stories):
    assert find("", filters=Filters(provinces=("410000", "500000"))).total == 3
    assert find("", filters=Filters(provinces=("410000", "500000"), kinds=("photo",))).total == 1
    assert find("", filters=Filters(provinces=("none",), years=("none",))).total == 3
    assert find("", filters=Filters(sources=("no such",))).total == 0


def test_a_filter_that_leaves_nothing_makes_no_partial_answer(stories):
    answer = find("驿站", filters=Filters(provinces=("410000",)))
    assert (answer.total, answer.match) == (0, "all")
    assert {value.label for value in answer.facets["province"]} == {"重庆"}
