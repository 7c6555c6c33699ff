"""Days as people type them after 日期: → first and last day.

In: `2021`, `2021-09`, `2021年9月3日`, `2021.9.3`, `2021..2023`, `2021-03..`, `..2021`. Out: ordinals.
"""

import calendar
import datetime
import re

MOMENT = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2}))?)?[年月日]?")
# Two dots, or what Chinese puts between two days.
BETWEEN = re.compile(r"\.{2,}|…+|至|到|~|—+|--")
EARLIEST, LATEST = 1, datetime.date.max.toordinal()


def days_of(text: str) -> tuple[int, int] | None:
    """First and last day as proleptic ordinals; None where `text` is no date."""
    parts = BETWEEN.split(text, maxsplit=1)
    spans = [_span(part) for part in parts]
    if len(parts) == 1:
        return spans[0]
    if not any(parts) or any(part and not span for part, span in zip(parts, spans, strict=True)):
        return None
    first = spans[0][0] if spans[0] else EARLIEST
    last = spans[1][1] if spans[1] else LATEST
    return (first, last) if first <= last else None


def _span(text: str) -> tuple[int, int] | None:
    found = MOMENT.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first.toordinal(), first.toordinal()
    last_month = month or 12
    last = datetime.date(year, last_month, calendar.monthrange(year, last_month)[1])
    return first.toordinal(), last.toordinal()
