"""怎么查 teaches the truth: every example on the page is run, and finds what it promises."""

import datetime
import re
from typing import Any

import pytest
from django.utils.timezone import localdate

from search.find import find
from search.syntax_examples import EXAMPLES
from tests.support import factories

pytestmark = pytest.mark.django_db


def dated(day: str) -> dict[str, Any]:
    return {"published": datetime.date.fromisoformat(day), "published_precision": "day"}


def ago(days: int) -> dict[str, Any]:
    return dated((localdate() - datetime.timedelta(days=days)).isoformat())


# For each example two lists of stories: those it must find, and those it must not.
STORIES: dict[str, tuple[list[dict[str, Any]], list[dict[str, Any]]]] = {
    "提升职工生活品质": (
        [{"title": "提升职工生活品质"}, {"title": "快讯", "body": "生活品质要提升，职工说。"}],
        [{"title": "提升", "body": "职工来了。生活好。品质高。"}],
    ),
    "全总": ([{"title": "全总开会"}, {"title": "中华全国总工会开会"}], [{"title": "安全总会"}]),
    "二十大": ([{"title": "学习二十大"}, {"title": "学习20大"}], [{"title": "学习十九大"}]),
    "计程车": ([{"title": "计程车"}, {"title": "出租车"}], [{"title": "公交车"}]),
    "职工 驿站": (
        [{"title": "驿站开门", "body": "职工来了。"}, {"title": "驛站開門", "body": "職 工來了。", "script": "hant"}],
        [{"title": "驿站开门", "body": "司机来了。"}, {"title": "食堂开门", "body": "职工来了。"}],
    ),
    "“提升职工生活品质”": (
        [{"title": "提升职工，生活品质"}, {"title": "提升職工生活品質", "script": "hant"}],
        [{"title": "提升职工的生活品质"}, {"title": "职工生活品质提升"}],
    ),
    "“5万元”": ([{"title": "补助5万元"}], [{"title": "补助15万元"}, {"title": "补助1.5万元"}]),
    "职工 OR 农民工": ([{"title": "职工来了"}, {"title": "农民工来了"}], [{"title": "司机来了"}]),
    "驿站 -重庆": (
        [{"title": "成都驿站开门"}],
        [{"title": "重庆驿站开门"}, {"title": "驿站 -重庆"}, {"title": "成都食堂"}],
    ),
    "(职工 OR 农民工) 食堂": (
        [{"title": "职工在食堂"}, {"title": "农民工在食堂"}],
        [{"title": "职工在车间"}, {"title": "农民工在车间"}, {"title": "司机在食堂"}],
    ),
    "标题:驿站": ([{"title": "驿站开门"}], [{"title": "开门了", "body": "驿站开门。"}]),
    "来源:工人日报": ([{"paper": "工人日报"}], [{"paper": "大河网"}, {"title": "工人日报创刊"}]),
    "日期:2021-03": (
        [dated("2021-03-01"), dated("2021-03-31"), {"event_date": "2021-03-08"}],
        [dated("2021-02-28"), dated("2021-04-01"), dated("2021-04-01") | {"event_date": "2021-03-08"}, {}],
    ),
    "日期:2018年第三季度": ([dated("2018-07-01"), dated("2018-09-30")], [dated("2018-06-30"), dated("2018-10-01"), {}]),
    "日期:2018年7月1日-7月3日": (
        [dated("2018-07-01"), dated("2018-07-03")],
        [dated("2018-06-30"), dated("2018-07-04")],
    ),
    "年份:2018以来": ([dated("2018-01-01"), ago(0)], [dated("2017-12-31"), {}]),
    "日期:近3个月": ([ago(0), ago(80)], [ago(100), {}]),
    "驿*": ([{"title": "驿站开门"}, {"title": "驿道通了"}], [{"title": "食堂开门"}]),
}
# Two examples that mean the same.
STORIES |= {"职工｜农民工": STORIES["职工 OR 农民工"], "驿站 NOT 重庆": STORIES["驿站 -重庆"]}


def add(paper: str = "", **fields: Any) -> int:
    return factories.story(**fields, source=factories.source(paper) if paper else None).pk


def found(query: str) -> set[int]:
    """The stories that have all that the query asks for."""
    answer = find(query, limit=None)
    assert not answer.notes, (query, answer.notes)
    return {hit.article.pk for hit in answer.hits} if answer.match == "all" else set()


def test_every_example_finds_the_stories_it_promises_and_no_others(settle):
    assert {typed for example in EXAMPLES for typed in example.typed} == STORIES.keys()
    factories.organization("中华全国总工会").aliases.create(name="全总", kind="short")
    added = {
        typed: ({add(**one) for one in wanted}, {add(**one) for one in others})
        for typed, (wanted, others) in STORIES.items()
    }
    settle()
    for typed, (wanted, others) in added.items():
        assert found(typed) & (wanted | others) == wanted, typed


def test_a_minus_inside_a_word_is_a_part_of_it_as_the_page_says(settle):
    story = add(title="COVID-19疫情中的职工")
    settle()
    assert found("COVID-19") == {story}


def test_every_field_that_the_page_names_can_be_asked_for(settle):
    place = factories.region("500237", "巫山县", "county", parent=factories.region())
    story = factories.story(
        kicker="引题在此",
        title="标题在此",
        subtitle="副题在此",
        body="正文在此。",
        region=place,
        source=factories.source(),
    )
    story.credits.create(name="李国", role="记者")
    story.program_mentions.create(program=factories.program(), field="body", start=0, end=2, text="正文")
    story.mentions.create(organization=factories.organization(), field="body", start=0, end=2, text="正文")
    story.save()
    other = add(title="别的事情")
    settle()
    values = {
        "标题": "标题在此", "引题": "引题在此", "副题": "副题在此", "正文": "正文在此", "作者": "李国", "省": "重庆",
        "地区": "巫山县", "工会": "重庆市总工会", "来源": "工人日报", "项目": "提升职工生活品质",
    }  # fmt: skip
    meaning = next(str(example.meaning) for example in EXAMPLES if "标题:驿站" in example.typed)
    assert set(re.split("[：、]", meaning)[1:]) == values.keys()
    for name, value in values.items():
        assert found(f"{name}:{value}") == {story.pk}, name
        assert other in found(f"-{name}:{value}"), name
