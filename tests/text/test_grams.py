"""Stripped text finds a run of characters whatever is between them."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from text import build_kind_table
from text.fold import fold, fold_with_map
from text.grams import (
    KIND_FILE,
    SEPARATOR,
    bigrams,
    has_word_boundaries,
    kinds_fingerprint,
    needs_word_boundaries,
    signs,
    strip_punctuation,
)

# Only a few characters, so that digits, signs and letters are often next to each other.
TEXTS = st.text(st.sampled_from("工会職１２3.,，-+ \n　\u200b\ufe0f…½①ａbС★\ud800\U0002b695"))


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("提升 职工\n生活“品质”", "提升职工生活品质"),
        ("1.5万", "1.5万"),
        ("１５ 万", "15万"),
        ("2021—2023年", "2021.2023年"),
        ("2021 - 2023年", "2021.2023年"),
        ("“7·20”", "7.20"),
        ("“1+6+N”工作体系", "1.6n工作体系"),
        ("第3.版", "第3版"),
        ("20\n万", "20万"),
        ("20\n21", "20.21"),
        ("1\u200b5", "15"),
        ("二〇二一", "二〇二一"),
        ("二○二一", "二〇二一"),
        ("㎡…", "m2"),
        ("工\ufe0f会👍", "工会"),
        ("\ue123\U00031350", "\ue123\U00031350"),
        ("★ ，\x00\ud800", ""),
        ("", ""),
    ],
)
def test_punctuation_is_removed_and_numbers_stay_separate(text: str, stripped: str):
    assert strip_punctuation(fold(text)).text == stripped


@given(TEXTS, TEXTS, TEXTS)
@example("1", ".", "5")
@example("10", "5万", "元")
def test_a_visible_run_is_found_in_the_stripped_text(before: str, run: str, after: str):
    assert strip_punctuation(fold(run)).text in strip_punctuation(fold(before + run + after)).text


@given(TEXTS)
def test_stripping_agrees_with_a_simple_reference_implementation(text: str):
    assert strip_punctuation(fold(text)).text == walked(fold(text))


def walked(folded: str) -> str:
    """The same result in another way: character by character, with Python's categories."""
    made, seen = "", False
    for char in folded:
        if char in "\u200b\ufe0f\ud800":
            continue
        if unicodedata.category(char)[0] not in "LMN":
            seen = True
            continue
        if seen and made and made[-1].isdecimal() and char.isdecimal():
            made += "."
        made, seen = made + char, False
    return made


@given(TEXTS)
def test_the_map_of_stripped_text_leads_back_through_the_folding(text: str):
    folded = fold_with_map(text)
    stripped = strip_punctuation(folded.text)
    whole = stripped.after(folded)
    for index, char in enumerate(stripped.text):
        start, end = stripped.origin(index, index + 1)
        assert char in (folded.text[start:end], ".")
        assert whole.origin(index, index + 1) == folded.origin(start, end)
    starts = [whole.origin(i, i + 1)[0] for i in range(len(whole.text))]
    assert starts == sorted(starts)


def test_the_original_of_a_run_can_be_quoted():
    text = "近日,“提升職工\n生活品質…”试点"
    folded = fold_with_map(text)
    found = strip_punctuation(folded.text).after(folded)
    at = found.text.index(fold("职工生活品质"))
    start, end = found.origin(at, at + 6)
    assert text[start:end] == "職工\n生活品質"


def test_a_map_of_another_text_is_refused():
    with pytest.raises(ValueError, match="was not made from the earlier one"):
        strip_punctuation("工会").after(fold_with_map("工"))


def test_bigrams_are_all_pairs_of_neighbours():
    assert bigrams("总工会") == ["总工", "工会"]
    assert bigrams("工") == []
    assert bigrams("") == []


def test_punctuation_alone_can_still_be_searched():
    assert signs(fold("★重点 ５０％（\u200b）")) == {"★", "%", "(", ")"}
    assert signs("工会 1\n") == frozenset()
    assert signs("") == frozenset()


@pytest.mark.parametrize(
    ("text", "run", "whole"),
    [
        ("补助5万元", "5万元", True),
        ("105万元", "5万元", False),
        ("1.5万元", "5万元", False),
        ("1,005万元", "005万元", False),
        ("共5.6万", "5", False),
        ("第5.", "5", True),
        ("3,工会", "3", True),
        ("近5万元", "5万", True),
        ("network", "work", False),
        ("network", "net", False),
        ("team work!", "work", True),
        ("vip卡", "vip", True),
        ("работа", "бот", False),
        ("n95口罩", "95", True),
        ("总工会", "工", True),
        ("5", "5", True),
    ],
)
def test_the_word_boundaries_of_a_run_are_found(text: str, run: str, whole: bool):
    start = text.index(run)
    assert has_word_boundaries(text, start, start + len(run)) is whole


@given(TEXTS)
def test_a_run_that_needs_no_word_boundaries_has_them_everywhere(text: str):
    folded = fold(text)
    stripped = strip_punctuation(folded)
    for start in range(len(stripped.text)):
        for end in range(start + 1, len(stripped.text) + 1):
            run = stripped.text[start:end]
            # No run that is searched for has a separator at its edge.
            if run.strip(SEPARATOR) == run and not needs_word_boundaries(run):
                assert has_word_boundaries(folded, *stripped.origin(start, end))


@pytest.mark.parametrize(("run", "goes_on"), [("总工会", False), ("5万", True), ("第5", True), ("vip卡", True)])
def test_only_numbers_and_latin_words_need_word_boundaries(run: str, goes_on: bool):
    assert needs_word_boundaries(run) is goes_on


def test_the_table_of_kinds_is_up_to_date():
    head, *lines = KIND_FILE.read_text(encoding="utf-8").split("\n")
    assert len(kinds_fingerprint()) == 64
    if unicodedata.unidata_version not in head:
        pytest.skip("the table was written by a Python with another version of Unicode")
    assert lines[:-1] == list(build_kind_table.rows())
