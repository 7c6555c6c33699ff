"""Infers from the texts of a page which years it may have been printed in.

In: the texts of a page, and the note of its upload. Out: a `YearSpan` with the earliest and the latest possible year.

The latest year that the texts describe as past (2021年7月启动) is the earliest possible one. If such a text also says
今年, the page is from a later year than 2020年以来 or 2021年末. The first year that the texts describe as future
(将在2022年, 力争到2021年底) is the latest possible one.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archive.reading.document import Doubt
from text.normalized import normalize_spaces, pattern
from text.patterns import YEAR

_YEAR = "(?<![0-9])(?P<year>20[0-9]{2})年"
_BARE = "(?<![0-9])20[0-9]{2}年"
_TO_COME = pattern(
    f"(?:将在|将于|将|拟于|计划|预计|力争到?|争取到?|确保到?|到){_BARE}(?!以来|前)"
    f"|{_BARE}(?:将|底前|年底前|拟|要|计划|重点|工作(?:要点|计划|部署))"
)
_MENTIONED = pattern(f"{_YEAR}(?:(?P<month>[0-9]{{1,2}})月)?(?P<whole>以来|末|底|全年|年度|年中)?")
_OF_ITS_YEAR = pattern(f"{_YEAR}(?:度|重点|工作|目标|任务|全年)")
_LAST_MONTH_FOR_PLANS = 10  # plans that are announced later in a year are for the next year
_THIS_YEAR = pattern("今年")
_IN_NOTE = pattern(f"(?<![0-9])(?P<year>{YEAR})(?![0-9])")

Month = tuple[int, int]  # year, month


@dataclass(frozen=True)
class YearSpan:
    """The page is not older than the month `earliest` and not newer than the year `latest`. None means no limit.

    `doubt` is the doubt of a date that takes its year from this span. Its month, day and year are still to be added.
    """

    earliest: Month | None = None
    latest: int | None = None
    doubt: Doubt | None = None

    def only_year(self, month: int, day: int) -> int | None:
        """The year of this day if only one is possible on a page of this span, else None."""
        if self.earliest is None or self.latest is None:
            return None
        first = self.earliest[0] + (month < self.earliest[1])
        return first if first == self.latest else None


def years_of(texts: Iterable[str], note: str = "") -> YearSpan:
    """The span that the texts of one page allow. If the note names a single year, it is that year."""
    noted = {int(match["year"]) for match in _IN_NOTE.finditer(note)}
    if len(noted) == 1:
        year = noted.pop()
        return YearSpan((year, 1), year, Doubt.of("year-by-note", noted=year))
    past: list[tuple[Month, str]] = []
    to_come: list[tuple[int, str]] = []
    for text in texts:
        past_here, coming = _past_and_future(normalize_spaces(text).text)
        past += past_here
        to_come += coming
    if not past or not to_come:
        return YearSpan(max(past)[0] if past else None, min(to_come)[0] if to_come else None)
    (earliest, says), (latest, hopes) = max(past), min(to_come)
    return YearSpan(earliest, latest, Doubt.of("year-by-page", says=says, hopes=hopes))


def year_of_plans(sentence: str, month: int) -> int | None:
    """The year in 2月23日公布了2021年重点工作, if the sentence names no other year."""
    planned = {int(match["year"]) for match in _OF_ITS_YEAR.finditer(sentence)}
    named = {int(match["year"]) for match in _MENTIONED.finditer(sentence)}
    return planned.pop() if len(planned) == 1 and named == planned and month <= _LAST_MONTH_FOR_PLANS else None


def _past_and_future(text: str) -> tuple[list[tuple[Month, str]], list[tuple[int, str]]]:
    coming = [(_year_in(m.group()), m) for m in _TO_COME.finditer(text)]
    ahead = {year for year, _ in coming}
    says_this_year = bool(_THIS_YEAR.search(text))
    past: list[tuple[Month, str]] = []
    for match in _MENTIONED.finditer(text):
        year = int(match["year"])
        if any(m.start() <= match.start() < m.end() for _, m in coming):
            continue
        month = int(match["month"] or 1)
        later = says_this_year and match["whole"] and year not in ahead
        past.append(((year + 1, 1) if later else (year, month), match.group()))
    return past, [(year, match.group()) for year, match in coming]


def _year_in(words: str) -> int:
    return int(re.sub("[^0-9]", "", words)[:4])
