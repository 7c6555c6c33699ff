"""After an edit the evidence is where its words are now, at the place nearest to the former one."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from archive.models.evidence import ArticleField
from archive.review.evidence_spans import FreePlaces, TextEdit, places

texts = st.text("工会员", max_size=12)
FIELDS = tuple(ArticleField.values)


@given(
    st.tuples(texts, texts, texts, texts),
    st.sampled_from(["工", "会员", "工会工"]),
    st.lists(st.tuples(st.sampled_from(FIELDS), st.integers(-3, 15)), max_size=8),
)
def test_each_row_takes_the_nearest_place_that_is_free_in_its_field_or_else_in_another(bodies, words, rows):
    story = SimpleNamespace(**dict(zip(FIELDS, bodies, strict=True)))
    free, left = FreePlaces(story, words), list(places(story, words))
    for field, expected in rows:
        nearest = min(left, key=lambda place: (place[0] != field, abs(place[1] - expected)), default=None)
        assert free.take_nearest(field, expected) == nearest
        if nearest:
            left.remove(nearest)


@given(texts, texts, texts, texts)
def test_words_before_and_behind_an_edit_are_expected_where_they_are(head, old, new, tail):
    edit = TextEdit.of(f"{head}甲{old}乙{tail}", f"{head}甲{new}乙{tail}")
    assert edit.expected(0, len(head) + 1) == 0
    behind = len(head) + 1 + len(old)
    assert edit.expected(behind, behind + 1 + len(tail)) == len(head) + 1 + len(new)


@given(texts, texts)
def test_the_same_characters_at_the_start_and_the_end_are_counted(old, new):
    edit = TextEdit.of(old, new)
    assert edit.same_start == next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    assert old[len(old) - edit.same_end :] == new[len(new) - edit.same_end :]
