"""Whole questions, as people ask them: the passage that answers comes first or near it."""

import pytest

from tests.search import relevance

pytestmark = pytest.mark.corpus


def test_a_question_in_either_script_finds_the_passage_that_answers_it(shared, tmp_path):
    """A quarter of the questions is asked in the other script; python -m tests.search.relevance asks all of them."""
    passages, questions = relevance.read(shared / "corpus")
    snapshot = relevance.index_passages(tmp_path, passages)
    for name, least in relevance.FLOORS.items():
        asked = [question for question in questions if question.set == name]
        ranks = relevance.reciprocal_ranks(snapshot, asked, str)
        assert sum(ranks) / len(asked) >= least, name
        converted = relevance.reciprocal_ranks(snapshot, asked[::4], relevance.other_script(name))
        assert abs(sum(converted) - sum(ranks[::4])) / len(converted) <= 0.001, name
