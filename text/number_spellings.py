"""Other spellings of the numbers in a query: 第二十届 is 第20届, 50万元 is 五十万元 and 500000元.

In: the folded text of a query. Out: stretches of it, each with its other spellings in folded text, the most usual
first.

A story keeps the spelling that was printed, so a query asks for all of them. Only what is surely a number counts: with
a measure, as a date, a share or an ordinal, or round and written with 万. 一些, 十分, 万一, 五一 and 一二九 are words.
The signs of a spelling matter: stripping makes 500.000 of 500,000.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import islice

from text.calendar_spellings import BARE_YEAR, DAY, HOLIDAY, day_spellings, holiday_spellings
from text.measures import (
    CARDINAL,
    COUNTED_OFF,
    CURRENCIES,
    IN_WORDS,
    NEVER_GROUPED,
    NUMBERED,
    OF_ONE,
    ORDINAL,
    same_units,
)
from text.number_forms import LARGEST, chinese_numeral, digit_numerals, plain_liang, spellings
from text.numerals import MORE, chinese_value, value_of

MOST_SPELLINGS = 8
_DIGIT = "一二三四五六七八九"
_NUMERAL = f"零〇{_DIGIT}十百千万亿两"
_CHINESE = f"(?:[{_DIGIT}十两][{_NUMERAL}]{{0,24}}|零(?=点))(?:点[零{_DIGIT}]{{1,4}})?"
_ARABIC = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4}|0(?=\.)|[1-9][0-9]{0,12})(?:\.[0-9]{1,4})?"
# 千 is no multiplier in 380千米.
_SCALE = "万亿|[十百千]?[万亿]|百|千(?![克米瓦伏])"
_MIXED = f"{_ARABIC}(?:{_SCALE}){_ARABIC}(?:{_SCALE})"
_ROUND = f"{_MIXED}|{_ARABIC}(?:万亿|[十百千]?[万亿])|[1-9][0-9]{{0,9}}00|[{_DIGIT}十两][{_NUMERAL}]{{0,24}}[万亿]"
# Not inside a number, a word of letters, a name such as X-900, a time or a range.
_BEFORE = rf"(?<![0-9a-z{_NUMERAL}点数几第])(?<![0-9a-z][-~–—./·•,:])"
_FIRST = f"(?=[0-9第百千¥${_NUMERAL}])"
_AFTER = rf"(?![0-9a-z{_NUMERAL}])(?![-~–—./·•,:][0-9])"
# Signs between digits are alike: 3-5 is found as 3~5.
_END, _TO, _BY = f"(?:{_ARABIC}(?:{_SCALE})?|{_CHINESE})", "[-~–—]+|至|到", "[x×*]"
_SHARES = {"百分之": "%", "千分之": "‰", "万分之": "‱"}
# A range of larger numbers may be one of years, which nobody spells with 千.
_LEAST_YEAR = 1000
# 二季度 is 第二季度; of other measures, 二期 and 第二期 may be different things.
QUARTER = "季度"
_BY_DIGITS, _ZERO_BETWEEN = re.compile("[0-9]{3}"), re.compile(f"[{_DIGIT}][零〇][{_DIGIT}]")
_COUNTED = re.compile(f"({_MIXED}|{_ARABIC}|{_CHINESE})({MORE})?({_SCALE})?({CARDINAL}|{ORDINAL})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """folded[start:end] and its other spellings."""

    start: int
    end: int
    texts: tuple[str, ...]


def number_stretches(folded: str) -> tuple[Stretch, ...]:
    """The numbers of the text that have other spellings, in their order, without overlap."""
    found = ((match, _others(match)) for match in _numbers().finditer(folded))
    return tuple(Stretch(match.start(), match.end(), texts) for match, texts in found if texts)


def _others(match: re.Match[str]) -> tuple[str, ...]:
    typed, (_, rule) = match[0], _KINDS[match.lastgroup or ""]
    others = dict.fromkeys(text for text in rule(typed) if text != typed)
    return tuple(islice(others, MOST_SPELLINGS))


def _share(typed: str) -> Iterator[str]:
    """98%, 百分之九十八, 3‰. 百分之百 is 100%."""
    words, sign = next((words, sign) for words, sign in _SHARES.items() if words in typed or sign in typed)
    number = typed.removeprefix(words).removesuffix(sign)
    value = Decimal(100) if number == "百" else _value(number)
    if value is not None:
        digits, *numerals = spellings(value, is_grouped=False)
        yield digits + sign
        yield from (words + spelled for spelled in (*numerals, digits))


def _fraction(typed: str) -> Iterator[str]:
    """三分之一, 1/3. 10/1 is a day and no fraction."""
    if "分之" in typed:
        below, above = (_value(part) for part in typed.split("分之"))
    else:
        above, below = (Decimal(part) for part in re.split("[/⁄]", typed))
    if above and below and above < below:
        yield f"{above}/{below}"
        yield f"{chinese_numeral(int(below))}分之{chinese_numeral(int(above))}"


def _range(typed: str) -> Iterator[str]:
    """3000-5000元, 3000至5000元, 三千至五千元."""
    first, last = re.split(_TO, typed)
    yield from (f"{first}{between}{last}" for between in "-至到")
    number, _, scale, measure = _parts(last)
    low, high = _value(first), _value(number)
    if low and high and low < high < _LEAST_YEAR:
        for one, other in zip(spellings(low, is_grouped=False), spellings(high, is_grouped=False), strict=False):
            yield from (f"{one}{between}{other}{scale}{measure}" for between in "-至")


def _times(typed: str) -> Iterator[str]:
    """7×24, 7x24."""
    left, right = re.split(_BY, typed)
    yield from (f"{left}{by}{right}" for by in "×x")


def _generation(typed: str) -> Iterator[str]:
    """Those born in the nineties: 90后, 九零后, 九〇后."""
    digits = f"{_one_by_one(typed[:2]):02}"
    yield from (f"{number}后" for number in (digits, *reversed(digit_numerals(digits))))


def _ordinal(typed: str) -> Iterator[str]:
    number, _, _, measure = _parts(typed.removeprefix("第"))
    if (value := _value(number)) is not None:
        yield f"第{value}{measure}"
        yield f"第{chinese_numeral(int(value))}{measure}"
        yield from (f"第{text}{measure}" for text in _spelled_by_digits(value))
        if measure == QUARTER:
            yield from (f"{value}{measure}", f"{chinese_numeral(int(value))}{measure}")


def _money(typed: str) -> Iterator[str]:
    yield from (text + CURRENCIES[typed[0]] for text in spellings(value_of(typed[1:])))


def _bare_year(typed: str) -> Iterator[str]:
    digits = typed if typed.isdecimal() else f"{int(chinese_value(typed))}"
    yield from (digits, *digit_numerals(digits))


def _round(typed: str) -> Iterator[str]:
    if (value := _value(typed)) is not None:
        yield from spellings(value)


def _amount(typed: str) -> Iterator[str]:
    """A number with its measure: 八小时, 50多万元, 300平方米."""
    number, more, scale, measure = _parts(typed)
    value = _value(number if more else number + scale)
    if value is None or more == "几" or not _is_counted(number, value, measure):
        return
    if more:
        yield from (text + more + scale + measure for text in spellings(value, is_grouped=False))
        return
    numbers = list(_counted(value, measure))
    yield from (text + measure for text in numbers if _go_together(text, measure))
    yield from (text + unit for unit in same_units(measure) for text in numbers if _go_together(text, unit))
    if measure == QUARTER:
        yield from (f"第{text}{measure}" for text in dict.fromkeys((number, *numbers)))


def _parts(typed: str) -> tuple[str, str, str, str]:
    """Number, 多 or the like, scale, measure."""
    found = _COUNTED.fullmatch(typed)
    number, more, scale, measure = found.groups("") if found else (typed, "", "", "")
    return number, more, scale, measure


def _counted(value: Decimal, measure: str) -> Iterator[str]:
    for text in spellings(value, measure not in NEVER_GROUPED):
        if text == "二" and measure not in NUMBERED:
            yield "两"
        yield text
    if measure in COUNTED_OFF:
        yield from _spelled_by_digits(value)


def _spelled_by_digits(value: Decimal) -> tuple[str, ...]:
    """105 is 一〇五 in the number of an issue, a room, a bus."""
    return digit_numerals(f"{value}") if _BY_DIGITS.fullmatch(f"{value}") else ()


def _go_together(number: str, unit: str) -> bool:
    """Nobody writes 三百m2."""
    return number[0].isdecimal() or not unit[-1].isascii()


def _is_counted(number: str, value: Decimal, measure: str) -> bool:
    """Not 一家, 两级 or 四处: in these, the numeral is part of a word."""
    if len(number) == 1 and not number.isdecimal():
        if number == "一" or (number == "两" and measure in NUMBERED):
            return number == "一" and measure in OF_ONE
        if measure in IN_WORDS:
            return False
    return (measure != "大" or value > 2) and (measure != "点" or "点" not in number)


def _one_by_one(digits: str) -> int:
    return int(digits) if digits.isdecimal() else int(chinese_value(digits))


def _value(number: str) -> Decimal | None:
    """None for what looks like a number, but is not written like one: 五六百, 一二九, 十四五."""
    if number[0].isdecimal():
        return value_of(number)
    if _ZERO_BETWEEN.fullmatch(number):
        return Decimal(_one_by_one(number))
    value = chinese_value(number) if number[0] == "零" else value_of(number)
    whole = plain_liang(number.partition("点")[0])
    written = chinese_numeral(int(value)) if value <= LARGEST else ""
    return value if whole in (written, f"一{written}" if written.startswith("十") else written) else None


# Each kind of stretch: what it looks like, and the rule that spells it. The first that matches decides.
_KINDS: dict[str, tuple[str, Callable[[str], Iterable[str]]]] = {
    "holiday": (HOLIDAY, holiday_spellings),
    "day": (DAY, day_spellings),
    "range": (f"{_END}(?:{_TO}){_END}(?:{CARDINAL})", _range),
    "times": (f"[1-9][0-9]{{0,3}}{_BY}[1-9][0-9]{{0,3}}(?![0-9a-z])", _times),
    "generation": (f"(?:[0-9][05]|[零〇{_DIGIT}][零〇五])后(?![勤台续期来备])", _generation),
    "share": (f"(?:{'|'.join(_SHARES)})(?:{_ARABIC}|{_CHINESE}|百)|{_ARABIC}[{''.join(_SHARES.values())}]", _share),
    "fraction": (f"{_CHINESE}分之{_CHINESE}|[1-9][/⁄](?:10|[2-9]){_AFTER}", _fraction),
    "ordinal": (f"第(?:[1-9][0-9]{{0,3}}|{_CHINESE})(?:{ORDINAL})", _ordinal),
    "money": (f"[¥$](?:{_MIXED}|{_ARABIC}(?:{_SCALE})?){_AFTER}", _money),
    "amount": (f"(?:{_MIXED}|{_ARABIC}|{_CHINESE})(?:{MORE})?(?:{_SCALE})?(?:{CARDINAL})", _amount),
    "year": (f"{BARE_YEAR}{_AFTER}", _bare_year),
    "round": (f"(?:{_ROUND}){_AFTER}", _round),
}


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(f"{_FIRST}{_BEFORE}(?:{'|'.join(f'(?P<{kind}>{shape})' for kind, (shape, _) in _KINDS.items())})")
