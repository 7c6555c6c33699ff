"""When a story was published, and when the event was that it reports: each as a first and a last day.

In: a day with its precision, or a date of EDTF (ISO 8601-2:2019). Out: two proleptic ordinals
(datetime.date.toordinal), both included; UNDATED if not even the year is known.
"""

import calendar
import datetime
import re
import time

UNDATED = (0, 0)
# The dates that nearly all stories have. Others are read by the library.
PLAIN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def published_days(day: datetime.date | None, precision: str) -> tuple[int, int]:
    """First and last day a story may have been published. `precision`: day, month, year or unknown."""
    if day is None or precision not in ("day", "month", "year"):
        return UNDATED
    if precision == "day":
        return day.toordinal(), day.toordinal()
    return _whole(day.year, day.month if precision == "month" else 0)


def event_days(edtf: str) -> tuple[int, int]:
    """First and last day of a date of EDTF: `2021-09` is 1 to 30 September; `XXXX-03-09` is UNDATED."""
    plain = PLAIN.fullmatch(edtf)
    if not plain:
        return _of_any_edtf(edtf) if edtf else UNDATED
    year, month, day = (int(part or 0) for part in plain.groups())
    try:
        if not day:
            return _whole(year, month)
        exact = datetime.date(year, month, day).toordinal()
        return exact, exact
    except (ValueError, calendar.IllegalMonthError):
        # A season has a number above 12 in the place of the month: 2021-21 is the spring of 2021.
        return _of_any_edtf(edtf)


def _whole(year: int, month: int) -> tuple[int, int]:
    """The days of a month; with month 0, those of the year."""
    last_month = month or 12
    first = datetime.date(year, month or 1, 1)
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first.toordinal(), last.toordinal()


def _of_any_edtf(edtf: str) -> tuple[int, int]:
    # Imported late: edtf builds its grammar when it is loaded (0.07 s of CPU).
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        found = parse_edtf(edtf)
        first, last = _day(found.lower_strict()), _day(found.upper_strict())
    except (EDTFParseException, ValueError, TypeError, AttributeError, OverflowError):
        # No date; or one without a beginning or an end, or before the year 1 or after 9999.
        return UNDATED
    return (first, last) if first <= last else UNDATED


def _day(moment: time.struct_time) -> int:
    return datetime.date(*moment[:3]).toordinal()
