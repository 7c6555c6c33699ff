"""Dates, sums and bylines in Chinese words. Pure: values in, text out."""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from archive.models import Article, Credit
from archive.models.edtf_dates import Precision

EDTF_DAY = re.compile(r"(?P<year>\d{4}|XXXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?")
SENTENCE = re.compile(r"[^。！？!?]+[。！？!?]+[”’」』）)]*|[^。！？!?]+$")
# The opening of a story in a list: whole sentences, about two lines.
LEDE = 90
# A paragraph that ends as a sentence does; a shorter one may be the caption of a picture, or a cross-heading.
SENTENCE_ENDS = re.compile(r"[。！？!?”」』][”’」』）)]*$")
SHORT = 20
DIGITS = ("", *"一二三四五六七八九")
LANGUAGES = {"hans": "zh-Hans", "hant": "zh-Hant"}


def day_in_words(day: datetime.date) -> str:
    return _("%(year)s年%(month)s月%(day)s日") % {"year": day.year, "month": day.month, "day": day.day}


def month_in_words(day: datetime.date) -> str:
    return _("%(year)s年%(month)s月") % {"year": day.year, "month": day.month}


def year_in_words(year: int) -> str:
    return _("%(year)s年") % {"year": year}


def publication_in_words(article: Article) -> str:
    """As closely as the day of publication is known; 日期不详 where it is not."""
    day = article.published
    if day is None:
        return _("日期不详")
    if article.published_precision == Precision.DAY:
        return day_in_words(day)
    return month_in_words(day) if article.published_precision == Precision.MONTH else year_in_words(day.year)


def edtf_in_words(value: str) -> str:
    """`2021-09` → 2021年9月; `XXXX-03-09` → 3月9日（年份不详）; what is not so simple stays as it is."""
    match = EDTF_DAY.fullmatch(value)
    if match is None:
        return value
    year, month, day = match["year"], match["month"], match["day"]
    words = (_("%s月") % int(month) if month else "") + (_("%s日") % int(day) if day else "")
    if year == "XXXX":
        return _("%s（年份不详）") % words if words else _("日期不详")
    return year_in_words(int(year)) + words


def money_in_words(yuan: Decimal | None) -> str:
    """In 亿元 or 万元 where that comes out even to two places, else in 元; nothing for None."""
    if yuan is None:
        return ""
    for unit, name in ((Decimal(10**8), _("亿元")), (Decimal(10**4), _("万元"))):
        if yuan >= unit and (yuan * 100) % unit == 0:
            return f"{_plain(yuan / unit)} {name}"
    return f"{_plain(yuan)} {_('元')}"


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; from 100 on the figures."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + DIGITS[ones]


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def byline(people: Iterable[Credit]) -> list[tuple[str, list[str]]]:
    """Names under the role the paper printed, in its order."""
    roles: dict[str, list[str]] = {}
    for credit in people:
        roles.setdefault(credit.role, []).append(credit.name)
    return list(roles.items())


def lede(article: Article) -> str:
    """The first whole sentences of the text; the first of them is left out where it serves as the headline."""
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
    """The lines from the first that is told in sentences; all of them where none is."""
    told = (number for number, line in enumerate(lines) if len(line) > SHORT and SENTENCE_ENDS.search(line))
    return lines[next(told, 0) :]
