"""Every query is answered, without an exception and within 200 ms of one processor."""

import random
import sys
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.answer import LONGEST
from search.find import find
from search.query.note import QUERY_TOO_LONG, TOO_MANY_WORDS, Note
from search.query.parse import MOST_WORDS
from tests.search.support import oracle
from tests.search.support.odd_texts import ODD, PASTED, odd_string
from tests.support import factories
from tests.support.time_limit import keeps_within
from text.units import phrase_parts

pytestmark = pytest.mark.django_db

# The measurement of coverage takes three times as long as the search itself.
SECONDS = 0.6 if sys.gettrace() else 0.2


@pytest.fixture
def stories(settle):
    for story in oracle.stories(20, seed=5):
        factories.story(**story.texts)
    settle()


def test_odd_input_is_answered_at_once(stories):
    rng = random.Random(11)
    for query in [*ODD, *PASTED, *(odd_string(rng) for _ in range(60))]:
        assert keeps_within(SECONDS, partial(answered, query)), query[:50]


def answered(query: str) -> None:
    answer = find(query)
    assert answer.total >= len(answer.hits)


def test_a_sign_that_is_typed_many_times_is_searched_once():
    assert phrase_parts("。，" * 900) == phrase_parts("。，")


def test_of_a_query_that_is_too_long_the_beginning_is_searched_with_a_note(stories, settle):
    story = factories.story(title="长文", body="".join(map(chr, range(0x5000, 0x5000 + 5000))))
    settle()
    answer = find(story.body)
    assert [hit.article for hit in answer.hits] == [story]
    assert answer.notes == (Note.of(QUERY_TOO_LONG, number=LONGEST),)
    assert find(story.body[:LONGEST]).notes == ()


def test_words_beyond_the_limit_are_left_out_with_a_note(stories, settle):
    """Beginnings of words count as ten words each, because many words may begin so."""
    most = MOST_WORDS // 10
    words = [f"{chr(code)}{chr(code + 1)}" for code in range(0x5000, 0x5000 + most + 9)]
    story = factories.story(title="许多词", body="，".join(words))
    settle()
    for some, notes in ((words[:most], ()), (words, (Note.of(TOO_MANY_WORDS, number=most),))):
        answer = find("|".join(f"{word}*" for word in some))
        assert (answer.notes, [hit.article for hit in answer.hits]) == (notes, [story])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.one_of(st.sampled_from('"“”()（）-|｜*:：~ 驿站职工标题日期ORNOT.1'), st.characters()), max_size=40
    )
)
def test_any_string_is_answered(stories, query):
    answer = find(query)
    assert answer.total >= len(answer.hits)
    assert sum(value.count for value in answer.facets["kind"]) == answer.total


def test_a_stray_operator_does_not_change_the_result(settle):
    factories.story(title="深化产改")
    factories.story(title="别的事情")
    settle()
    for query in ("~产改*", '"产改', '产改*"', "（产改", "产改）", "~产改", "产改 OR", "-- 产改"):
        assert [hit.article.title for hit in find(query).hits] == ["深化产改"], query
