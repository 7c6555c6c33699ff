"""The head or foot of a newspaper page is not part of a story; it gives the day, paper and page of the stories."""

import pytest
from opencc import OpenCC

from archive.reading.read import Hints, read
from archive.reading.split import split
from archive.reading.split.folio import Folio, is_folio, read_folio
from tests.support.doubt_sentences import sentences
from tests.support.known_sample import KNOWN
from tests.support.stories import STORIES, paragraphs

STATION, WEAVER, DAM, _ = STORIES
LEAD = "本报讯 (记者张三)"
PAGE = [*paragraphs(STATION, LEAD), *paragraphs(WEAVER, LEAD), *paragraphs(DAM, LEAD)]
FOLIOS = [
    "2023年11月2日　星期四",
    "工人日报 2023年11月2日 星期四 第05版 职工天地",
    "2023年11月2日 星期四 责编：孙小满 电话：（010）80001234 E-mail：gd@example.org",
    "第05版:综合新闻",
    "要闻 A05版",
    "二〇二三年十一月二日 星期四",
    "2 0 2 3 年 11 月 2 日 星 期 四",
    "本版责编：孙小满 美编：李四 校对：王五 E-mail：gd@example.org",
]
PROSE = [
    "2023年11月2日 星期四 上午9时在工会大厦集合",
    "时间：2023年11月2日 星期四",
    "职工安全读本第5版发行",
    "女职工权益手册第5版",
    "（上接第1版）",
    "2023年11月2日",
    "2023年11月2日，星期四，职工们来到县城。",
    "B12维生素",
]


@pytest.mark.parametrize("config", ["s2t", "t2s"])
@pytest.mark.parametrize("line", FOLIOS)
def test_a_line_of_fixed_parts_is_the_head_of_a_page(line, config):
    assert is_folio(OpenCC(config).convert(line))


@pytest.mark.parametrize("line", PROSE)
def test_a_line_with_other_text_is_not_a_folio(line):
    assert not is_folio(line)


def test_a_day_that_ends_a_sentence_from_above_is_not_a_folio():
    assert not is_folio("2023年11月2日 星期四", "表彰大会定于")
    assert is_folio("2023年11月2日 星期四", "表彰大会召开")


HEADS = [
    ["要闻", "02", "责编 王一", "2024年8月3日 星期六"],
    ["2024年8月3日 星期六", "要闻", "02", "责编 王一"],
    ["2024年8月3日", "星期六", "综合新闻", "2"],
]


@pytest.mark.parametrize("place", [0, len(PAGE)])
@pytest.mark.parametrize("head", HEADS)
def test_a_page_head_with_one_item_per_line_is_noise_and_gives_day_and_page(head, place):
    text = "\n".join([*PAGE[:place], *head, *PAGE[place:]])
    page = split(text)
    assert [text[start:end] for start, end in page.noise] == head
    assert len(page.drafts) == len(split("\n".join(PAGE)).drafts)
    reading = read(text.encode(), KNOWN, Hints())
    assert (reading.page_number, {story.published for story in reading.stories}) == ("2", {"2024-08-03"})


def test_a_number_or_day_alone_is_not_part_of_a_page_head():
    text = "\n".join([*PAGE[: len(paragraphs(STATION, LEAD))], "02", *PAGE[len(paragraphs(STATION, LEAD)) :]])
    assert "02" not in [text[start:end] for start, end in split(text).noise]
    assert read_folio(["02", "阅读"]).page == ""


@pytest.mark.parametrize("line", FOLIOS)
@pytest.mark.parametrize("place", [0, len(PAGE)])
def test_a_folio_is_noise_anywhere_and_changes_no_story(line, place):
    text = "\n".join([*PAGE[:place], line, *PAGE[place:]])
    page, without = split(text), split("\n".join(PAGE))
    assert [text[start:end] for start, end in page.noise] == [line]
    assert [[p.role for p in d.parts] for d in page.drafts] == [[p.role for p in d.parts] for d in without.drafts]


def test_a_section_name_next_to_a_folio_is_noise_but_a_headline_is_not():
    text = "\n".join(["2023年11月2日 星期四", "职工之声", "责任编辑：孙小满", *PAGE])
    assert text[slice(*split(text).noise[1])] == "职工之声"
    headline = "\n".join(["2023年11月2日 星期四", "青石县总", *PAGE])
    assert len(split(headline).noise) == 1


@pytest.mark.parametrize("config", ["s2t", "t2s"])
def test_a_page_head_of_several_lines_is_all_noise(config):
    above = ["工 人 日 报", "2 0 2 3 年 11 月 2 日　星 期 四　第 0 5 版", "要 闻"]
    below = ["责任编辑：孙小满 E-mail：gd@example.org", "本版电话：010-80001234"]
    text = OpenCC(config).convert("\n".join([*above, *PAGE, *below]))
    reading = read(text.encode(), KNOWN)
    assert [text[start:end] for start, end in reading.page.noise] == [
        OpenCC(config).convert(x) for x in [*above, *below]
    ]
    assert {(s.published, s.source) for s in reading.stories} == {("2023-11-02", "工人日报")}


@pytest.mark.parametrize("config", ["s2t", "t2s"])
def test_every_story_of_a_page_has_the_day_and_paper_of_its_folio(config):
    text = OpenCC(config).convert("\n".join([FOLIOS[1], *PAGE]))
    reading = read(text.encode(), KNOWN)
    assert len(reading.stories) == 3
    assert {(s.published, s.published_inferred, s.source) for s in reading.stories} == {
        ("2023-11-02", False, "工人日报")
    }
    assert reading.page_number == "5"


def test_the_given_day_wins_over_the_printed_one_and_a_contradiction_adds_a_doubt():
    data = "\n".join([FOLIOS[1], *PAGE]).encode()
    same, other = read(data, KNOWN, Hints(date="2023-11")), read(data, KNOWN, Hints(date="2023-11-03", page="6"))
    assert {s.published for s in other.stories} == {"2023-11-03"}
    assert all(
        any("2023-11-02，与所给的见报日 2023-11-03 不符" in d for d in sentences(s.doubts)) for s in other.stories
    )
    assert not any("不符" in doubt for story in same.stories for doubt in sentences(story.doubts))
    assert other.page_number == "6"


def test_a_weekday_that_does_not_match_its_date_adds_a_doubt():
    (story, *_) = read("\n".join(["2023年11月2日 星期五", *PAGE]).encode(), KNOWN).stories
    assert (story.published, story.published_inferred) == ("2023-11-02", True)
    assert any("星期不符" in doubt for doubt in sentences(story.doubts))


def test_contradicting_days_or_pages_are_ignored():
    found = read_folio(["2023年11月2日 星期四 第5版", "2023年11月3日 星期五 第6版"])
    assert (found.day, found.page) == (None, "")
    assert read_folio(["只是一行字"]) == Folio()
    assert read_folio(["2023年2月31日 星期五 第三版"]).page == "3"
