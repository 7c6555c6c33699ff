"""Dates as people type them after 日期:, read as a first and a last day.

In: `2021`, `2021-09`, `2021年9月3日`, `2021.9.3`, `2021..2023`, `2021-2023`, `2021-03..`, `..2021`. Out: ordinals.
"""

import calendar
import datetime
import re
import unicodedata

from text.patterns import AFTER_MONTH, AFTER_YEAR

MOMENT = re.compile(rf"(\d{{4}})(?:{AFTER_YEAR}(\d{{1,2}})(?:{AFTER_MONTH}(\d{{1,2}}))?)?[年月日]?")
# Two dots, or what Chinese writes between two days; a single dash only if it cannot separate anything else.
BETWEEN = re.compile(r"\.{2,}|…+|至|到|[~〜]|[—–]+|--|(?<=^\d{4})-(?=\d{4}$)|(?<=[年月日])-(?=\d{4})")
EARLIEST, LATEST = 1, datetime.date.max.toordinal()


def days_of(text: str) -> tuple[int, int] | None:
    """First and last day as proleptic ordinals; None if `text` is not a date. The later day may be typed first."""
    parts = BETWEEN.split(unicodedata.normalize("NFKC", text), maxsplit=1)
    spans = [_span(part) for part in parts]
    if len(parts) == 1:
        return spans[0]
    if not any(parts) or any(part and not span for part, span in zip(parts, spans, strict=True)):
        return None
    early, late = spans[0] or (EARLIEST, EARLIEST), spans[1] or (LATEST, LATEST)
    return min(early[0], late[0]), max(early[1], late[1])


def _span(text: str) -> tuple[int, int] | None:
    found = MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = datetime.date(year, month, day)
    except ValueError:
        return None
    if found[3]:
        return first.toordinal(), first.toordinal()
    last_month = month if found[2] else 12
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first.toordinal(), last.toordinal()
