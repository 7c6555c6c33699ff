"""Recognizes the folio: the line at the head or foot of a newspaper page with its date, paper, number and section.

In: printed lines. Out: whether a line is a folio, and what it says about the page. Lines are folded
and stripped of white space first, so letter spacing and script (simplified or traditional) make no difference.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.reading.split.web_marks import is_credit_line
from text.fold import fold
from text.normalized import pattern
from text.numerals import chinese_value
from text.patterns import HAN, ISO_DATE, WRITTEN_DATE

_LONGEST = 120
_REST_AT_MOST = 14  # characters besides the fixed parts: the name of a paper or section
_NAME_AT_MOST = 4
_SECTION_AT_MOST = 8
_KINDS_AT_LEAST = 3
_DAY = pattern(f"{WRITTEN_DATE}|{ISO_DATE}(?![0-9])")
_WEEKDAY = pattern("(?:星期|礼拜)(?P<weekday>[一二三四五六日天])")
_EDITION = pattern(
    "(?:第(?P<number>[0-9]{1,3}|[a-z][0-9]{1,2}|[一二三四五六七八九十]{1,3})|(?P<bare>[0-9]{1,2}|[a-z][0-9]{1,2}))版(?:面)?(?!本)"
)
_STAFF = pattern(
    "(?:本版|本期|值班|执行|版面)?(?:责任编辑|责编|编辑|主编|编委|美术编辑|美编|版式|视觉|校对|组版|制图|审读|策划|统筹)[:/]?"
)
_CONTACT = pattern(
    "(?:e-?mail|电子邮[箱件]|邮箱|投稿信?箱?|信箱|qq)[:]?[\\w.+-]*@[\\w.-]+|[\\w.+-]+@[\\w-]+\\.[\\w.]+"
    "|(?:新闻热线|热线|联系电话|电话|传真|tel)[:]?[0-9()-]{7,20}|(?:https?://|www\\.)[\\w./-]+"
)
_STANDING = pattern(
    f"农历[{HAN}]{{2,4}}年?[{HAN}]{{2,6}}|总?第[0-9]{{1,6}}期|今日[0-9一二三四五六七八九十]{{1,3}}版|国内统一(?:连续出版物|刊)号[:]?(?:cn)?[0-9-]*"
    "|cn[0-9]{2}-[0-9]{4}|邮发代号[:]?[0-9-]*|出版|主办"
)
_SIGNS = re.compile(r"[\s:：/|·•()\[\]【】〔〕■□●◆*_=—–-]+")
_PROSE = pattern('[。,、;?!“”"《》]|时间|日期|地点|[上下]午|开始|举行|召开|截止|报名|[于在的了是]|今天')
_LEADS_IN = pattern("[于在至到为从自:,、]$")
_SECTION_AFTER = pattern(f"^第?(?:[0-9]{{1,3}}|[a-z][0-9]{{1,2}})版[:|/·]?[{HAN}·]{{0,{_SECTION_AT_MOST}}}$")
_SECTION_BEFORE = re.compile(rf"^[{HAN}·]{{2,{_SECTION_AT_MOST}}}[\s|·]+第?[0-9A-Za-z]{{1,3}}版$")
_NUMBER = pattern("^(?:第?0?[0-9]{1,2}版?|[a-h]0?[0-9]{1,2}版?)$")
_OFFICE = pattern("^(?:本版|本报|本刊|编辑部|新闻|读者|投稿)")
_SECTION = pattern(
    f"^(?=.{{2,{_SECTION_AT_MOST}}}$)[{HAN}·]*(?:新闻|要闻|综合|视窗|之窗|之声|天地|专版|专刊|副刊|周刊|园地|广场|动态|速递|快讯|特刊|纵横|论坛|时政|理论|权益|民生|人物|热点|[日晚晨早时商都周导]报|工人报)$"
)


@dataclass(frozen=True)
class Folio:
    """A page by its folio: date (EDTF), whether the weekday matches, page number, the words of its folio."""

    day: str | None = None
    weekday_fits: bool = True
    page: str = ""
    words: str = ""


def is_folio(printed: str, above: str = "") -> bool:
    """Whether a line is the head or foot of a page; `above` is the line before it."""
    if len(printed) > _LONGEST or is_credit_line(printed):
        return False
    text = _normalized(printed)
    if _SECTION_AFTER.match(text) or _SECTION_BEFORE.match(fold(printed).strip()):
        return True
    has = [bool(shape.search(text)) for shape in (_DAY, _WEEKDAY, _EDITION, _STAFF, _CONTACT)]
    day, weekday, edition, staff, contact = has
    if not ((day and any(has[1:])) or (weekday and edition) or (staff and contact)):
        return False
    if not edition and not staff and _LEADS_IN.search(_normalized(above)):
        return False
    rest = _rest(text)
    allowed = _REST_AT_MOST + _NAME_AT_MOST * len(_STAFF.findall(text))
    return len(rest) <= allowed and not _PROSE.search(rest)


def is_section(printed: str) -> bool:
    """Whether a line could be the name or telephone number of a section or paper. Next to a folio, it is one."""
    if len(printed) > _LONGEST // 2:
        return False
    text = _normalized(printed)
    is_office = bool(_OFFICE.match(text) and _CONTACT.search(text)) and len(_rest(text)) <= _NAME_AT_MOST
    return is_office or bool(_SECTION.match(text))


def mark_of(printed: str, above: str = "") -> str:
    """Returns which part of a page's head a line looks like: folio, section, number, day, weekday or staff; else "".

    Except for the folio, a line counts as such a part only next to others: see `heads_of`.
    """
    if len(printed) > _LONGEST or is_credit_line(printed):
        return ""
    if is_folio(printed, above):
        return "folio"
    text = _SIGNS.sub("", _normalized(printed))
    for mark, shape in (("number", _NUMBER), ("day", _DAY), ("weekday", _WEEKDAY)):
        if shape.fullmatch(text):
            return mark
    staff = _STAFF.findall(text)
    if _STAFF.match(text) and 0 < len(_rest(text)) <= _NAME_AT_MOST * len(staff) and not _PROSE.search(text):
        return "staff"
    return "section" if is_section(printed) else ""


def heads_of(marks: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yields the ranges of adjacent marks that form a page's head: they hold a folio, or marks of three kinds."""
    at = 0
    for is_mark, run in groupby(marks, key=bool):
        kinds = list(run)
        if is_mark and ("folio" in kinds or (len({*kinds}) >= _KINDS_AT_LEAST and {"day", "number"} & {*kinds})):
            yield at, at + len(kinds)
        at += len(kinds)


def read_folio(printed: Iterable[str]) -> Folio:
    """Combines what the lines of a page say. A date or number that the lines disagree on is left out."""
    found = list(printed)
    marks = [mark_of(line) for line in found]
    heads = {at for begin, end in heads_of(marks) for at in range(begin, end)}
    used = [at for at, mark in enumerate(marks) if at in heads or mark == "section"]
    lines = [found[at] for at in used]
    texts = [_normalized(line) for line in lines]
    dated = [(day, _fits(day, text)) for text in texts for day in _days(text)]
    pages = {_page(edition) for text in texts if (edition := _EDITION.search(text))}
    pages |= {number for at in used if marks[at] == "number" and (number := _bare(found[at]))}
    is_one = len({day for day, _ in dated}) == 1
    return Folio(
        day=dated[0][0] if is_one else None,
        weekday_fits=all(fits for _, fits in dated),
        page=pages.pop() if len(pages) == 1 else "",
        words="\n".join(lines),
    )


def _normalized(printed: str) -> str:
    return "".join(fold(printed).split())


def _rest(text: str) -> str:
    """Returns what is left of a line without its fixed parts."""
    for shape in (_CONTACT, _STANDING, _DAY, _WEEKDAY, _EDITION, _STAFF, _SIGNS):
        text = shape.sub("", text)
    return text


def _days(text: str) -> list[str]:
    found = (_iso(match) for match in _DAY.finditer(text))
    return [day for day in found if day]


def _iso(match: re.Match[str]) -> str | None:
    parts = re.split("[-/.]", match["iso"]) if match["iso"] else [match[name] for name in ("year", "month", "day")]
    year, month, day = (int(part) if part.isascii() else int(chinese_value(part)) for part in parts)
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _fits(day: str, text: str) -> bool:
    """Whether the weekday printed next to a date is the right one."""
    found = _WEEKDAY.search(text)
    weekday = datetime.date.fromisoformat(day).weekday()
    return not found or weekday == "一二三四五六日".index(found["weekday"].replace("天", "日"))


def _bare(printed: str) -> str:
    """Returns 2 for the line 02, A3 for A03; "" if the line has other characters, as 02版 has."""
    text = _normalized(printed)
    if not text.isalnum() or not text.isascii():
        return ""
    return text[0].upper() + str(int(text[1:])) if text[0].isalpha() else str(int(text))


def _page(found: re.Match[str]) -> str:
    """Returns 3 for 第03版 and 第三版, A03 for A03版."""
    number = found["number"] or found["bare"]
    if not number.isascii():
        return str(int(chinese_value(number)))
    return number.upper() if number[0].isalpha() else str(int(number))
