"""Stories asked for by days, in the engine."""

import datetime

import pytest

from search.engine.query_tree import Node, Query
from search.query.time_nodes import happened, in_days, of_days, published, undated
from search.story_days import event_days
from tests.search.support.indexed import document, index_of

# The day of publication of each story, and the day of its event.
STORIES = {
    1: ("2018-07-01", ""), 2: ("2018-07", ""), 3: ("2018", "2018-07-01"), 4: ("2018-07-03", "2018-07-02"),
    5: ("", "2018-07-02"), 6: ("", "2018"), 7: ("", ""), 8: ("", "XXXX-07-02"),
}  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory, dictionaries):
    snapshot = index_of(
        tmp_path_factory.mktemp("days"),
        (
            document(pk, ("", "驿站", "", ""), published=event_days(paper), event=event_days(event))
            for pk, (paper, event) in STORIES.items()
        ),
    )
    return lambda node: {int(key) for key in snapshot.stories.keys(Query(node))}


def within(kind, first: str, last: str) -> Node:
    return kind(*(datetime.date.fromisoformat(day).toordinal() for day in (first, last)))


@pytest.mark.parametrize(
    ("kind", "first", "last", "stories"),
    [
        (published, "2018-07-01", "2018-07-31", {1, 2, 4}),
        (happened, "2018-07-01", "2018-07-31", {3, 4, 5}),
        (in_days, "2018-07-01", "2018-07-31", {1, 2, 4, 5}),
        (of_days, "2018-07-01", "2018-07-31", {1, 2, 3, 4, 5}),
        (in_days, "2018-07-02", "2018-07-02", {5}),
        (of_days, "2018-07-02", "2018-07-02", {4, 5}),
        (in_days, "2018-01-01", "2018-12-31", {1, 2, 3, 4, 5, 6}),
        (in_days, "2019-01-01", "2019-12-31", set()),
    ],
)
def test_a_story_is_in_a_range_that_holds_all_its_possible_days(found, kind, first, last, stories):
    assert found(within(kind, first, last)) == stories


def test_a_story_is_undated_if_neither_the_day_of_publication_nor_that_of_its_event_is_known(found):
    assert found(undated()) == {7, 8}
