"""Dates as people type them after 日期: or 年份:, read as a first and a last day.

In: any text, and the date of today in Shanghai. Out: proleptic ordinals (datetime.date.toordinal), both included.

    a period     2021, 2021-09, 2021年9月3日, 二〇一八年七月, 2018年第3季度, 去年, 近3个月    (periods, recent_periods)
    two of them  2018年7月1日-7月3日, 2015-2018, 2015..2018, 从2015年到2018年, 2018年1至3季度
    one end      2018-, ..2021, 2018以来, 2018年以前, >=2018, <2018-07

A text that could mean several periods, such as 7月1日 or 2018年初, is no date.
"""

import datetime
import re
from collections.abc import Iterator
from functools import lru_cache

from search.query.periods import period_of
from search.query.recent_periods import recent_period
from text.fold import fold
from text.numerals import chinese_value

EARLIEST, LATEST = 1, datetime.date.max.toordinal()
# No date is longer, or has more separators: 2018-07-01-2018-07-03 has five.
LONGEST, MOST_SEPARATORS = 40, 5
SOME_DAY = datetime.date(2024, 7, 1)
NUMERAL = re.compile("[零〇一二两三四五六七八九十百]+")
TWENTY_THIRTY = {"廿": "二十", "卅": "三十"}
# Between digits a blank separates; elsewhere it is nothing but space.
BLANK = re.compile(r"(?<![0-9])\s+|\s+(?![0-9])")
HYPHENS, DASHES = re.compile("[\u2010-\u2013\u2212]"), re.compile("[\u2014\u2015]+|--+|[~\u301c\u223c]")
SEPARATOR = re.compile(r"\.{2,}|至|到|[~/-]|to")
COMPARED = re.compile("(>=?|<=?|[≥≤≧≦=])(.+)")
SINCE = re.compile("(?:自从?|从|since)?(.+?)(?:以来|起至今|起|及?以后|之后|后|至今|开始)|(?:自从?|从|since)(.+)")
BEFORE = re.compile("(.+?)(?:以前|之前|前)|before(.+)")
UNTIL = re.compile("(?:截[至止]到?|到|至)?(.+?)(?:为止|截止|止|及以前|及之前)|(?:截[至止]到?|until)(.+)")
BEGINS, ENDS = re.compile("^(?:自从?|从|between)|(?:起|开始)$"), re.compile("(?:为止|止)$")
WITHIN = re.compile("(?:之间|期间|内|间)$")
NOW = {"今", "至今", "现在", "目前", "now"}
# An end of a range may lack what the other one says: 2018年7月1日-3日, 2015-2018年, 20180701-0703, 2018-19.
PARENT = re.compile("[年月度./-]|^[0-9]{4}(?=[qh第上下前])")
UNIT = re.compile("(?:年|月|[日号]|个?季度?)$")
DIGITS_LACKING = {(8, 4): 4, (8, 2): 6, (6, 2): 4, (4, 2): 2}


def days_of(text: str, today: datetime.date) -> tuple[int, int] | None:
    """First and last day; None if `text` is not a date. The later day may be typed first."""
    plain = _normalized(text) if len(text) <= LONGEST else ""
    if not plain or any(map(str.isspace, plain)):
        return None
    found = _one(plain, today) or _one_end(plain, today) or _two_ends(plain, today)
    return found if found and EARLIEST <= found[0] <= found[1] <= LATEST else None


def is_date(text: str) -> bool:
    """Whether this is a date. Which one it is may depend on the day on which it is typed."""
    return days_of(text, SOME_DAY) is not None


def _normalized(text: str) -> str:
    """Folded, with digits for numerals, without blanks, and with - or ~ for any dash."""
    plain = BLANK.sub("", fold(text).strip())
    for numeral, spelled in TWENTY_THIRTY.items():
        plain = plain.replace(numeral, spelled)
    plain = NUMERAL.sub(lambda found: str(chinese_value(found[0])), plain)
    return DASHES.sub("~", HYPHENS.sub("-", plain))


@lru_cache(maxsize=1024)  # a range is tried at each of its separators
def _one(plain: str, today: datetime.date) -> tuple[int, int] | None:
    """The days of one period."""
    for text in (plain, WITHIN.sub("", plain)):
        span = period_of(text, today) or recent_period(text, today)
        if span:
            return span[0].toordinal(), span[1].toordinal()
    return None


def _one_end(plain: str, today: datetime.date) -> tuple[int, int] | None:
    """Before, since or until a period. Before and after it do not include it, 以后 does."""
    for pattern, sign in ((SINCE, ">="), (BEFORE, "<"), (UNTIL, "<=")):
        found = pattern.fullmatch(plain)
        days = _one(found[1] or found[2], today) if found else None
        if days:
            return _compared(sign, *days)
    found = COMPARED.fullmatch(plain)
    days = _one(found[2], today) if found else None
    return _compared(found[1], *days) if found and days else None


def _compared(sign: str, first: int, last: int) -> tuple[int, int]:
    match sign:
        case ">":
            return last + 1, LATEST
        case ">=" | "≥" | "≧":
            return first, LATEST
        case "<":
            return EARLIEST, first - 1
        case "<=" | "≤" | "≦":
            return EARLIEST, last
    return first, last


def _two_ends(plain: str, today: datetime.date) -> tuple[int, int] | None:
    """The last separator counts that is between two dates: in 2018-07-01-2018-07-03 the third."""
    separators = list(SEPARATOR.finditer(plain))
    for found in reversed(separators if len(separators) <= MOST_SEPARATORS else []):
        left, right = BEGINS.sub("", plain[: found.start()]), ENDS.sub("", plain[found.end() :])
        days = _between(left, right, today) if left and right else None
        if not days and found[0] != "/":
            days = _open(left, right, today)
        if days:
            return days
    return None


def _open(left: str, right: str, today: datetime.date) -> tuple[int, int] | None:
    if left and (not right or right in NOW):
        days = _one(left, today)
        return _compared(">=", *days) if days else None
    days = _one(right, today) if right and not left else None
    return _compared("<=", *days) if days else None


def _between(left: str, right: str, today: datetime.date) -> tuple[int, int] | None:
    unit = UNIT.search(right) if left[-1].isdigit() else None
    begin = (_one(f"{left}{unit[0]}", today) if unit else None) or _one(left, today)
    if not begin:
        return None
    completed = (_one(text, today) for text in _completed(left, right))
    end = next((days for days in completed if days and days[0] >= begin[0]), None) or _one(right, today)
    return (min(begin[0], end[0]), max(begin[1], end[1])) if end else None


def _completed(left: str, right: str) -> Iterator[str]:
    """The second date of a range with what it may share with the first, the longest beginning first."""
    shared = DIGITS_LACKING.get((len(left), len(right))) if f"{left}{right}".isdigit() else None
    if shared:
        yield f"{left[:shared]}{right}"
    for found in reversed(list(PARENT.finditer(left))):
        yield f"{left[: found.end()]}{right}"
