"""Folding makes one text of both scripts, with a map back to the original."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.fold import TABLE_FILE, fold, fold_with_map

ANY_TEXT = st.text(st.characters(exclude_categories=[]))
ALL_CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1)]


def test_folding_every_character_twice_is_folding_it_once():
    once = fold("\n".join(ALL_CHARACTERS))
    assert fold(once) == once


def test_every_character_folds_the_same_with_and_without_a_map():
    text = "\n".join(ALL_CHARACTERS)
    assert fold_with_map(text).text == fold(text)


def test_no_folded_character_is_a_capital_or_a_compatibility_form():
    if unicodedata.unidata_version not in TABLE_FILE.read_text(encoding="utf-8").split("\n")[0]:
        pytest.skip("the table was written by a Python with another version of Unicode")
    folded = set(fold("".join(ALL_CHARACTERS)))
    left = [char for char in folded if unicodedata.normalize("NFKC", char).lower() != char]
    assert left == []


@given(ANY_TEXT, ANY_TEXT)
def test_folding_a_joined_text_is_joining_the_folded_parts(left: str, right: str):
    assert fold(left + right) == fold(left) + fold(right)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT)
def test_the_map_is_monotonic_and_covers_every_character(text: str):
    check_map(text)


def check_map(text: str) -> None:
    """Each folded character comes from one of the original; all of them are there, in order."""
    folded = fold_with_map(text)
    places = [folded.origin(i, i + 1) for i in range(len(folded.text))]
    assert all(end == start + 1 for start, end in places)
    starts = [start for start, _ in places]
    assert starts == sorted(starts)
    assert "".join(text[start] for start in dict.fromkeys(starts)) == text
    assert folded.origin(0, len(folded.text)) == (0, len(text))
    for index, start in enumerate(starts):
        assert folded.text[index] in fold(text[start])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("陕西陕煤曹家滩矿业", "陜西陜煤曹家灘礦業"),
        ("著作 着力", "着作 著力"),
        ("云南", "雲南"),
        ("台臺颱檯", "台台台台"),
        ("后後 里裏裡 干乾幹榦", "后后 里里里 干干干干"),
        ("发發髮 面麵麪 系係繫", "发发发 面面面 系系系"),
        ("⻓⼯ ⾯⽤", "长工 面用"),
        ("ＡＢＣ１２３％（）", "abc123%()"),
        ("①㎡℃", "1m2°c"),
        ("二○二一年", "二〇二一年"),
        ("豈更", "豈更"),
        ("PPT", "ppt"),
        ("Résumé Łódź", "resume łodz"),
        ("𠮷野 消费劵", "吉野 消费券"),
    ],
)
def test_variants_of_the_same_text_fold_alike(one: str, other: str):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("画", "划"),
        ("画", "计划"),
        ("链", "炼"),
        ("鏈", "鍊"),
        ("呆", "待"),
        ("蔽", "庇"),
        ("未", "末"),
        ("土", "士"),
        ("己", "已"),
        ("陕", "峡"),
        ("复", "夏"),
        ("a", "ɑ"),
        ("й", "и"),
    ],
)
def test_different_characters_stay_apart(one: str, other: str):
    assert fold(one) != fold(other)


def test_a_folded_range_maps_to_whole_original_characters():
    folded = fold_with_map("面積…５㎡。")
    assert folded.text == "面积...5m2。"
    assert folded.origin(0, 2) == (0, 2)
    assert folded.origin(3, 4) == (2, 3)
    assert folded.origin(5, 7) == (3, 5)
    assert folded.origin(8, 9) == (5, 6)
    assert folded.origin(8, 8) == (5, 5)
    assert folded.origin(9, 9) == (6, 6)


def test_a_range_outside_the_text_is_refused():
    with pytest.raises(IndexError, match="range 2:9 is outside"):
        fold_with_map("工会").origin(2, 9)


def test_nul_lone_surrogates_and_the_last_code_point_are_not_changed():
    text = "\x00\ud800\udc00\udfff\U0010ffff"
    assert fold(text) == text
