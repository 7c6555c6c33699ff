"""Numbers as the press prints them, in digits or in Chinese numerals.

In: folded text. Out: regular expressions for an amount, and its value: 2500余万 → 25,000,000.
"""

import re
from decimal import Decimal

_VALUES = {**{char: value for value, char in enumerate("零一二三四五六七八九")}, "○": 0, "〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALE = r"(?:[十百千]?万亿|[十百千]?亿|[十百千]?万|千|百)"
# Longer ones are not amounts, but account numbers and the like.
_ARABIC = r"(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,13})(?![0-9])(?:\.[0-9]{1,4}(?![0-9]))?"
_DIGIT, _TEN = "零一二三四五六七八九", "十百千两"
_CHINESE = f"[一二三四五六七八九十两][○〇{_DIGIT}{_TEN}]{{0,14}}(?:点[{_DIGIT}]{{1,4}})?(?![{_DIGIT}{_TEN}])"
_NUMBER = f"(?:{_ARABIC}|{_CHINESE})"
MORE = "余|多|几|来"
# 2500余万, 10万多, 1亿2000万
AMOUNT = f"{_NUMBER}(?:{MORE})?(?:{_SCALE}(?:{_NUMBER}{_SCALE})?)?(?:{MORE})?"
_PIECES = re.compile(f"({_NUMBER})(?:{MORE})?({_SCALE})?")


def value_of(amount: str) -> Decimal:
    """The value of an amount that AMOUNT has matched."""
    pieces = _PIECES.findall(amount)
    last = pieces[-1][1]
    if any(scale in _TENS for _, scale in pieces[:-1]) and last[-1:] in "万亿":
        # In 3千5百万 the 千 counts the same 万 as the 百.
        pieces = [(number, scale + last[-1] if scale in _TENS else scale) for number, scale in pieces]
    value = sum((_plain(number) * _scale(scale) for number, scale in pieces), Decimal(0))
    return Decimal(int(value)) if value == int(value) else value.normalize()


def is_chinese(amount: str) -> bool:
    return not amount[0].isdigit()


def chinese_value(numeral: str) -> Decimal:
    """一百二十 → 120, 二○二一 → 2021, 三点五 → 3.5."""
    whole, _, decimals = numeral.partition("点")
    value = Decimal(_spelled(whole) if _TENS.keys() & set(whole) else _one_by_one(whole))
    return value + (Decimal(f"0.{_one_by_one(decimals):0{len(decimals)}d}") if decimals else 0)


def _plain(number: str) -> Decimal:
    return chinese_value(number) if is_chinese(number) else Decimal(number.replace(",", ""))


def _scale(scale: str) -> int:
    product = 1
    for char in scale:
        product *= {"万": 10_000, "亿": 100_000_000}.get(char) or _TENS[char]
    return product


def _spelled(numeral: str) -> int:
    total = digit = 0
    for char in numeral:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _VALUES[char]
    return total + digit


def _one_by_one(numeral: str) -> int:
    return int("".join(str(_VALUES[char]) for char in numeral))
