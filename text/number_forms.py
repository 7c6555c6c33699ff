"""The ways in which the press writes one number.

In: a value. Out: its spellings in folded text, the most usual first: 12000 → 1.2万, 12000, 12,000, 一万二千, 一万两千.
"""

from collections.abc import Iterator
from decimal import Decimal

DIGITS = "零一二三四五六七八九"
LARGEST = 10**12
_TENS = ("", "十", "百", "千")
_MYRIADS = ("", "万", "亿", "万亿")
# A round number is one that people write with 万 or 亿: at most two decimals.
_DECIMALS = 100
_MOST_OF_A_SCALE = 100_000
# 一万二千三百四十五 is written out only in a small number.
_LONGEST_NUMERAL = 9


def chinese_numeral(value: int) -> str:
    """12305 → 一万二千三百零五. Raises ValueError below 0 and above LARGEST."""
    if not 0 <= value <= LARGEST:
        raise ValueError(f"{value} is not between 0 and {LARGEST}")
    if not value:
        return DIGITS[0]
    spelled = ""
    for myriad in reversed(range(len(_MYRIADS))):
        group, below = value // 10_000**myriad % 10_000, value // 10_000 ** (myriad + 1)
        if group:
            is_gap = bool(below) and (group < 1000 or not below % 10_000)
            spelled += DIGITS[0] * (is_gap and not spelled.endswith(DIGITS[0])) + _group(group) + _MYRIADS[myriad]
    return spelled.removeprefix("一") if spelled.startswith("一十") else spelled


def digit_numerals(digits: str) -> tuple[str, ...]:
    """2020 → 二〇二〇, 二零二零: each digit for itself."""
    spelled = "".join(DIGITS[int(digit)] for digit in digits)
    return tuple(dict.fromkeys((spelled.replace("零", "〇"), spelled)))


def with_liang(numeral: str) -> str:
    """两千 for 二千, 两万 for 二万, 两亿 for 二亿; 二百 and 二十 stay. Only the first 二 of a group is concerned."""
    for scale in "千万亿":
        numeral = numeral.replace(f"二{scale}", f"两{scale}").replace(f"十两{scale}", f"十二{scale}")
    return numeral


def plain_liang(numeral: str) -> str:
    """The numeral with 二 for each 两, and 零 for each 〇."""
    return numeral.replace("两", "二").replace("〇", "零")


def spellings(value: Decimal, is_grouped: bool = True) -> Iterator[str]:
    """All spellings, the most usual first. `is_grouped`: also with commas, and with 万 and 亿."""
    whole = int(value)
    if value != whole or not 0 <= whole <= LARGEST:
        yield plain(value)
        yield from _with_decimals(value)
        return
    yield from _rounded(whole) if is_grouped else ()
    yield str(whole)
    if is_grouped and whole >= 1000:
        yield f"{whole:,}"
    numeral = chinese_numeral(whole)
    if len(numeral) <= _LONGEST_NUMERAL:
        yield from dict.fromkeys((numeral, with_liang(numeral)))


def plain(value: Decimal) -> str:
    """The value in digits without an exponent: 12.50 → 12.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _with_decimals(value: Decimal) -> Iterator[str]:
    whole, _, decimals = plain(value).partition(".")
    if decimals and int(whole) <= LARGEST:
        yield f"{chinese_numeral(int(whole))}点{''.join(DIGITS[int(digit)] for digit in decimals)}"


def _rounded(whole: int) -> Iterator[str]:
    for scale, unit in ((10**12, "万亿"), (10**8, "亿"), (10**4, "万")):
        if scale <= whole < _MOST_OF_A_SCALE * scale and not whole * _DECIMALS % scale:
            yield plain(Decimal(whole) / scale) + unit


def _group(number: int) -> str:
    """A number below 10,000 with its leading 零 left out."""
    spelled = ""
    for power in reversed(range(len(_TENS))):
        digit, below = number // 10**power % 10, number // 10 ** (power + 1)
        if digit:
            is_gap = bool(below) and not below % 10
            spelled += DIGITS[0] * is_gap + DIGITS[digit] + _TENS[power]
    return spelled
