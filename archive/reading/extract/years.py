"""Which year the texts of a page were printed in, as far as they give it away.

In: the texts of a page, and the note of its upload. Out: a `YearSpan`: not before, not after.

A year told as past (2021年7月启动) is the earliest possible; where the same text also says 今年, the page is
of a later year than that of 2020年以来 or 2021年末. A year told as to come (将在2022年, 力争到2021年底) is
the latest possible.
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
_LAST_MONTH_FOR_PLANS = 10  # later in a year the plans told of are those of the next
_THIS_YEAR = pattern("今年")
_IN_NOTE = pattern(f"(?<![0-9])(?P<year>{YEAR})(?![0-9])")

Month = tuple[int, int]  # year, month


@dataclass(frozen=True)
class YearSpan:
    """The page is of `earliest` (year, month) at the earliest and of the year `latest` at the latest.

    `doubt`: what a date says that takes its year from this span; it still needs month, day and year.
    """

    earliest: Month | None = None
    latest: int | None = None
    doubt: Doubt | None = None

    def only_year(self, month: int, day: int) -> int | None:
        """The one year in which a page of this span can tell of this day; None where there are more."""
        if self.earliest is None or self.latest is None:
            return None
        first = self.earliest[0] + (month < self.earliest[1])
        return first if first == self.latest else None


def years_of(texts: Iterable[str], note: str = "") -> YearSpan:
    """The span that the texts of one page leave open; a single year in the note settles it."""
    noted = {int(match["year"]) for match in _IN_NOTE.finditer(note)}
    if len(noted) == 1:
        year = noted.pop()
        return YearSpan((year, 1), year, Doubt.of("year-by-note", noted=year))
    past: list[tuple[Month, str]] = []
    to_come: list[tuple[int, str]] = []
    for text in texts:
        told, coming = _told(normalize_spaces(text).text)
        past += told
        to_come += coming
    if not past or not to_come:
        return YearSpan(max(past)[0] if past else None, min(to_come)[0] if to_come else None)
    (earliest, says), (latest, hopes) = max(past), min(to_come)
    return YearSpan(earliest, latest, Doubt.of("year-by-page", says=says, hopes=hopes))


def year_of_plans(sentence: str, month: int) -> int | None:
    """The year of 2月23日公布了2021年重点工作, where the sentence speaks of no other."""
    planned = {int(match["year"]) for match in _OF_ITS_YEAR.finditer(sentence)}
    named = {int(match["year"]) for match in _MENTIONED.finditer(sentence)}
    return planned.pop() if len(planned) == 1 and named == planned and month <= _LAST_MONTH_FOR_PLANS else None


def _told(text: str) -> tuple[list[tuple[Month, str]], list[tuple[int, str]]]:
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
