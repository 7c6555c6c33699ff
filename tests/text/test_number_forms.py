"""A number is spelled in digits, with 万, with commas and in numerals, and each spelling means the same number."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from text.number_forms import LARGEST, chinese_numeral, digit_numerals, spellings
from text.number_spellings import number_stretches

# Numbers of any length, many of them round: most have zeros inside or at the end.
NUMBERS = st.one_of(
    st.integers(0, LARGEST),
    st.integers(0, 12).flatmap(lambda zeros: st.integers(0, LARGEST // 10**zeros).map(lambda head: head * 10**zeros)),
    st.lists(st.sampled_from("000000123"), min_size=1, max_size=12).map(lambda digits: int("".join(digits))),
)
PLACES = ("", "十", "百", "千", "万", "十", "百", "千", "亿", "十", "百", "千", "万")


def spelled_digit_by_digit(value: int) -> str:
    """The numeral as taught in school: every digit with its place, then zeros run together."""
    digits = f"{value}"
    placed = "".join(
        "零一二三四五六七八九"[int(digit)] + place
        for digit, place in zip(digits, reversed(PLACES[: len(digits)]), strict=True)
    )
    placed = re.sub("零[十百千]", "零", placed)
    placed = re.sub("零+", "零", placed)
    placed = re.sub("零([万亿])", r"\1零", placed)
    placed = re.sub("亿零*万", "亿零", placed)
    placed = re.sub("零+", "零", placed)
    # No zero is read before a group of four that is full, or at the end.
    for place, unit in ((4, "万"), (8, "亿")):
        if value // 10 ** (place - 1) % 10 and value // 10**place % 10_000:
            placed = re.sub(f"{unit}零(?=[一二三四五六七八九]千)", unit, placed)
    placed = placed.rstrip("零") or "零"
    return re.sub("^一十", "十", placed)


def value_of_numeral(numeral: str) -> int:
    """The value, found from the largest unit down."""
    for unit, size in (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10)):
        if unit in numeral:
            above, _, below = numeral.rpartition(unit) if unit in "亿万" else numeral.partition(unit)
            return (value_of_numeral(above) or 1) * size + value_of_numeral(below)
    return "零一二三四五六七八九".index(numeral.strip("零") or "零")


@given(NUMBERS)
@example(10**12)
@example(100_005_000)
@example(1_000_100_000)
@example(110_000)
def test_a_numeral_reads_as_its_number(value: int):
    assert value_of_numeral(chinese_numeral(value)) == value


@given(st.integers(0, 10**9) | NUMBERS.filter(lambda value: value < 10**9))
@example(105_000_010)
@example(20_305)
def test_a_numeral_is_spelled_as_taught_in_school(value: int):
    assert chinese_numeral(value) == spelled_digit_by_digit(value)


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_a_number_out_of_range_has_no_numeral(value: int):
    with pytest.raises(ValueError, match="is not between"):
        chinese_numeral(value)


@given(NUMBERS)
def test_every_spelling_means_the_same_number(value: int):
    for text in spellings(Decimal(value)):
        digits, scale = re.fullmatch(r"([0-9.,]*)(.*)", text).groups()
        if digits:
            sizes = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
            assert Decimal(digits.replace(",", "")) * sizes[scale] == value
        else:
            assert value_of_numeral(text.replace("两", "二")) == value


@given(NUMBERS.filter(lambda value: value > 1))
def test_digits_and_numerals_with_a_measure_find_each_other(value: int):
    digits, numeral = f"{value}人", f"{chinese_numeral(value)}人"
    (from_numeral,) = number_stretches(numeral)
    assert digits in from_numeral.texts
    assert (from_numeral.start, from_numeral.end) == (0, len(numeral))
    stretches = number_stretches(digits)
    if len(numeral) <= 10:
        assert any(numeral in stretch.texts for stretch in stretches)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("12000", ["1.2万", "12000", "12,000", "一万二千", "一万两千"]),
        ("500000", ["50万", "500000", "500,000", "五十万"]),
        ("120000000", ["1.2亿", "12000万", "120000000", "120,000,000", "一亿二千万", "一亿两千万"]),
        ("320", ["320", "三百二十"]),
        ("12.50", ["12.5", "十二点五"]),
        ("0", ["0", "零"]),
    ],
)
def test_the_most_usual_spelling_comes_first(value: str, expected: list[str]):
    assert list(spellings(Decimal(value))) == expected


def test_the_digits_of_a_year_are_spelled_one_by_one():
    assert digit_numerals("2020") == ("二〇二〇", "二零二零")
    assert digit_numerals("1949") == ("一九四九",)
