"""The fingerprint that finds a text again: its letters, digest and marks."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reprints.fingerprint import MARKS, RUN, SHORTEST, SHORTEST_CUT, letters_of, runs_of, signature_of
from text.code_points import text_of
from text.fold import fold

TEXTS = st.text(alphabet=st.sampled_from("工会驿站职工服务中心送清凉一二三abc，。\n（）"), max_size=200)
LONG = "".join(chr(0x4E00 + number * 7) for number in range(900))


def _signed(text):
    return signature_of(letters_of(text))


def test_punctuation_spaces_and_line_breaks_are_not_letters():
    assert text_of(letters_of("“工会”（驿站），\n 3.5 万元！ABC")) == fold("工会驿站35万元abc")


@given(st.text(max_size=40))
def test_letters_are_the_folded_characters_of_the_letter_and_number_categories(text):
    expected = "".join(char for char in fold(text) if unicodedata.category(char)[0] in "LN")
    assert text_of(letters_of(text)) == expected


def test_both_scripts_have_the_same_signature():
    hans, hant = "职工驿站为户外劳动者提供热饭与饮水，冬暖夏凉。", "職工驛站為戶外勞動者提供熱飯與飲水，冬暖夏涼。"
    assert _signed(hans * 3) == _signed(hant * 3)


@given(TEXTS)
def test_runs_are_equal_exactly_if_their_letters_are(text):
    letters = letters_of(text)
    runs = runs_of(letters).tolist()
    printed = [tuple(letters[at : at + RUN]) for at in range(len(letters) - RUN + 1)]
    assert len(runs) == len(printed)
    assert len(set(runs)) == len(set(printed))
    assert len(set(zip(runs, printed, strict=True))) == len(set(printed))


@given(TEXTS)
def test_marks_are_the_smallest_distinct_run_hashes(text):
    letters = letters_of(text)
    least = np.sort(np.unique(runs_of(letters)))[:MARKS].view(np.int64).tolist()
    assert list(signature_of(letters).marks) == (least if len(letters) >= SHORTEST_CUT else [])


def test_a_repetitive_text_keeps_each_mark_once():
    marks = _signed("驿站" * 400).marks
    assert len(marks) == len(set(marks)) == 2


@pytest.mark.parametrize(("length", "has_digest", "has_marks"), [
    (SHORTEST - 1, False, False), (SHORTEST, True, False), (SHORTEST_CUT - 1, True, False), (SHORTEST_CUT, True, True),
])  # fmt: skip
def test_a_short_text_has_no_marks(length, has_digest, has_marks):
    signed = _signed(LONG[:length])
    assert (signed.digest is not None, bool(signed.marks)) == (has_digest, has_marks)


def test_numbers_fit_a_signed_column_of_64_bits():
    signed = _signed(LONG)
    assert all(-(1 << 63) <= number < 1 << 63 for number in (signed.digest, *signed.marks))


@pytest.mark.parametrize(("start", "end"), [(0, 300), (300, 600), (600, 900), (0, 600)])
def test_a_third_of_a_text_has_every_mark_of_the_whole_inside_it(start, end):
    """This is why a sketch of the smallest runs finds excerpts: a mark of the whole is also a mark of the part."""
    part = letters_of(LONG)[start:end]
    inside = set(runs_of(part).view(np.int64).tolist())
    expected = inside & set(_signed(LONG).marks)
    assert expected <= set(signature_of(part).marks)
    assert expected


def test_different_letters_have_different_digests():
    assert _signed(LONG).digest != _signed(LONG[:-1] + "工").digest
