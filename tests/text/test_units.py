"""The signs of a query are found at the same places as those of a long text."""

from hypothesis import given
from hypothesis import strategies as st

from text.units import TEXT_END, cut_texts, phrase_parts

PRINTED = st.text("工会人\U00020089é5１2.,，。·%★—-“”（） \n\0\u200b\U0001f600" + TEXT_END, max_size=30)


@given(st.one_of(PRINTED, st.text(st.characters(exclude_categories=["Cs"]), max_size=30)))
def test_a_short_text_is_cut_as_a_long_one(text):
    cut = cut_texts([text])
    run, signs = phrase_parts(text)
    assert run.encode("utf-16-le") == cut.units[:-1].tobytes()
    expected = zip(cut.sign_places.tolist(), cut.sign_keys.tolist(), strict=True)
    assert list(signs) == list(dict.fromkeys(expected))


def test_half_a_character_is_left_out():
    assert phrase_parts("工\ud800★会") == ("工会", ((1, 0x2605),))
