"""A text in pieces: what another text has too, and what it has not."""

from hypothesis import given
from hypothesis import strategies as st

from archive.reprints.diff import DiffPiece, pieces_of
from tests.archive.reprints.test_compare import OTHER, SENTENCES, STORY

TEXTS = st.lists(st.sampled_from([*SENTENCES, "㍻（記者）", "\n　", "ﬁ。", "工"]), max_size=6).map("".join)


def test_what_was_cut_is_marked_and_what_stayed_is_not():
    cut = "".join(SENTENCES[2:5])
    assert pieces_of(cut, STORY) == [DiffPiece(cut, True)]
    before, after = "".join(SENTENCES[:2]), "".join(SENTENCES[5:])
    assert pieces_of(STORY, cut) == [DiffPiece(before, False), DiffPiece(cut, True), DiffPiece(after, False)]


def test_two_other_texts_share_nothing():
    assert pieces_of(STORY, OTHER) == [DiffPiece(STORY, False)]


def test_the_other_script_and_other_signs_are_no_difference():
    hans, hant = "职工驿站为户外劳动者提供热饭与饮水。", "職工驛站，為戶外勞動者\n提供熱飯與飲水！"
    assert pieces_of(hant, hans) == [DiffPiece(hant, True)]


@given(TEXTS, TEXTS)
def test_pieces_join_to_the_text_and_take_turns(text, other):
    pieces = pieces_of(text, other)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_of_a_text_and_itself_every_run_is_shared(text):
    shared = sum(len(piece.text) for piece in pieces_of(text, text) if piece.is_shared)
    assert shared in (0, len(text))
