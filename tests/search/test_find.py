"""The stories that a query finds: in either script, in one piece or as words, by field, by facet; and their order."""

import datetime

import pytest

from search.facets import Filters
from search.find import find
from search.query import note
from search.query.note import Note
from tests.support import factories

pytestmark = pytest.mark.django_db

FIELDS_READ_AS_TEXT = Note.of(note.FIELDS_READ_AS_TEXT)


def titles(query: str, **wishes) -> list[str]:
    return [hit.article.title for hit in find(query, limit=None, **wishes).hits]


@pytest.fixture
def stories(settle):
    """Six stories that differ in everything that can be searched."""
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


# Queries, and the titles of the stories that they find.
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
    ("5万元", ["无日"]),
    ("105万元", ["农民工"]),
    ("“5万元”", ["无日"]),
    ("work", ["无日"]),
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


def test_exactly_the_matching_stories_are_found(stories):
    for query, expected in FOUND:
        answer = find(query, limit=None)
        found = [hit.article.title for hit in answer.hits] if answer.match == "all" else []
        assert sorted(found) == sorted(expected), query
        assert not answer.notes, query


def test_words_typed_without_a_space_match_apart_from_each_other_but_rank_lower(settle):
    factories.story(title="职工在驿站", body="开会。" * 3)
    factories.story(title="职工驿站", body="职工驿站与别的许多事情。" * 9)
    settle()
    assert titles("职工驿站") == ["职工驿站", "职工在驿站"]


def test_a_match_in_a_headline_ranks_above_one_in_a_body(settle):
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


def test_if_no_story_has_all_words_those_with_most_of_them_are_shown_as_partial_hits(stories):
    answer = find("农民工 食堂 补助 典礼")
    assert answer.match == "some"
    assert answer.total == len(answer.hits) > 0
    assert "数目" not in [hit.article.title for hit in answer.hits]


def test_a_partial_answer_keeps_exclusions_and_names(stories):
    answer = find("驿站走进开门典礼 -食堂")
    assert answer.match == "some"
    assert [hit.article.title for hit in answer.hits] == ["驿站开门"]
    assert [hit.article.title for hit in find("农民工 食堂 补助 典礼 省:河南").hits] == ["农民工"]
    assert find("农民工 典礼 省:重庆").total == 0


def test_a_partial_hit_has_at_least_half_of_what_was_asked(stories):
    # 典礼, which no story has, weighs more than 驿站.
    answer = find("驿站 典礼")
    assert (answer.total, answer.match) == (0, "all")


@pytest.mark.parametrize("question", ["驿站是谁的？", "驛站是誰的？", "驿站在哪里？", "驿站又叫什么", "驿站为何？"])
def test_a_question_of_two_parts_finds_the_nearest_stories(stories, question):
    # No story has the words that make it a question.
    answer = find(question)
    assert (answer.match, answer.at_least_half) == ("some", False)
    assert "驿站开门" in [hit.article.title for hit in answer.hits]
    assert "数目" not in [hit.article.title for hit in answer.hits]


@pytest.mark.parametrize("typed", ["第100届", "双11", "20多位"])
def test_a_number_that_no_story_has_finds_no_part_of_it(settle, typed):
    factories.story(title="第10届双人赛", body="20位职工和多位农民工参加了第1届和第0届。双方11日再谈。")
    settle()
    assert (find(typed).total, find(typed).match) == (0, "all")


def test_a_fraction_finds_no_decimal_and_no_range(settle):
    factories.story(title="三分之一", body="占1/3。")
    factories.story(title="涨幅", body="涨1.3%，1-3月。")
    settle()
    assert titles("1/3") == titles("三分之一") == ["三分之一"]


def test_nothing_is_found_if_no_word_is_known(stories):
    answer = find("鑫淼焱垚")
    assert (answer.total, answer.hits, answer.notes) == (0, [], ())


def no_story(kind: str, name: str) -> Note:
    return Note.of(note.NAME_IN_NO_STORY, kind=kind, name=name)


# Queries that find nothing, and the notes on the names in them; then some that find nothing for other reasons.
NAMED = [
    ("省:火星", (no_story("province", "火星"),)),
    ("来源:不存在的报", (no_story("source", "不存在的报"),)),
    ("工会:“没有这个工会”", (no_story("organization", "没有这个工会"),)),
    ("地区:火* 食堂", (no_story("region", "火"),)),
    ("项目:暖心 驿站", (no_story("program", "暖心"),)),
    ("省:(火星 OR 金星) 省:重庆", tuple(no_story("province", name) for name in ("火星", "金星"))),
    ("省:重庆 来源:月报", (no_story("source", "月报"),)),
    # Other stories have this name, only not those that the rest of the query matches.
    ("省:巫山县 来源:工人日报", ()),
    ("来源:法制日報 农民工", ()),
    ("省:重庆 鑫淼焱垚", ()),
    # The name is not why nothing is found, or something is found.
    ("鑫淼焱垚 -省:火星", ()),
    ("省:火星 OR 驿站", ()),
    ("标题:火星", ()),
    ("省:★", ()),
]


def test_if_nothing_is_found_there_is_a_note_on_each_name_that_no_story_has(stories):
    for typed, notes in NAMED:
        answer = find(typed)
        assert (answer.match, answer.notes) == ("all", notes), typed


def test_there_is_a_note_on_an_unknown_name_even_if_its_words_are_found_as_text(settle):
    factories.story(title="火星探测", body="各省都看到了。")
    factories.story(title="来稿", body="来源:国际在线消息。")
    settle()
    answer = find("省:火星")
    assert (answer.total, answer.notes) == (1, (FIELDS_READ_AS_TEXT, no_story("province", "火星")))
    assert find("来源:国际在线").notes == (FIELDS_READ_AS_TEXT,)


def test_the_page_shows_an_unknown_name_as_plain_text(client, stories):
    page = client.get("/search/", {"q": "省:<b>火星"}).content.decode()
    assert "没有一篇报道的省份或地区名称含“&lt;b&gt;火星”。" in page
    assert "没有一篇报道的" not in client.get("/search/", {"q": "省:重庆 鑫淼焱垚"}).content.decode()


def test_a_name_with_two_readings_is_unknown_if_no_story_has_either(settle):
    factories.story(source=factories.source("驿站計畫報"))
    settle()
    assert find("来源:计划 驿站开门").notes == ()
    assert find("来源:計劃 驿站开门").notes == ()
    assert find("来源:企划 驿站开门").notes == (no_story("source", "企划"),)


def test_if_a_filter_leaves_nothing_there_is_no_note_on_names(stories):
    assert find("来源:工人日报", filters=Filters(year=("1999",))).notes == ()


def test_pages_of_hits_do_not_overlap(stories):
    everything = titles("")
    assert len(everything) == 6
    paged = [hit.article.title for offset in (0, 2, 4, 6) for hit in find("", limit=2, offset=offset).hits]
    assert paged == everything
    assert find("", limit=2).total == 6


def counts(query: str, facet: str, **filters) -> dict[str, int]:
    return {value.label: value.count for value in find(query, filters=Filters(**filters)).facets[facet]}


def test_facets_count_the_stories_found(stories):
    assert counts("职工", "province") == {"重庆": 2, "地区不详": 2}
    assert counts("食堂", "source") == {"工人日报": 1, "法治日报": 1}
    assert counts("职工", "program") == {"提升职工生活品质试点": 1}
    assert list(counts("", "year").items()) == [("2022", 1), ("2021", 2), ("日期不详", 3)]
    assert counts("", "kind") == {"新闻": 5, "图片": 1}
    assert counts("", "script") == {"简体": 5, "繁体": 1}


def test_a_filter_applies_to_all_facets_except_its_own(stories):
    answer = find("", filters=Filters(province=("410000",)))
    assert [hit.article.title for hit in answer.hits] == ["农民工"]
    assert counts("", "province", province=("410000",)) == {"重庆": 2, "河南": 1, "地区不详": 3}
    assert counts("", "year", province=("410000",)) == {"2021": 1}
    assert counts("", "province", year=("2021",), province=("410000",)) == {"重庆": 1, "河南": 1}


def test_values_of_one_facet_are_alternatives_and_facets_are_all_required(stories):
    assert find("", filters=Filters(province=("410000", "500000"))).total == 3
    assert find("", filters=Filters(province=("410000", "500000"), kind=("photo",))).total == 1
    assert find("", filters=Filters(province=("none",), year=("none",))).total == 3
    assert find("", filters=Filters(source=("no such",))).total == 0


def test_a_filter_that_leaves_nothing_makes_no_partial_answer(stories):
    answer = find("驿站", filters=Filters(province=("410000",)))
    assert (answer.total, answer.match) == (0, "all")
    assert {value.label for value in answer.facets["province"]} == {"重庆"}
