"""A single story stays one: printed in columns, with subheads, questions, numbers, lists or pictures."""

import random
import re

import pytest
from opencc import OpenCC

from archive.reading.clean import clean
from archive.reading.split import split
from tests.support.made_pages import Single, singles
from tests.support.shared_files import corpus, needs_shared
from tests.support.stories import STORIES, column, paragraphs

STATION, WEAVER, DAM, HARBOUR = STORIES
BYLINE = "本报记者 张小三"


def titles(text: str) -> list[str]:
    return [
        next((text[part.start : part.end] for part in draft.parts if part.role == "title"), "")
        for draft in split(text).drafts
    ]


def with_heads(heads: list[str]) -> str:
    first, second = STATION.paragraphs
    return "\n".join([STATION.title, first, heads[0], second, heads[1], *HARBOUR.paragraphs])


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize(
    "heads",
    [
        ["一、把驿站建到职工身边去", "二、把夜校办到渔港码头上"],
        ["（一）把驿站建到职工身边去", "（二）把夜校办到渔港码头上"],
        ["1.把驿站建到职工身边去", "2.把夜校办到渔港码头上"],
        ["第一章 职工驿站的建设与管理", "第二章 渔民夜校的开办与管理"],
        ["问：职工驿站如何建设和管理？", "问：渔民夜校如何开办和管理？"],
        ["图为青石县城的快递员在驿站", "上图：海滨渔港的渔民在夜校"],
        ["附件1：青石县职工驿站的名单", "附件2：海滨渔港夜校的名单"],
    ],
    ids=["numbers", "brackets", "digits", "chapters", "questions", "pictures", "annexes"],
)
def test_a_heading_inside_a_story_does_not_begin_another(heads, config):
    text = OpenCC(config).convert(with_heads(heads))
    assert len(titles(text)) == 1


def test_a_number_with_decimals_may_begin_a_headline():
    lead = "本报讯（记者李四）"
    text = "\n".join([*paragraphs(STATION, lead), "1.5万名渔民走进夜校学修船", lead + HARBOUR.paragraphs[0]])
    assert titles(text) == [STATION.title, "1.5万名渔民走进夜校学修船"]


@pytest.mark.parametrize("width", [14, 17, 23, 31, 40])
def test_a_story_set_in_a_column_is_one(width):
    for story in STORIES:
        assert titles("\n".join(column(story.title, story, "", width))) == [story.title]


@pytest.mark.parametrize("seed", range(6))
def test_a_story_with_a_ragged_edge_is_one(seed):
    chance = random.Random(seed)
    for story in STORIES:
        lines, rest = [story.title], "".join(story.paragraphs)
        while rest:
            end = chance.randint(13, 17)
            lines, rest = [*lines, rest[:end]], rest[end:]
        assert len(titles("\n".join(lines))) == 1


def test_a_line_before_one_that_begins_with_a_comma_is_not_a_headline():
    above = column(STATION.title, STATION, "", 18)
    text = "\n".join([*above, "渔民白天在码头补网晒网", "，晚上走进夜校学修船。", *HARBOUR.paragraphs])
    assert titles(text) == [STATION.title]


def test_kicker_and_title_on_one_long_line_are_the_headline_of_the_text_below():
    long = "青石县总工会服务快递员时强调 把驿站建到职工身边把服务送到网点街巷 让每名户外劳动者进门就有水喝有饭吃"
    assert len(long) > 42
    assert titles("\n".join([long, BYLINE, *STATION.paragraphs])) == [long]
    assert titles("\n".join([long, *STATION.paragraphs])) == [long]


def test_a_headline_is_not_separated_from_the_lead_below_it():
    text = "\n".join(column(DAM.title, DAM, "本报讯（记者张小三）", 14))
    assert titles(text) == [DAM.title]


def test_short_items_with_headlines_and_leads_are_separate_stories():
    lead = "本报讯（记者李四）"
    text = "\n\n".join(
        [
            f"{title}\n\n{lead}{body}"
            for title, body in (
                ("青石县总工会建成十座驿站", "近日，青石县总工会建成十座驿站。"),
                ("柳河纺织厂女工比赛夺冠", "近日，柳河纺织厂女工孟小燕夺冠。"),
                ("海滨渔港办起渔民夜校", "近日，海滨渔港办起渔民夜校。"),
            )
        ]
    )
    assert len(titles(text)) == 3


def _wrapped(lines: list[str], width: int) -> list[str]:
    return [line[at : at + width] for line in lines for at in range(0, len(line), width)]


def _with_subheads(one: Single) -> list[str]:
    lines = []
    for at, paragraph in enumerate(one.paragraphs):
        clauses = [clause for clause in re.split(r"[，。、；：？！“”]", paragraph) if 6 <= len(clause) <= 14]
        lines += [clauses[0]] if at and at % 2 == 0 and clauses else []
        lines.append(paragraph)
    return lines


@pytest.fixture(scope="module")
def real() -> list[Single]:
    return random.Random(5).sample(list(singles(corpus(step=61))), 100)


@pytest.mark.corpus
@needs_shared
class TestRealStories:
    """At most 2 of 100 are split, however they are printed."""

    @pytest.mark.parametrize("config", ["t2s", "s2t", "s2hk"])
    @pytest.mark.parametrize("lead", ["", "本报讯（记者张小三）", BYLINE + "\n"], ids=["no lead", "lead", "byline"])
    def test_set_in_columns(self, real, lead, config):
        convert, chance = OpenCC(config).convert, random.Random(6)
        texts = []
        for one in real:
            lines = (lead + "\n".join(one.paragraphs)).split("\n")
            texts.append(convert("\n".join([one.title, *_wrapped(lines, chance.randint(14, 40))])))
        assert sum(len(split(text).drafts) > 1 for text in texts) <= 2

    def test_with_subheads(self, real):
        texts = ["\n".join([one.title, *_with_subheads(one)]) for one in real]
        assert sum(len(split(text).drafts) > 1 for text in texts) <= 2

    def test_round_ups(self):
        texts = ["\n".join([one["title"], one["body"]]) for one in corpus(step=17) if "联播快讯" in one["title"]]
        assert texts
        assert sum(len(split(text).drafts) > 1 for text in texts) <= len(texts) // 50


ITEMS = [(STATION, "青石县总工会建成十座驿站"), (WEAVER, "柳河女工夺冠"), (DAM, "山城水库大坝加固完工")]


@pytest.mark.parametrize("name", ["工会快讯", "一周工会动态", "简讯", "一句话新闻", "各地工会简讯"])
def test_a_round_up_is_one_story_with_a_subhead_for_each_item(name):
    text = "\n".join([name, *(line for story, head in ITEMS for line in (head, "".join(story.paragraphs)))])
    (draft,) = split(text).drafts
    assert [text[p.start : p.end] for p in draft.parts if p.role == "subhead"] == [head for _, head in ITEMS]
    assert clean(text, draft).title == name


def test_items_of_a_round_up_with_leads_are_stories():
    text = "\n".join(["工会快讯", *(line for story, _ in ITEMS for line in paragraphs(story, "本报讯（记者李四）"))])
    assert len(titles(text)) == 3


def test_news_about_a_thing_called_like_a_round_up_is_not_one():
    text = "\n".join(["山城网约车司机联名要求提高运价", *paragraphs(DAM), *paragraphs(HARBOUR)])
    assert len(titles(text)) > 1


@pytest.mark.parametrize(
    ("upper", "lower"),
    [("柳河纺织厂女工孟小", "燕夺得全省冠军"), ("青石县总工会开展“驿站进", "网点”服务活动")],
    ids=["a word of the text is cut", "a quotation is cut"],
)
def test_a_headline_broken_in_two_is_one_title(upper, lower):
    body = WEAVER.paragraphs if "孟小" in upper else STATION.paragraphs
    text = "\n".join([upper, lower, "本报讯（记者李四）" + body[0], *body[1:]])
    (draft,) = split(text).drafts
    assert clean(text, draft).title == upper + lower


def test_a_kicker_above_a_title_is_not_part_of_the_title():
    text = "\n".join(
        ["柳河纺织厂苦练绝活", "女工夺得全省挡车比赛冠军", "本报讯（记者李四）" + "".join(WEAVER.paragraphs)]
    )
    (draft,) = split(text).drafts
    assert (clean(text, draft).kicker, clean(text, draft).title) == ("柳河纺织厂苦练绝活", "女工夺得全省挡车比赛冠军")


@pytest.mark.parametrize("between", ["（2022年4月27日）", "各县区总工会，各基层工会："])
def test_a_date_or_an_addressee_is_not_a_title(between):
    text = "\n".join([STATION.title, between, *STATION.paragraphs])
    assert titles(text) == [STATION.title]
