"""Dates, amounts of money and bylines in the words of the reader's language. Pure. In: values. Out: text."""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Article, Credit
from archive.models.edtf_dates import Precision
from archive.words.languages import is_chinese

EDTF_DAY = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
# The longest opening of a story in a list, in characters: whole sentences, about two lines.
LEDE = 90
# A paragraph with the end of a sentence. One of at most SHORT characters may be a caption or a subhead.
SENTENCE_ENDS = re.compile(r"[。！？!?”」』][”’」』）)]*$")
SHORT = 20
DIGITS = ("", *"一二三四五六七八九")
LEAP_YEAR = 2000
LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant"}


def day_in_words(day: datetime.date) -> str:
    return dateformat.format(day, _("Y年n月j日"))


def month_in_words(day: datetime.date) -> str:
    return dateformat.format(day, _("Y年n月"))


def year_in_words(year: int) -> str:
    return _("%(year)s年") % {"year": year}


def month_name(month: int) -> str:
    """7 → 7月, July."""
    return dateformat.format(datetime.date(LEAP_YEAR, month, 1), _("n月"))


def day_of_month(day: int) -> str:
    """8 → 8日, 8."""
    return dateformat.format(datetime.date(LEAP_YEAR, 1, day), _("j日"))


def nth_day(month: datetime.date, day: int) -> str:
    """A day of the month that is given by any of its days: 7月8日, 8 July."""
    return dateformat.format(month.replace(day=day), _("n月j日"))


def publication_in_words(article: Article) -> str:
    """The date of publication, as precisely as it is known; 日期不详 if it is unknown."""
    day = article.published
    if day is None:
        return _("日期不详")
    if article.published_precision == Precision.DAY:
        return day_in_words(day)
    return month_in_words(day) if article.published_precision == Precision.MONTH else year_in_words(day.year)


def edtf_in_words(value: str) -> str:
    """`2021-09` → 2021年9月; `XXXX-03-09` → 3月9日（年份不详）. Other forms of EDTF stay as they are."""
    match = EDTF_DAY.fullmatch(value)
    if match is None:
        return value
    year, month, day = match["year"], match["month"], match["day"]
    if month is None:
        return _("日期不详") if year == "XXXX" else year_in_words(int(year))
    try:
        date = datetime.date(LEAP_YEAR if year == "XXXX" else int(year), int(month), int(day or 1))
    except ValueError:  # there is no such day
        return value
    if year != "XXXX":
        return day_in_words(date) if day else month_in_words(date)
    return _("%(date)s（年份不详）") % {"date": dateformat.format(date, _("n月j日")) if day else month_name(date.month)}


def money_in_words(yuan: Decimal | None) -> str:
    """In the largest unit for which two decimal places are enough. An empty string for None."""
    if yuan is None:
        return ""
    for unit, words in _units_of_money():
        if yuan >= unit and (yuan * 100) % unit == 0:
            return words % {"number": _plain(yuan / unit)}
    return _("%(number)s 元") % {"number": _plain(yuan)}


def _units_of_money() -> list[tuple[Decimal, str]]:
    """Chinese counts in ten thousands, most other languages count in thousands."""
    if is_chinese():
        return [(Decimal(10**8), _("%(number)s 亿元")), (Decimal(10**4), _("%(number)s 万元"))]
    return [(Decimal(10**9), _("%(number)s 十亿元")), (Decimal(10**6), _("%(number)s 百万元"))]


def numeral(number: int) -> str:
    """In Chinese 1 → 一, 12 → 十二, 20 → 二十. From 100 on, and in other languages, in digits."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100 or not is_chinese():
        return str(number)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + DIGITS[ones]


def story_count(stories: int) -> str:
    return ngettext("%(n)s 篇", "%(n)s 篇", stories) % {"n": f"{stories:,}"}


def unit_count(units: int) -> str:
    """How many factories, offices or shops."""
    return ngettext("%(n)s 家", "%(n)s 家", units) % {"n": f"{units:,}"}


def _plain(number: Decimal) -> str:
    text = f"{number:f}" if is_chinese() else f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def byline(people: Iterable[Credit]) -> list[tuple[str, list[str]]]:
    """Names by the role that the paper printed, in the printed order."""
    roles: dict[str, list[str]] = {}
    for credit in people:
        roles.setdefault(credit.role, []).append(credit.name)
    return list(roles.items())


def lede(article: Article) -> str:
    """The first whole sentences of the text. The very first is left out if it already serves as the headline."""
    text = " ".join(_from_first_sentence([line.strip() for line in article.body.split("\n") if line.strip()]))
    if not article.title:
        text = text.removeprefix(article.headline).strip()
    found = ""
    for sentence in SENTENCE.findall(text[: 4 * LEDE]):
        if found and len(found) + len(sentence) > LEDE:
            break
        found += sentence
    return found.strip()


def _from_first_sentence(lines: list[str]) -> list[str]:
    """The lines from the first that consists of sentences; all lines if none does."""
    sentences = (number for number, line in enumerate(lines) if len(line) > SHORT and SENTENCE_ENDS.search(line))
    return lines[next(sentences, 0) :]
