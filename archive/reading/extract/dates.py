"""Finds the date of publication of a story, and the date of the event it reports.

In: the body of the story, what is known of the date of its page, the years that the page's texts mention. Out: EDTF
dates (ISO 8601-2:2019) as in 2021-02-23, 2021-09, or XXXX-03-09 if the year is unknown, whether they are inferred, and
the reason as a doubt. A year is inferred only if no other year is possible.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.reading.document import Doubt
from archive.reading.extract.sentences import lead_of
from archive.reading.extract.years import YearSpan, year_of_plans
from text.fold import fold
from text.normalized import normalize_spaces, pattern
from text.numerals import chinese_value
from text.patterns import ISO_DATE, MONTH_DAY, WRITTEN_DATE, YEAR

_FULL = pattern(f"{WRITTEN_DATE}|(?<![0-9]){ISO_DATE}(?![0-9])")
_OPENS_A_SENTENCE = pattern(f"(?:^|(?<=[。!?;”]))[“(]?{WRITTEN_DATE}(?=,|[上下]午|晚|早|凌晨|在)")
_ANY_YEAR = pattern(f"(?<![0-9])({YEAR})年")
_PLANNED = pattern("^[^。]{0,12}(?:将|拟|计划)")
_HELD = pattern("^[^。!?;]{0,40}?(?:举[行办]|召开|启动|开幕|揭牌|开班|开赛|签约)")
_NEWS = 14  # days: a paper reports an event for about so long
_MONTH_DAY = pattern(f"(?<![年0-9]){MONTH_DAY}(?!起|至|到|前|以来|-|~|—)")
_DAY_ALONE = pattern("^[^,。0-9]{0,24}(?<![月第0-9])(?P<day>[0-9]{1,2})[日号](?![起至到前]|以来)")
_OF_DATELINE = pattern(f"{MONTH_DAY}(?:电|讯|消息)")
# A long subject before the word must end like the name of a body: 香港工会联合会昨日在…
_RELATIVE = pattern(
    "^(?:[^,。]{0,12}?|[^,。:!?;“”《》]{0,36}(?:[会局部委厅署院校处社厂站所省市区县州]|公司|集团|中心|政府|单位|部门))"
    "(?P<word>昨[日天]|今[日天])(?![起的至])"
)
_NOT_THE_EVENT = pattern("(?:自|从|截至|截止到?|将于|将在|定于|拟于|于|报名)$")
_PRINTED = pattern(
    rf"^[^。\n]{{0,40}}?{ISO_DATE}(?![0-9])[^。\n]{{0,90}}$"
    rf"|^[^。,\n]{{0,30}}?{WRITTEN_DATE}(?:[^。,\n]{{0,30}}|[0-9:时分秒 |]*(?:来源|稿源|作者|编辑)[^。\n]{{0,90}})$",
    re.M,
)
_PRINTED_WITHIN = 200  # code points at the head or the foot of a text


@dataclass(frozen=True)
class FoundDate:
    """An EDTF date, or None. If it is inferred, `doubts` give the reason."""

    value: str | None
    is_inferred: bool = False
    doubts: tuple[Doubt, ...] = ()


NOT_DATED = FoundDate(None)


def published_on(given: str | None, printed: str, note: str = "", of_page: FoundDate = NOT_DATED) -> FoundDate:
    """The date of publication. The first of these counts: the date `given` with the upload, the date `of_page` from its
    folio, a date in the note, a date printed on a line of its own.
    """
    if given:
        return FoundDate(given, doubts=_against(given, of_page.value))
    if of_page.value:
        return of_page
    noted = {day for match in _FULL.finditer(normalize_spaces(note).text) if (day := _day_of(match))}
    if len(noted) == 1:
        return FoundDate(noted.pop(), True, (Doubt.of("published-by-note", note=note[:40]),))
    text = fold(printed)
    for part in (text[:_PRINTED_WITHIN], text[-_PRINTED_WITHIN:]):
        match = _PRINTED.search(part)
        if match and (day := _day_of(match)):
            return FoundDate(day, True, (Doubt.of("published-by-print", printed=match.group().strip()[:40]),))
    return NOT_DATED


def published_by_credits(credit_lines: Iterable[str], of_page: FoundDate, given: str | None = None) -> FoundDate:
    """The date in a story's own credit lines, unless the date of its page was given or is certain."""
    credited = published_on(None, "\n".join(credit_lines))
    if given:
        return replace(of_page, doubts=(*of_page.doubts, *_against(given, credited.value)))
    return credited if credited.value and (of_page.is_inferred or not of_page.value) else of_page


def _against(given: str, printed: str | None) -> tuple[Doubt, ...]:
    """A doubt if the printed date is not the given one, or not in the given month or year."""
    if not printed or printed.startswith(given):
        return ()
    return (Doubt.of("published-differs", printed=printed, given=given),)


def event_date(body: str, published: str | None, years: YearSpan) -> FoundDate:
    """The date of the event by the first two sentences, or else the only date that begins a later sentence."""
    dateline, sentences = lead_of(body)
    for sentence in sentences[:2]:
        found = _in_sentence(sentence, dateline, published, years)
        if found is not None:
            return found
    return _of_a_later_sentence(body, published)


def _of_a_later_sentence(body: str, published: str | None) -> FoundDate:
    """The date in `2023年11月6日,仪式举行`, if there is only one such date and it is neither long past nor to come."""
    texts = [normalize_spaces(line).text for line in body.split("\n")]
    found = {_full(match): match.group() for text in texts for match in _opening_days(text)}
    day = next(iter(found)) if len(found) == 1 else None
    if day is None or not (_is_news(day, published) if published else _is_held_last(day, texts)):
        return NOT_DATED
    return FoundDate(day, doubts=(Doubt.of("event-date-inside", printed=found[day]),))


def _opening_days(text: str) -> Iterator[re.Match[str]]:
    for match in _OPENS_A_SENTENCE.finditer(text):
        if not _PLANNED.search(text[match.end() :]):
            yield match


def _is_news(day: str, published: str) -> bool:
    """Whether a paper with this date of publication may report an event of that day as news."""
    if not _is_day(published):
        return day.startswith(published[:7])
    return 0 <= (datetime.date.fromisoformat(published) - datetime.date.fromisoformat(day)).days <= _NEWS


def _is_held_last(day: str, texts: Sequence[str]) -> bool:
    """Whether the texts say that an event was held that day, and mention no later year."""
    is_held = any(_HELD.search(text[match.end() :]) for text in texts for match in _opening_days(text))
    return is_held and all(match[1] <= day[:4] for text in texts for match in _ANY_YEAR.finditer(text))


def _in_sentence(sentence: str, dateline: str, published: str | None, years: YearSpan) -> FoundDate | None:
    full = _FULL.search(sentence)
    if full and not _NOT_THE_EVENT.search(sentence[: full.start()]):
        printed = _day_of(full)
        return FoundDate(printed) if printed else None
    for match in _MONTH_DAY.finditer(sentence):
        if not _NOT_THE_EVENT.search(sentence[: match.start()]):
            month, day = _number(match["month"]), _number(match["day"])
            planned = None if published else year_of_plans(sentence, month)
            return _completed(month, day, published, _same_year(planned) if planned else years)
    return _of_dateline(sentence, dateline, published, years) or _relative(sentence, published)


def _same_year(year: int) -> YearSpan:
    return YearSpan((year, 1), year, Doubt.of("year-by-plans", planned=year))


def _of_dateline(sentence: str, dateline: str, published: str | None, years: YearSpan) -> FoundDate | None:
    """The date of 3日 in 新华社北京6月3日电 … 3日 …, with the month of the dateline or of the date of publication."""
    alone, sent = _DAY_ALONE.match(sentence), _OF_DATELINE.search(dateline)
    if not alone:
        return None
    day = _number(alone["day"])
    if sent and day <= _number(sent["day"]):
        found = _completed(_number(sent["month"]), day, published, years)
        return FoundDate(found.value, True, (*found.doubts, Doubt.of("month-by-dateline", day=day))) if found else None
    if not published or not _is_day(published):
        return None
    value = _last_such_day(day, datetime.date.fromisoformat(published))
    doubt = Doubt.of("month-by-publication", day=day, published=published)
    return FoundDate(value, True, (doubt,)) if value else None


def _last_such_day(day: int, published: datetime.date) -> str | None:
    """The last date with this day of the month up to the date of publication, if its month has such a day."""
    before = published.replace(day=1) - datetime.timedelta(days=1)
    month = published if day <= published.day else before
    return f"{month:%Y-%m}-{day:02}" if _exists(month.year, month.month, day) else None


def _relative(sentence: str, published: str | None) -> FoundDate | None:
    match = _RELATIVE.match(sentence)
    if not match or not published or not _is_day(published):
        return None
    day = datetime.date.fromisoformat(published)
    if match["word"].startswith("昨"):
        day -= datetime.timedelta(days=1)
    return FoundDate(day.isoformat(), True, (Doubt.of("day-by-publication", word=match["word"], published=published),))


def _completed(month: int, day: int, published: str | None, years: YearSpan) -> FoundDate | None:
    """The month and day with a year, if the date of publication or the texts allow only one year."""
    if not _exists(2000, month, day):
        return None
    if published:
        year = _year_before(month, day, published)
        doubt: Doubt | None = Doubt.of("year-by-publication", published=published)
    else:
        year, doubt = years.only_year(month, day), years.doubt
    if year is None or doubt is None or not _exists(year, month, day):
        return FoundDate(f"XXXX-{month:02}-{day:02}", False, (Doubt.of("year-unknown", month=month, day=day),))
    return FoundDate(f"{year}-{month:02}-{day:02}", True, (doubt.with_arguments(month=month, day=day, year=year),))


def _year_before(month: int, day: int, published: str) -> int | None:
    """The year of the last such day up to the date of publication.

    None if that day is nine months or more in the past: a day in the near future is then as likely.
    """
    parts = [int(part) for part in published.split("-")]
    if len(parts) == 1:
        return None if month == 12 else parts[0]
    is_later = (month, day) > (parts[1], parts[2]) if len(parts) == 3 else month > parts[1]
    months_back = (parts[1] - month) % 12 or 12 * is_later
    return parts[0] - is_later if months_back < 9 else None


def _day_of(match: re.Match[str]) -> str | None:
    return _iso(match["iso"]) if match["iso"] else _full(match)


def _full(match: re.Match[str]) -> str | None:
    year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
    return f"{year}-{month:02}-{day:02}" if _exists(year, month, day) else None


def _iso(text: str) -> str | None:
    year, month, day = (int(part) for part in re.split("[-/.]", text))
    return f"{year}-{month:02}-{day:02}" if _exists(year, month, day) else None


def _number(text: str) -> int:
    return int(text) if text.isascii() else int(chinese_value(text))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _is_day(edtf: str) -> bool:
    return len(edtf) == 10 and edtf[:4].isdigit()
