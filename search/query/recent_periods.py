"""A period that is counted from today: `昨天`, `本周`, `上个月3日`, `本季度`, `近3个月`, `30天内`.

In: a normalized text (see search.query.date_ranges) and the date of today in Shanghai. Out: its first and last day.
"""

import datetime
import re

from search.query.periods import MONTH_PART, QUARTER, Readers, Span, months, read_as, within_month

DAYS = {
    "大前天": -3, "大前日": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "yesterday": -1,
    "今天": 0, "今日": 0, "本日": 0, "today": 0, "明天": 1, "明日": 1,
}  # fmt: skip
# How many weeks, months or quarters ago: before 个月, 周, 季度.
STEPS = {"上上": -2, "上1": -1, "上": -1, "last": -1, "本": 0, "这1": 0, "这": 0, "this": 0, "下": 1}
WEEKDAYS = "1234567日天"
_STEP = f"(?P<step>{'|'.join(STEPS)})个?"
_WEEK, _QUARTER = "周|星期|礼拜|week", "季度?|quarter"
_UNIT = "(?P<unit>半个?月|半年|天|日|周|星期|礼拜|月|季度?|年|days?|weeks?|months?|years?)"
_NUMBER = "(?P<number>[0-9]{1,4})个?"
# Days in a unit that is not a number of months.
IN_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "半个月": 15, "半月": 15, "day": 1, "week": 7}
IN_MONTHS = {"月": 1, "month": 1, "季": 3, "季度": 3, "半年": 6, "年": 12, "year": 12}


def recent_period(text: str, today: datetime.date) -> Span | None:
    """None if it is no period, or if the calendar has no such day."""
    return read_as(READERS, text, today)


def months_later(day: datetime.date, number: int) -> datetime.date:
    """The same day of another month, or its last day if that comes first. Raises ValueError outside the calendar."""
    year, month = divmod(12 * day.year + day.month - 1 + number, 12)
    first, last = months(year, month + 1, month + 1)
    return first.replace(day=min(day.day, last.day))


def _day(found: re.Match[str], today: datetime.date) -> Span:
    day = today + datetime.timedelta(days=DAYS[found[0]])
    return day, day


def _month(found: re.Match[str], today: datetime.date) -> Span:
    month = months_later(today, STEPS[found["step"]])
    return within_month(found, month.year, month.month)


def _week(found: re.Match[str], today: datetime.date) -> Span:
    """A week begins on Monday."""
    monday = today + datetime.timedelta(days=7 * STEPS[found["step"]] - today.weekday())
    if not found["weekday"]:
        return monday, monday + datetime.timedelta(days=6)
    day = monday + datetime.timedelta(days=min(WEEKDAYS.index(found["weekday"]), 6))
    return day, day


def _quarter(found: re.Match[str], today: datetime.date) -> Span:
    begun = months_later(today.replace(day=1), QUARTER * STEPS[found["step"]])
    last = (begun.month + QUARTER - 1) // QUARTER * QUARTER
    return months(begun.year, last - QUARTER + 1, last)


def _last(found: re.Match[str], today: datetime.date) -> Span:
    """As many days up to today: 近3个月 begins a day after the same day three months ago."""
    number, unit = int(found["number"] or 1), found["unit"].removesuffix("s")
    if unit in IN_DAYS:
        return today - datetime.timedelta(days=IN_DAYS[unit] * number - 1), today
    return months_later(today, -number * IN_MONTHS[unit]) + datetime.timedelta(days=1), today


READERS: Readers = (
    (re.compile("|".join(DAYS)), _day),
    (re.compile(f"{_STEP}(?:月份?|month){MONTH_PART}?"), _month),
    (re.compile(f"{_STEP}(?:{_WEEK})(?P<weekday>[{WEEKDAYS}])?"), _week),
    (re.compile(f"{_STEP}(?:{_QUARTER})"), _quarter),
    (re.compile(f"(?:最?近|过去|last|past)(?:{_NUMBER}|(?=半)){_UNIT}(?:以?来|之?内|里|间)?"), _last),
    (re.compile(f"(?:{_NUMBER}|(?=半)){_UNIT}(?:来|之?内)"), _last),
)
