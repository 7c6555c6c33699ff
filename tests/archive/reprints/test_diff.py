"""Divides a text into pieces that another text also has and pieces that it does not."""

from hypothesis import given
from hypothesis import strategies as st

from archive.reprints.diff import DiffPiece, pieces_of
from tests.archive.reprints.test_compare import OTHER, SENTENCES, STORY

TEXTS = st.lists(st.sampled_from([*SENTENCES, "㍻（記者）", "\n　", "ﬁ。", "工"]), max_size=6).map("".join)


def test_removed_text_is_marked_and_common_text_is_not():
    cut = "".join(SENTENCES[2:5])
    assert pieces_of(cut, STORY) == [DiffPiece(cut, True)]
    before, after = "".join(SENTENCES[:2]), "".join(SENTENCES[5:])
    assert pieces_of(STORY, cut) == [DiffPiece(before, False), DiffPiece(cut, True), DiffPiece(after, False)]


def test_two_unrelated_texts_share_nothing():
    assert pieces_of(STORY, OTHER) == [DiffPiece(STORY, False)]


def test_other_script_and_punctuation_are_not_a_difference():
    hans, hant = "职工驿站为户外劳动者提供热饭与饮水。", "職工驛站，為戶外勞動者\n提供熱飯與飲水！"
    assert pieces_of(hant, hans) == [DiffPiece(hant, True)]


@given(TEXTS, TEXTS)
def test_pieces_join_to_the_text_and_alternate(text, other):
    pieces = pieces_of(text, other)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_shares_every_run_with_itself(text):
    shared = sum(len(piece.text) for piece in pieces_of(text, text) if piece.is_shared)
    assert shared in (0, len(text))
