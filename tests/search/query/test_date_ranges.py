"""Dates as people type them: every way in which a day, a month, a year or a range is written is read."""

import datetime
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.bare_dates import bare_days
from search.query.date_ranges import days_of, is_date
from text.fold import fold

# A Saturday in the last quarter of the year.
TODAY = datetime.date(2026, 11, 28)
ALWAYS, NEVER = datetime.date.min, datetime.date.max


def read(text: str, today: datetime.date = TODAY) -> str:
    """First and last day, as in 2021-02-01..2021-02-28; an end that is open is left out; "" if it is no date."""
    days = days_of(text, today)
    if days is None:
        return ""
    first, last = map(datetime.date.fromordinal, days)
    return f"{'' if first == ALWAYS else first}..{'' if last == NEVER else last}"


WRITTEN = {
    "2021-01-01..2021-12-31": [
        "2021", "2021年", "２０２１", "二〇二一年", "二零二一", "二○二一年", "21年", "民国110年", "2021年度",
    ],
    "2021-09-01..2021-09-30": [
        "2021-09", "2021.09", "2021/9", "202109", "2021年9月", "二〇二一年九月", "2021年9月份", "2021 年 9 月",
        "September 2021", "sept. 2021",
    ],
    "2021-09-03..2021-09-03": [
        "2021/9/3", "20210903", "2021年9月3日", "2021年9月3號", "二零二一年九月三日", "２０２１．９．３",
        "3 Sep 2021", "September 3, 2021", "3rd September 2021",
    ],
    "2021-10-23..2021-10-23": ["二〇二一年十月二十三日", "2021年十月廿三日", "二〇二一年一〇月二三日"],
    "2021-12-30..2021-12-30": ["二〇二一年十二月三十日", "2021年十二月卅日"],
    "2018-07-01..2018-09-30": [
        "2018年第3季度", "2018年三季度", "2018年第三季", "2018Q3", "2018-q3", "2018年7-9月", "2018年7月至9月",
    ],
    "2018-01-01..2018-09-30": [
        "2018年前三季度", "2018年1-3季度", "2018年一至三季度", "2018年第一季度到第三季度", "2018Q1-Q3",
    ],
    "2018-01-01..2018-06-30": ["2018年上半年", "2018上半年", "2018H1", "2018年1月—6月", "201801-06"],
    "2018-07-11..2018-07-20": ["2018年7月中旬", "二〇一八年七月中旬"],
    "1990-01-01..1999-12-31": ["20世纪90年代", "二十世纪九十年代", "1990年代", "90年代"],
    "2018-07-01..2018-07-03": [
        "2018年7月1日-7月3日", "2018年7月1日-3日", "2018年7月1-3日", "2018年7月1日至2018年7月3日", "2018.7.1-7.3",
        "2018.7.1—3", "2018-07-01~07-03", "2018-07-01-2018-07-03", "2018-07-01/2018-07-03", "20180701-20180703",
        "20180701-0703", "从2018年7月1日起到2018年7月3日止", "2018年7月1日 至 7月3日", "2018-07-03..2018-07-01",
    ],
    "2018-10-01..2019-01-31": ["Oct 2018 to January 2019", "2018年10月到2019年1月"],
    "2015-01-01..2018-12-31": [
        "2015-2018", "2015..2018", "2015…2018", "2015～2018", "2015——2018", "2015年到2018年", "2015-2018年", "15-18年",
        "2015年至2018年间", "2015/2018", "2015–2018", "2015 - 2018", "2018..2015", "2015-18",
    ],
    "2018-01-01..": [
        "2018-", "2018..", "2018以来", "自2018年以来", "从2018年", "2018年起", "2018至今", "2018年—今", ">=2018",
        "≥2018", "＞＝2018", "2018年以后", "2018年及以后",
    ],
    "2019-01-01..": [">2018", "＞2018年"],
    "..2018-12-31": ["..2018", "-2018", "<=2018", "≤2018年", "截至2018年", "2018年为止", "至2018年"],
    "..2017-12-31": ["<2018", "2018年以前", "2018年之前", "2018前"],
    # Counted from today.
    "2025-01-01..2025-12-31": ["去年", "去年全年", "上一年", "last year"],
    "2026-01-01..2026-12-31": ["今年", "本年度"],
    "2024-01-01..2024-12-31": ["前年"],
    "2025-07-01..2025-09-30": ["去年三季度", "去年7月至9月"],
    "2025-11-29..2026-11-28": ["近一年", "最近1年", "过去一年", "近12个月", "一年来", "近一年来"],
    "2026-08-29..2026-11-28": ["近3个月", "近三个月", "近一季度", "3个月内"],
    "2026-05-29..2026-11-28": ["近半年", "半年内", "半年来"],
    "2026-10-30..2026-11-28": ["近30天", "近三十日", "30天内", "last 30 days"],
    "2026-11-01..2026-11-30": ["本月", "这个月"],
    "2026-10-01..2026-10-31": ["上月", "上个月", "上個月"],
    "2026-10-03..2026-10-05": ["上月3日-5日", "上个月3日至5日"],
    "2026-11-23..2026-11-29": ["本周", "这个星期", "本週"],
    "2026-11-20..2026-11-20": ["上周五", "上星期五"],
    "2026-11-27..2026-11-27": ["昨天", "昨日", "yesterday"],
    "2026-11-28..2026-11-28": ["今天", "今日"],
    "2026-10-01..2026-12-31": ["本季度", "这个季度"],
    "2026-07-01..2026-09-30": ["上季度", "上个季度", "今年第三季度"],
    "2026-01-01..2026-06-30": ["上半年", "今年上半年"],
    "2026-01-01..": ["今年以来", "今年至今"],
}  # fmt: skip


@pytest.mark.parametrize(("days", "text"), [(days, text) for days, texts in WRITTEN.items() for text in texts])
def test_every_way_of_writing_a_date_is_read(days, text):
    assert read(text) == days
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "..", "至", "x", "昨", "年", "7月", "7月1日", "3季度", "最近", "近年来", "2018年初", "2018年7月底",
        "2018年春",
        "2021-13", "2021-00", "2021-09-00", "2021-02-30", "2021年2月29日", "2018年第5季度", "0000", ">9999", "<0001",
        "2018年12月-2月", "10 20", "2018 07", "31 Feb 2021", "May", "marched 2021",
        "1-2", "12345", "2016人", "第3季度", ">", "2018/", "以来", "1年",
        "大年三十",
        "近99999年", "近9999年", "2018-1-1-1-1-1-1", "1" * 41, "2018" + "-1" * 30,
    ],
)  # fmt: skip
def test_a_text_that_is_no_date_or_may_be_several_is_not_read(text):
    assert read(text) == ""
    assert not is_date(text)


def test_what_is_counted_from_today_follows_the_calendar():
    assert read("近一年", datetime.date(2024, 2, 29)) == "2023-03-01..2024-02-29"
    assert read("近一个月", datetime.date(2026, 3, 31)) == "2026-03-01..2026-03-31"
    assert read("上月", datetime.date(2026, 1, 31)) == "2025-12-01..2025-12-31"
    assert read("上季度", datetime.date(2026, 2, 1)) == "2025-10-01..2025-12-31"
    assert read("昨天", datetime.date(2026, 1, 1)) == "2025-12-31..2025-12-31"
    assert read("本周", datetime.date(2027, 1, 1)) == "2026-12-28..2027-01-03"
    assert read("28年") == "1928-01-01..1928-12-31"
    assert read("28年", datetime.date(2027, 1, 1)) == "2028-01-01..2028-12-31"


ANY_DAY = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def in_han(number: int) -> str:
    """1 to 99 in Chinese numerals: 二十三."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (
        "" if tens and not ones else digits[ones]
    )


def printed(day: datetime.date, parts: int) -> list[str]:
    """A year, a month or a day (of 1, 2 or 3 parts) in all forms in which it is printed."""
    year, month, date = day.year, day.month, day.day
    forms = [
        (f"{year}年", f"{month}月", f"{date}日"), (f"{year}年", f"{month:02}月", f"{date:02}日"),
        (f"{year}", f"-{month:02}", f"-{date:02}"), (f"{year}", f".{month}", f".{date}"),
        (f"{year}", f"/{month}", f"/{date}"), (f"{year}", f"{month:02}", f"{date:02}"),
        (f"{year}年".translate(HAN_DIGITS), f"{in_han(month)}月", f"{in_han(date)}日"),
        (f"{year} 年", f" {month} 月", f" {date} 号"),
    ]  # fmt: skip
    texts = ["".join(form[:parts]) for form in forms]
    return texts + [text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789-./"}) for text in texts]


def whole(day: datetime.date, parts: int) -> tuple[datetime.date, datetime.date]:
    """First and last day of the year, the month, or the day itself."""
    if parts == 3:
        return day, day
    first = day.replace(month=day.month if parts == 2 else 1, day=1)
    after = (first + datetime.timedelta(days=31 if parts == 2 else 366)).replace(day=1)
    return first, after - datetime.timedelta(days=1)


def ordinals(first: datetime.date, last: datetime.date) -> tuple[int, int]:
    return first.toordinal(), last.toordinal()


@given(ANY_DAY, st.sampled_from((1, 2, 3)), ANY_DAY)
def test_every_printed_form_of_a_day_a_month_or_a_year_reads_back(day, parts, today):
    for text in printed(day, parts):
        assert days_of(text, today) == ordinals(*whole(day, parts)), text


@given(
    ANY_DAY,
    ANY_DAY,
    st.sampled_from((1, 2, 3)),
    st.sampled_from(("..", "~", "至", "到", "—", " - ", "-", "－")),
    ANY_DAY,
)
def test_every_printed_form_of_a_range_reads_back(one, other, parts, between, today):
    early, late = sorted((one, other))
    expected = whole(early, parts)[0].toordinal(), whole(late, parts)[1].toordinal()
    for first, last in zip(printed(early, parts), printed(late, parts), strict=True):
        assert days_of(f"{first}{between}{last}", today) == expected, f"{first}{between}{last}"


@given(ANY_DAY, ANY_DAY, st.sampled_from(("-", "至", "~", "—")), ANY_DAY)
def test_the_second_day_of_a_range_may_leave_out_the_year_or_the_month_of_the_first(one, other, between, today):
    early, late = sorted((one, other))
    late = late.replace(year=early.year, day=min(late.day, 28))
    if late < early:
        return
    month = late.replace(month=early.month)
    for left, year_out, month_out in (
        (f"{early:%Y}年{early.month}月{early.day}日", f"{late.month}月{late.day}日", f"{month.day}日"),
        (f"{early:%Y}.{early.month}.{early.day}", f"{late.month}.{late.day}", f"{month.day}"),
        (f"{early:%Y-%m-%d}", f"{late:%m-%d}", f"{month:%d}"),
        (f"{early:%Y%m%d}", f"{late:%m%d}", f"{month:%d}"),
    ):
        assert days_of(f"{left}{between}{year_out}", today) == ordinals(early, late), f"{left}{between}{year_out}"
        if month >= early:
            assert days_of(f"{left}{between}{month_out}", today) == ordinals(early, month), (
                f"{left}{between}{month_out}"
            )


@given(
    st.text(
        st.one_of(st.sampled_from("0123456789年月日季度半上下前去今近个天周以来至-./~><= 一二十〇"), st.characters()),
        max_size=20,
    ),
    ANY_DAY,
)
def test_any_text_is_a_range_with_a_first_and_a_last_day_or_no_date(text, today):
    days = days_of(text, today)
    assert days is None or 1 <= days[0] <= days[1] <= datetime.date.max.toordinal()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2016", "2016-01-01..2016-12-31"), ("2016年", "2016-01-01..2016-12-31"),
        ("２０１６", "2016-01-01..2016-12-31"),
        ("二〇一八年", "2018-01-01..2018-12-31"), ("二零一八", "2018-01-01..2018-12-31"),
        ("2027", "2027-01-01..2027-12-31"),
        ("2021年3月", "2021-03-01..2021-03-31"), ("2021-03", "2021-03-01..2021-03-31"),
        ("2021.03", "2021-03-01..2021-03-31"),
        ("2021年3月8日", "2021-03-08..2021-03-08"), ("2021年3月8号", "2021-03-08..2021-03-08"),
        ("2021/3/8", "2021-03-08..2021-03-08"), ("20210308", "2021-03-08..2021-03-08"),
        ("二〇二一年三月八日", "2021-03-08..2021-03-08"),
    ],
)  # fmt: skip
def test_a_whole_word_may_be_a_bare_year_or_date(text, days):
    first, last = map(datetime.date.fromordinal, bare_days(text, TODAY))
    assert f"{first}..{last}" == days


@pytest.mark.parametrize(
    "text",
    [
        "去年", "3月8日", "2016人", "2016年的", "1899", "2028", "0016", "201803", "2021.5", "2015-2018", "2018-",
        "2018以来",
        "2018Q3", "2021年13月", "20211301", "99年", "一二九", "2016 2017", "", "12,016",
    ],
)  # fmt: skip
def test_other_words_are_no_bare_dates(text):
    assert bare_days(text, TODAY) is None


def test_the_patterns_are_written_as_folding_leaves_them():
    folder = Path(__file__).parents[3] / "search/query"
    for name in ("periods", "recent_periods", "date_ranges", "bare_dates"):
        han = "".join(re.findall(r"[\u3007\u4e00-\u9fff]", (folder / f"{name}.py").read_text(encoding="utf-8")))
        assert fold(han) == han
