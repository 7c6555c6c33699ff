"""Bars for the years, months and days of the browse pages.

Pure. In: counts of stories by date. Out: a Bar for each year, month or day.
"""

import calendar
import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from archive.models.article_tallies import DatedCounts
from archive.models.edtf_dates import Precision

# The heights of the tallest bar, and of the lowest bar that can still be seen, in units of the drawing.
BAR_HEIGHT = 40
LEAST_BAR = 2
TINTS = 5


@dataclass(frozen=True)
class Bar:
    """The number of stories of a year, a month or a day. `height`: 0 to BAR_HEIGHT, `tint`: 0 to TINTS."""

    number: int
    stories: int
    height: int
    tint: int

    @property
    def top(self) -> int:
        return BAR_HEIGHT - self.height


def bars(counts: dict[int, int], numbers: Iterable[int]) -> list[Bar]:
    """A bar for each of `numbers`. The largest of `counts` has the full height."""
    most = max(counts.values(), default=0)
    return [_bar(number, counts.get(number, 0), most) for number in numbers]


def _bar(number: int, stories: int, most: int) -> Bar:
    if not stories:
        return Bar(number, 0, 0, 0)
    height = max(LEAST_BAR, round(BAR_HEIGHT * stories / most))
    return Bar(number, stories, height, -(-TINTS * stories // most))


def by_year(dates: Iterable[DatedCounts]) -> list[Bar]:
    """Every year from the first to the last, also those without stories, so that gaps can be seen."""
    counts: Counter[int] = Counter()
    for row in dates:
        counts[row.day.year] += row.stories
    return bars(counts, range(min(counts), max(counts) + 1)) if counts else []


def by_month(dates: Iterable[DatedCounts]) -> list[Bar]:
    """The twelve months of a year. Stories that are dated to the year only are left out."""
    counts: Counter[int] = Counter()
    for row in dates:
        if row.precision != Precision.YEAR:
            counts[row.day.month] += row.stories
    return bars(counts, range(1, 13))


def by_day(dates: Iterable[DatedCounts], year: int, month: int) -> list[Bar]:
    """All days of a month. Stories that are dated to the month or year only are left out."""
    counts = {row.day.day: row.stories for row in dates if row.precision == Precision.DAY}
    return bars(counts, range(1, calendar.monthrange(year, month)[1] + 1))


@dataclass(frozen=True)
class MonthStrip:
    """A month by days. `blanks`: empty places before the first day, in weeks that begin on Monday."""

    first: datetime.date
    days: list[Bar]

    @property
    def stories(self) -> int:
        return sum(bar.stories for bar in self.days)

    @property
    def blanks(self) -> range:
        return range(self.first.weekday())


def month_strip(dates: Iterable[DatedCounts], year: int, month: int) -> MonthStrip:
    return MonthStrip(datetime.date(year, month, 1), by_day(dates, year, month))
