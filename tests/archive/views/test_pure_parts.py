"""The building blocks of pages: paragraphs with links, the page strip, days, shades, wording."""

import datetime
import itertools
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article
from archive.models.article_tallies import DatedCounts
from archive.views import wording
from archive.views.date_bars import BAR_HEIGHT, by_day, by_month, by_year, month_strip
from archive.views.headlines import words_of
from archive.views.page_strip import joined, strip_of
from archive.views.passages import PassagePiece, clause_around, paragraphs
from archive.views.tilemap import province_sums, shade


@dataclass
class Named:
    start: int
    end: int
    organization_id: int = 1


def texts(paragraph):
    return [(piece.text, piece.organization_id) for piece in paragraph.pieces]


def test_every_line_is_a_paragraph_and_names_in_it_are_separate_pieces():
    body = "重庆市总工会说\n\n　　江北区\n"
    found = paragraphs(body, [Named(0, 6, 7)])
    assert [texts(one) for one in found] == [[("重庆市总工会", 7), ("说", None)], [("江北区", None)]]
    assert [body[one.start : one.end] for one in found] == ["重庆市总工会说", "江北区"]


def test_the_longer_of_two_overlapping_names_is_linked():
    found = paragraphs("重庆市江北区总工会", [Named(3, 9, 1), Named(0, 9, 2), Named(0, 3, 3)])
    assert found[0].pieces == (PassagePiece("重庆市江北区总工会", 2),)


def test_a_name_broken_by_the_end_of_a_line_is_not_linked():
    assert paragraphs("重庆市\n总工会", [Named(0, 7)])[0].pieces == (PassagePiece("重庆市"),)


@given(st.text("工会 \n。", max_size=40), st.lists(st.tuples(st.integers(0, 39), st.integers(1, 9)), max_size=6))
def test_no_character_of_a_body_is_lost_or_doubled(body, spans):
    mentions = [Named(start, start + length) for start, length in spans if start + length <= len(body)]
    shown = ["".join(piece.text for piece in one.pieces) for one in paragraphs(body, mentions)]
    assert shown == [line.strip() for line in body.split("\n") if line.strip()]


def test_a_figure_is_shown_with_its_clause_and_nothing_beyond():
    text = "去年，新建驿站500家、服务点3个。"
    assert clause_around(text, 7, 11) == ("新建驿站", "")
    assert text[7:11] == "500家"
    assert clause_around("500家", 0, 4) == ("", "")


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("去年投入1,200万元新建驿站", "，", ("去年投入1,200万元新建驿站", "")),
        ("自9:30起", "", ("自9:30起", "")),
        ("各省（区、市）建了", "，", ("各省（区、市）建了", "")),
        ("共", "（其中村、社区两级的）在“百日、千场”里开放。", ("共", "（其中村、社区两级的）在…")),
        ("（共", "）开放", ("（共", "）开放")),
        ("", "省（区、" + "市" * 40, ("", "省…")),
        ("", "甲" * 17 + "，", ("", "甲" * 17)),
        ("", "甲" * 18 + "。", ("", "甲" * 18)),
        (
            "中华全国总工会联合重庆市江北区人民政府新建职工驿站",
            "服务快递员外卖配送员网约车司机和建筑工人",
            ("…联合重庆市江北区人民政府新建职工驿站", "服务快递员外卖配送员网约车司机和…"),
        ),
        (
            "中華全國總工會聯合重慶市江北區人民政府新建職工驛站",
            "",
            ("…聯合重慶市江北區人民政府新建職工驛站", ""),
        ),
    ],
)
def test_a_long_clause_is_cut_between_words_and_marked(before, after, shown):
    assert clause_around(f"{before}500家{after}", len(before), len(before) + 4) == shown


@given(st.text("总工会驿站，a,1 （）", max_size=80), st.text("總列對入試點。b:2“”（", max_size=80))
def test_the_context_of_a_figure_is_its_context_in_the_text(before, after):
    first, second = clause_around(f"{before}500家{after}", len(before), len(before) + 4)
    assert before.endswith(first.removeprefix("…"))
    assert after.startswith(second.removesuffix("…"))
    assert max(len(first), len(second)) <= 19


def strip_labels(strip):
    return [(block.own, block.label) for block in strip.blocks]


def test_the_page_strip_has_its_blocks_in_page_order():
    text = "甲" * 50 + "\n" + "乙" * 50 + "\n" + "丙" * 50 + "\n" + "丁" * 50
    strip = strip_of(text, [(0, 50), (102, 152)], {2: [(51, 101)]})
    assert strip_labels(strip) == [(True, "一"), (False, "2"), (True, "二"), (False, "")]
    assert strip.lines == [(1, 1), (3, 3)]
    assert strip.all_lines == 4
    assert [block.y for block in strip.blocks] == sorted(block.y for block in strip.blocks)


def test_spans_separated_only_by_white_space_are_one_part():
    assert joined("甲甲\n\n乙乙 丙", [(0, 2), (4, 6), (7, 8)]) == [(0, 8)]
    assert joined("甲甲丁乙乙", [(0, 2), (3, 5)]) == [(0, 2), (3, 5)]
    assert joined("甲甲乙乙", [(2, 4), (0, 2)]) == [(2, 4), (0, 2)]


@given(st.text("甲乙 \n", min_size=1, max_size=60), st.data())
def test_any_spans_of_any_text_can_be_drawn(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = list(itertools.pairwise(cuts))
    strip = strip_of(text, spans[::2], {1: spans[1::2]})
    assert all(block.height > 0 for block in strip.blocks)
    assert all(1 <= first <= last <= text.count("\n") + 1 for first, last in strip.lines)


def dated(day, stories=1, precision="day"):
    return DatedCounts(datetime.date.fromisoformat(day), precision, stories)


def test_years_without_stories_between_others_are_shown_empty():
    found = by_year([dated("2020-01-01", 2, "year"), dated("2022-05-05", 4)])
    assert [(bar.number, bar.stories, bar.height) for bar in found] == [
        (2020, 2, BAR_HEIGHT // 2),
        (2021, 0, 0),
        (2022, 4, BAR_HEIGHT),
    ]
    assert by_year([]) == []


def test_stories_known_to_the_year_are_in_no_month_and_those_known_to_the_month_in_no_day():
    dates = [dated("2022-01-01", 9, "year"), dated("2022-07-01", 3, "month"), dated("2022-07-08", 2)]
    assert [bar.stories for bar in by_month(dates)] == [0] * 6 + [5] + [0] * 5
    days = by_day(dates, 2022, 7)
    assert len(days) == 31
    assert [(bar.number, bar.stories, bar.tint) for bar in days if bar.stories] == [(8, 2, 5)]


def test_a_calendar_month_begins_on_monday():
    assert len(month_strip([], 2022, 7).blanks) == 4  # 1 July 2022 was a Friday
    assert len(month_strip([], 2022, 8).blanks) == 0  # 1 August 2022 a Monday


def test_shades_follow_the_numbers_rather_than_fixed_steps():
    numbers = [1, 2, 3, 500]
    assert [shade(number, numbers) for number in [0, *numbers]] == [0, 2, 3, 4, 5]
    assert shade(7, [7]) == 5


@given(st.sets(st.integers(1, 10**6), min_size=1, max_size=34))
def test_more_stories_are_never_lighter_and_five_different_numbers_have_five_shades(numbers):
    distinct = sorted(numbers)
    shades = [shade(number, distinct) for number in distinct]
    assert shades == sorted(shades)
    assert 1 <= shades[0] <= shades[-1] == 5
    assert len(set(shades)) == min(5, len(distinct))


def test_counties_count_for_their_province_and_stories_without_place_for_none():
    sums = province_sums({"500000": 1, "500105": 2, "000000": 4, None: 8})
    assert dict(sums) == {"500000": 3, "000000": 4, None: 8}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2021-02-23", "2021年2月23日"),
        ("2021-09", "2021年9月"),
        ("2021", "2021年"),
        ("XXXX-03-09", "3月9日（年份不详）"),
        ("2021-02-23/2021-02-25", "2021-02-23/2021-02-25"),
    ],
)
def test_edtf_dates_are_shown_in_words(value, words):
    assert wording.edtf_in_words(value) == words


@pytest.mark.parametrize(
    ("yuan", "words"),
    [("15000000", "1500 万元"), ("200000000", "2 亿元"), ("500", "500 元"), ("12345.5", "12345.5 元"), (None, "")],
)
def test_sums_are_shown_in_the_largest_exact_unit(yuan, words):
    assert wording.money_in_words(Decimal(yuan) if yuan else None) == words


def test_the_day_of_publication_is_shown_with_its_precision():
    day = datetime.date(2022, 7, 8)

    def said(**fields):
        return wording.publication_in_words(Article(**fields))

    assert said(published=day, published_precision="day") == "2022年7月8日"
    assert said(published=day, published_precision="month") == "2022年7月"
    assert said(published=day, published_precision="year") == "2022年"
    assert said() == "日期不详"


def test_the_opening_of_a_story_has_whole_sentences_and_does_not_repeat_the_headline():
    body = "第一句说了。第二句也说了！" + "长" * 200 + "。"
    assert wording.lede(Article(title="题", body=body)) == "第一句说了。第二句也说了！"
    assert wording.lede(Article(body=body)) == "第二句也说了！"
    assert wording.lede(Article(title="题", body="")) == ""


CAPTION = "驿站里的一堂课，职工们在听讲 某某 摄"
TOLD = "近日，重庆市江北区总工会的第五个驿站开门了，来的人很多。"


@pytest.mark.parametrize(
    ("body", "opening"),
    [
        (f"{CAPTION}\n{TOLD}", TOLD),
        (f"{CAPTION}\n　　{TOLD}\n后来呢？", f"{TOLD} 后来呢？"),
        (f"小标题。\n{TOLD}", TOLD),  # a sentence, but too short for an opening
        (f"{TOLD[:-1]}\n{CAPTION}", f"{TOLD[:-1]} {CAPTION}"),  # it has no sentences
        (f"{TOLD[:-1]}，人们说：“好！”\n{CAPTION}", f"{TOLD[:-1]}，人们说：“好！” {CAPTION}"),
    ],
)
def test_the_opening_is_neither_a_caption_nor_a_subhead(body, opening):
    assert wording.lede(Article(title="题", body=body)) == opening


def test_headlines_break_between_words_and_never_before_punctuation():
    words = words_of("“联链”服务站聚焦打通“产改”难点堵点")
    assert "".join(words) == "“联链”服务站聚焦打通“产改”难点堵点"
    assert any(word.startswith("服务") for word in words)
    assert not any(word[0] in "”，。" for word in words)
    assert not any(word[-1] in "“" for word in words)


@given(st.text(max_size=30))
def test_the_words_of_a_headline_join_to_the_headline(headline):
    assert "".join(words_of(headline)) == headline
