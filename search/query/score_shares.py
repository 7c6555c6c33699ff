"""The parts of the score of a hit.

In: a query of the engine, hits with their scores. Out: for each of the first hits three shares that add up to
its score.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from search.engine.query_tree import Between, Node, Or, Order, Query

# The most hits that are explained: about as many as a page shows.
MOST_EXPLAINED = 100


class ScoreShares(NamedTuple):
    """`frequency`: how often the words occur. `places`: the whole run, a row, a sentence, a headline.

    `nearness`: words near each other, and a headline that is nothing but the query.
    """

    frequency: float
    places: float
    nearness: float


def score_shares(
    query: Query, hits: Sequence[tuple[int, float]], scores: Callable[[Query], dict[int, float]]
) -> dict[int, ScoreShares]:
    """`hits`: primary keys with scores. `scores`: the scores of the stories that a query finds."""
    some = hits[:MOST_EXPLAINED]
    plain = Query(either_of([pk for pk, _ in some]), order=(Order(),), limit=len(some))
    by_frequency = scores(replace(plain, ranked=query.ranked))
    by_places = scores(replace(plain, bonuses=query.bonuses))
    return {pk: _shares(score, by_frequency.get(pk, 0.0), by_places.get(pk, 0.0)) for pk, score in some if score}


def either_of(pks: Sequence[int]) -> Node:
    """The stories with these primary keys."""
    return Or(tuple(Between("pk", low=pk, high=pk) for pk in pks))


def _shares(score: float, frequency: float, places: float) -> ScoreShares:
    return ScoreShares(frequency, places, max(score - frequency - places, 0.0))
