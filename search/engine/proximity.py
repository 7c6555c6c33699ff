"""A closer look at the best stories: words that stand near each other, and headlines that are just what was typed.

In: the best stories of an answer with their scores. Out: the same stories, each with what the closer
look adds to its score, in their new order.

For every two runs typed one after the other a story gets the more, the nearer they come to each other
in one of its fields, in either order; side by side as much as the rarer of them could add by how often
it stands there. Of the measures of nearness in use (Tao & Zhai, An Exploration of Proximity Measures,
SIGIR 2007) the least distance serves best and costs least. For a run in its headline it gets the more,
the less else stands there. No more than the best stories by all else are looked at: what is far
behind them is not brought back.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from search.engine.phrase_matcher import PhraseMatcher
from search.engine.query_tree import SCORE, Leaf, Phrase, Query
from search.engine.rank import RankedHit
from search.fields import TEXT
from search.index.layout import Array
from search.index.open_segment import OpenSegment
from text.grams import bigrams
from text.units import units_of

# So many stories are looked at, whatever page of them is wanted: an order that all pages share.
RERANKED = 100
# Pairs of runs that are looked at, and runs in headlines.
MOST_PAIRS = 12
MOST_RUNS = 4
# With so many characters between them two runs are worth half of what they are side by side.
HALF = 5
NOWHERE = np.zeros(0, np.int64)
NO_PLACES = NOWHERE, NOWHERE
Pair = tuple[Phrase, Phrase]


def can_reorder(query: Query) -> bool:
    """Whether a closer look can change the order."""
    first = query.order[0]
    is_ranked = query.limit != 0 and first.by == SCORE and first.descending
    return is_ranked and (len(query.near) > 1 or bool(query.fillings))


def rerank(query: Query, found: list[RankedHit], most: Callable[[Leaf], float]) -> list[RankedHit]:
    """`found` from the best on. `most`: what no frequency of a leaf can add more than (rank.Statistics.most)."""
    if len(found) < 2:
        return found
    runs = query.near[: MOST_PAIRS + 1]
    worth = {run: _worth(run, most) for run in runs}
    pairs = [(pair, amount) for pair in pairwise(runs) if (amount := min(map(worth.__getitem__, pair)))]
    fillings = [(one.phrase, one.share * sum(map(most, one.leaves))) for one in query.fillings[:MOST_RUNS]]
    looked_at, added = found[:RERANKED], dict[tuple[str, int], float]()
    for segment in {one.segment.name: one.segment for one in looked_at}.values():
        stories = np.array(sorted(one.story for one in looked_at if one.segment is segment))
        fields = _Fields(segment, stories)
        amounts = (fields.nearness(pairs) + fields.filled(fillings)).tolist()
        added.update(zip(((segment.name, story) for story in stories.tolist()), amounts, strict=True))
    better = [one._replace(score=one.score + added[one.segment.name, one.story]) for one in looked_at]
    better.sort(key=lambda one: -one.score)
    return [*better, *found[RERANKED:]]


def _worth(run: Phrase, most: Callable[[Leaf], float]) -> float:
    """What its rarest pair of characters can add: it is no more common, and the pairs have been looked up."""
    return max((most(Phrase(pair)) for pair in bigrams(run.text)), default=0.0)


class _Places(NamedTuple):
    """Where a run stands in some fields: places, rising, and the number of the field each lies in."""

    places: Array
    fields: Array


class _Fields:
    """All common text of some stories (rising) of a segment, field by field."""

    def __init__(self, segment: OpenSegment, stories: Array) -> None:
        self._segment = segment
        self._names = segment.shape.text
        cells = stories[:, None] * len(self._names) + np.arange(len(self._names) + 1)
        slots = segment.sections[f"{TEXT}.slots"].take(cells)
        self._starts, self._ends = slots[:, :-1].ravel(), slots[:, 1:].ravel()
        self._known: dict[Phrase, _Places] = {}

    def nearness(self, pairs: Sequence[tuple[Pair, float]]) -> Array:
        """For each story what its nearest pairs are worth."""
        added = np.zeros(len(self._starts) // len(self._names))
        for (one, other), worth in pairs:
            closest = np.zeros(len(self._starts))
            for first, second in ((one, other), (other, one)):
                fields, gaps = _gaps(self._places(first), self._places(second), len(units_of(first.text)))
                np.maximum.at(closest, fields, HALF / (HALF + gaps))
            added += worth * self._best(closest)
        return added

    def filled(self, fillings: Sequence[tuple[Phrase, float]]) -> Array:
        """For each story what it is worth that so much of a field is this run."""
        added = np.zeros(len(self._starts) // len(self._names))
        for run, worth in fillings:
            fields = self._places(run).fields
            fields = fields.compress(self._is_named(run.fields)[fields % len(self._names)])
            shares = np.zeros(len(self._starts))
            # The unit that ends a piece is no character of it.
            shares[fields] = len(units_of(run.text)) / (self._ends[fields] - self._starts[fields] - 1)
            added += worth * self._best(shares)
        return added

    def _best(self, of_fields: Array) -> Array:
        return of_fields.reshape(-1, len(self._names)).max(axis=1)

    def _is_named(self, fields: Sequence[str]) -> Array:
        return np.array([name in fields for name in self._names])

    def _places(self, run: Phrase) -> _Places:
        anywhere = replace(run, fields=()) if run.fields else run
        found = self._known.get(anywhere)
        if found is None:
            # A single character is everywhere, and says too little to be looked up.
            is_long = len(run.text) > 1
            places = PhraseMatcher(self._segment, anywhere).within(self._starts, self._ends) if is_long else NO_PLACES
            found = self._known[anywhere] = _Places(*places)
        return found


def _gaps(first: _Places, second: _Places, length: int) -> tuple[Array, Array]:
    """For the places of a run behind which another stands in the same field: field, and characters between the two."""
    if not len(second.places):
        return NOWHERE, NOWHERE
    following = second.places.searchsorted(first.places + length)
    same = second.fields.take(following, mode="clip") == first.fields
    same &= following < len(second.places)
    gaps = second.places.take(following, mode="clip") - first.places - length
    return first.fields.compress(same), gaps.compress(same)
