"""Cutting long lists into slices."""

from archive.slices import AT_ONCE, in_slices


def test_nothing_is_lost_and_the_order_stays():
    items = list(range(2 * AT_ONCE + 7))
    pieces = list(in_slices(items))
    assert [len(piece) for piece in pieces] == [AT_ONCE, AT_ONCE, 7]
    assert [item for piece in pieces for item in piece] == items


def test_slices_have_the_given_length_and_an_empty_list_has_none():
    assert list(in_slices("abcde", 2)) == ["ab", "cd", "e"]
    assert list(in_slices([])) == []
