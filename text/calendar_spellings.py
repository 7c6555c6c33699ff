"""Other spellings of days, months and years: 二〇二三年三月八日 is 2023年3月8日, 5·1国际劳动节 is 五一国际劳动节.

In: a stretch of folded text that one of the expressions matches. Out: its other spellings, the most usual first.

五一 by itself is a name and no number, and so is 一二九: they have no other spelling, because 5.1 and 129 mean
something else. A dot in the middle of the line, as in 5·1, is written only in such names.
"""

import re
from collections.abc import Iterator

from text.number_forms import chinese_numeral, digit_numerals
from text.numerals import chinese_value

_DIGITS = "零〇一二三四五六七八九"
_YEAR = f"(?:[12][0-9]{{3}}|[一二][{_DIGITS}]{{3}})"
_MONTH = "(?:1[0-2]|0?[1-9](?![0-9])|十[一二]?|[一二三四五六七八九])"
_DAY = "(?:3[01]|[12][0-9]|0?[1-9](?![0-9])|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_ISO = f"{_YEAR}[-./]{_MONTH}[-./]{_DAY}"
# A year with or without month and day, a month with a day, or all three in digits.
DAY = f"{_YEAR}年(?:{_MONTH}月(?:{_DAY}[日号])?)?|{_MONTH}月{_DAY}[日号]|{_ISO}(?![0-9])"
# 1949 or 二〇二三 without 年.
BARE_YEAR = f"(?:(?:1[89]|20)[0-9]{{2}}|(?:一[八九]|二[〇零])[{_DIGITS}]{{2}})"
_PARTS = re.compile(f"(?:({_YEAR})[-./年])?(?:({_MONTH})[-./月])?(?:({_DAY})[日号]?)?")

# Days that are called by their month and day.
_NAME_OF = {
    "1·28": "一二八", "2·7": "二七", "3·8": "三八", "3·15": "三一五", "5·1": "五一", "5·4": "五四", "5·12": "五一二",
    "5·30": "五卅", "6·1": "六一", "7·1": "七一", "7·7": "七七", "8·1": "八一", "9·11": "九一一", "9·18": "九一八",
    "12·9": "一二九",
}  # fmt: skip
_DIGITS_OF = {name: digits for digits, name in _NAME_OF.items()}
_DOT = "[·•・‧∙⋅]"
_FEAST = "(?:国际)?(?:劳动妇女节|劳动节|妇女节|儿童节|青年节|建军节|消费者权益日|事变|运动|大罢工|晚会)"
_IN_DIGITS = "|".join(digits.replace("·", _DOT) for digits in _NAME_OF)
_WITH_POINT = "|".join(digits.replace("·", r"\.") for digits in _NAME_OF)
_IN_NUMERALS = "|".join(f"{_DOT}?".join(name) for name in _NAME_OF.values())
# 5·1 with or without what is on that day; 5.1 and 五一 only with it.
HOLIDAY = f"(?:{_IN_DIGITS})(?![0-9])(?:{_FEAST})?|(?:{_WITH_POINT}|{_IN_NUMERALS}){_FEAST}"
_NAME = re.compile(f"(?:{_IN_DIGITS}|{_WITH_POINT})(?![0-9])|{_IN_NUMERALS}")


def day_spellings(typed: str) -> Iterator[str]:
    """The same day in digits, in numerals, with 0 before a digit, with 号, with signs only. DAY matches `typed`."""
    parts = _PARTS.fullmatch(typed)
    year, month, day = (_value(part) for part in parts.groups()) if parts else (0, 0, 0)
    in_month, on_day = (chinese_numeral(number) if number else "" for number in (month, day))
    years = digit_numerals(f"{year}") if year else ("",)
    yield _written(_digits(year), _digits(month), _digits(day))
    yield from (_written(spelled, in_month, on_day) for spelled in years)
    yield _written(_digits(year), _digits(month, 2), _digits(day, 2))
    if day:
        yield _written(_digits(year), _digits(month), _digits(day), "号")
        yield _written(years[0], in_month, on_day, "号")
    if year and day:
        yield f"{year}.{month}.{day}"
        yield f"{year}-{month:02}-{day:02}"


def holiday_spellings(typed: str) -> Iterator[str]:
    """The same name with its digits in numerals, or its numerals in digits. HOLIDAY matches `typed`."""
    name = _NAME.match(typed)
    if not name:
        return
    feast, digits = typed[name.end() :], "".join(filter(str.isdecimal, name[0]))
    if digits:
        yield _NAME_OF[re.sub(r"[^0-9]", "·", name[0])] + feast
    else:
        yield _DIGITS_OF[re.sub(_DOT, "", name[0])] + feast


def _written(year: str, month: str, day: str, day_word: str = "日") -> str:
    words = ((year, "年"), (month, "月"), (day, day_word))
    return "".join(number + word for number, word in words if number)


def _digits(number: int, width: int = 1) -> str:
    return f"{number:0{width}}" if number else ""


def _value(part: str | None) -> int:
    return int(chinese_value(part) if part and not part.isdecimal() else part or 0)
