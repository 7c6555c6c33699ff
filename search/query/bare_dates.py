"""A year or a date that is a whole word of a query, such as 2016 in `五一劳动奖章 2016`.

In: the word, and the date of today in Shanghai. Out: its first and last day. The word may also be a mere number: only
forms that nobody writes numbers in are read, and a year must be one that the archive may have.
"""

import datetime
import re

from search.query.date_ranges import days_of
from text.fold import fold
from text.patterns import ANY_YEAR, CHINESE_YEAR, NUMERALS

EARLIEST_YEAR = 1900
_NUMBER = f"(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})"
BARE = re.compile(
    f"(?:{ANY_YEAR}|{CHINESE_YEAR})(?:年度?|年{_NUMBER}月(?:{_NUMBER}[日号])?)?"
    f"|{ANY_YEAR}(?P<sign>[-/.])[0-9]{{1,2}}(?P=sign)[0-9]{{1,2}}"
    rf"|{ANY_YEAR}(?:[-/][0-9]{{1,2}}|\.[01][0-9]|[01][0-9][0-3][0-9])"
)


def bare_days(text: str, today: datetime.date) -> tuple[int, int] | None:
    """First and last day, as proleptic ordinals, between 1900 and next year; None if the word is no year or date.

    `2016`, `2016年`, `2021年3月`, `2021年3月8日`, `二〇一八年`, `2021-03-08`; not `去年`, `3月8日`, `2016人`.
    """
    plain = fold(text).strip()
    days = days_of(plain, today) if BARE.fullmatch(plain) else None
    if not days:
        return None
    years = [datetime.date.fromordinal(day).year for day in days]
    return days if years[0] >= EARLIEST_YEAR and years[1] <= today.year + 1 else None
