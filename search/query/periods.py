"""A period of the calendar as people write it: a day, ten days, a month, a quarter, a half-year, a year, a decade.

In: a normalized text (see search.query.date_ranges) and the date of today in Shanghai. Out: its first and last day.
`2018年7月`, `2018-07-01`, `20180701`, `2018年第3季度`, `2018Q3`, `去年上半年`, `2018年7月上旬`, `90年代`, `July 2018`.
"""

import calendar
import datetime
import re
from collections.abc import Callable

from text.patterns import ANY_YEAR

Span = tuple[datetime.date, datetime.date]
Readers = tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime.date], Span]], ...]
NAMED_YEARS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上1年": -1, "lastyear": -1,
    "今年": 0, "本年": 0, "thisyear": 0, "明年": 1,
}  # fmt: skip
# The republic's year 1 is 1912.
BEFORE_REPUBLIC = 1911
QUARTER, HALF = 3, 6
TENS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上半月": (1, 15), "下半月": (16, 31)}


def _year(mark: str) -> str:
    """A year of four digits with this mark, of two digits, of the republic, or counted from this one."""
    named = "|".join(NAMED_YEARS)
    return f"(?:(?P<year>{ANY_YEAR}){mark}|(?P<short>[0-9]{{2}})年|民国(?P<republic>[0-9]{{1,3}})年|(?P<named>{named}))"


MONTH_PART = f"(?:(?P<day>[0-9]{{1,2}})[日号]?|(?P<tens>{'|'.join(TENS)}))"
_YEAR_PART = (
    "(?:q|第?(?=[1-4]个?季))(?P<quarter>[1-4])(?:个?季度?)?|前(?P<quarters>[2-4])个?季度?"
    "|(?P<first_half>上半年|h1)|(?P<second_half>下半年|h2)|[全整]年"
)
ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ENGLISH_DAY = "[0-9]{1,2})(?:st|nd|rd|th)?"
_IN_ENGLISH = (
    f"(?:(?P<before>{_ENGLISH_DAY})?(?P<name>[a-z]{{3,9}})[.]?(?:(?P<behind>{_ENGLISH_DAY},)?(?P<year>{ANY_YEAR})"
)
_NUMBERS = f"(?P<year>{ANY_YEAR})(?P<sign>[-/.])(?P<month>[0-9]{{1,2}})月?(?:(?P=sign)(?P<day>[0-9]{{1,2}})日?)?"


def period_of(text: str, today: datetime.date) -> Span | None:
    """None if it is no period, or if the calendar has no such day."""
    return read_as(READERS, text, today)


def read_as(readers: Readers, text: str, today: datetime.date) -> Span | None:
    """The span that the first fitting pattern reads; None if none fits or the calendar has no such day."""
    fitting = ((found, read) for pattern, read in readers if (found := pattern.fullmatch(text)))
    found, read = next(fitting, (None, None))
    try:
        return read(found, today) if found and read else None
    except (ValueError, OverflowError):
        return None


def months(year: int, first: int, last: int) -> Span:
    """From the first day of one month to the last day of another. Raises ValueError if there is no such month."""
    begin = datetime.date(year, first, 1)
    return begin, datetime.date(year, last, 1).replace(day=calendar.monthrange(year, last)[1])


def within_month(found: re.Match[str], year: int, month: int) -> Span:
    """The day or the ten-day part of the month that was written, or else the whole month."""
    begin, end = months(year, month, month)
    if found["day"]:
        begin = end = begin.replace(day=int(found["day"]))
    elif found["tens"]:
        first, last = TENS[found["tens"]]
        begin, end = begin.replace(day=first), end.replace(day=min(last, end.day))
    return begin, end


def _in_written_month(found: re.Match[str], today: datetime.date) -> Span:
    return within_month(found, _year_of(found, today), int(found["month"]))


def _in_numbers(found: re.Match[str], today: datetime.date) -> Span:
    return _day_or_month(found["year"], int(found["month"]), found["day"])


def _in_english(found: re.Match[str], today: datetime.date) -> Span:
    # Sep and Sept are short for September.
    month = [name.startswith(found["name"]) for name in ENGLISH].index(True) + 1
    return _day_or_month(found["year"], month, found["before"] or found["behind"])


def _day_or_month(year: str, month: int, day: str | None) -> Span:
    if not day:
        return months(int(year), month, month)
    exact = datetime.date(int(year), month, int(day))
    return exact, exact


def _in_year(found: re.Match[str], today: datetime.date) -> Span:
    year = _year_of(found, today)
    if found["quarter"]:
        last = QUARTER * int(found["quarter"])
        return months(year, last - QUARTER + 1, last)
    if found["quarters"]:
        return months(year, 1, QUARTER * int(found["quarters"]))
    return months(year, HALF + 1 if found["second_half"] else 1, HALF if found["first_half"] else 2 * HALF)


def _half_of_this_year(found: re.Match[str], today: datetime.date) -> Span:
    return months(today.year, 1, HALF) if found[1] == "上" else months(today.year, HALF + 1, 2 * HALF)


def _in_decade(found: re.Match[str], today: datetime.date) -> Span:
    """20世纪90年代; 90年代 is the last one that has begun."""
    begin = int(found["digits"])
    if found["century"]:
        begin += 100 * (int(found["century"]) - 1)
    elif len(found["digits"]) == 2:
        begin = _latest(begin, today.year)
    return months(begin, 1, 1)[0], months(begin + 9, 1, 12)[1]


def _year_of(found: re.Match[str], today: datetime.date) -> int:
    if found["named"]:
        return today.year + NAMED_YEARS[found["named"]]
    if found["republic"]:
        return BEFORE_REPUBLIC + int(found["republic"])
    return int(found["year"]) if found["year"] else _latest(int(found["short"]), today.year + 1)


def _latest(short: int, last: int) -> int:
    """The latest year up to `last` that ends with these two digits: 18 is 2018, 98 is 1998."""
    return last - (last - short) % 100


READERS: Readers = (
    (re.compile(f"{_year('年?')}度?(?:[-/.]?(?:{_YEAR_PART}))?"), _in_year),
    (re.compile(f"{_year('年')}(?P<month>[0-9]{{1,2}})(?:月份?{MONTH_PART}?)?"), _in_written_month),
    (re.compile(_NUMBERS), _in_numbers),
    (re.compile(f"(?P<year>{ANY_YEAR})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})?"), _in_numbers),
    (re.compile("([上下])半年"), _half_of_this_year),
    (re.compile(_IN_ENGLISH), _in_english),
    (re.compile("(?:(?P<century>[0-9]{1,2})世纪(?=[0-9]{2}年))?(?P<digits>(?:[0-9]{2})?[0-9]0)年代"), _in_decade),
)
