"""A range of days in words, in the language of the page.

In: first and last day, as proleptic ordinals. Out: 2016年; 2021年3月; 2021年3月8日; or two days.
"""

import datetime

from archive.views.wording import edtf_in_words
from search.story_days import event_days


def range_in_words(first: int, last: int) -> str:
    """The year, the month or the day that the range is; else its first and last day."""
    begin, end = datetime.date.fromordinal(first), datetime.date.fromordinal(last)
    forms = (f"{begin:%Y}", f"{begin:%Y-%m}", begin.isoformat())
    whole = next((form for form in forms if event_days(form) == (first, last)), "")
    return edtf_in_words(whole) if whole else f"{edtf_in_words(begin.isoformat())}–{edtf_in_words(end.isoformat())}"
