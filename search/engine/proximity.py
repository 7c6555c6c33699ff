"""Reranks the best stories: words that are near each other count more, and so do headlines that equal the query.

In: the best stories of an answer with their scores. Out: the same stories with a bonus added to their scores, in
their new order.

For every two phrases that follow each other in the query, a story gets a bonus that is larger the nearer the two
are to each other in one of its fields, in either order. Side by side they are worth as much as the rarer of them
could add by its frequency. Of the usual measures of proximity (Tao & Zhai, An Exploration of Proximity Measures,
SIGIR 2007) the minimum distance is the best and the cheapest. For a phrase in its headline a story gets a bonus that
is larger the less else is in the headline. Only the best stories by all other criteria are reranked: stories far
behind them are not brought forward.
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

# This many stories are reranked whichever page is shown, so that all pages share one order.
RERANKED = 100
# At most this many pairs of phrases, and phrases in headlines, are considered.
MAX_PAIRS = 12
MAX_PHRASES = 4
# With this many characters between them two phrases are worth half of what they are worth side by side.
HALF = 5
NOWHERE = np.zeros(0, np.int64)
NO_PLACES = NOWHERE, NOWHERE
Pair = tuple[Phrase, Phrase]


def can_reorder(query: Query) -> bool:
    """Whether reranking can change the order."""
    first = query.order[0]
    is_ranked = query.limit != 0 and first.by == SCORE and first.descending
    return is_ranked and (len(query.near) > 1 or bool(query.fillings))


def rerank(query: Query, found: list[RankedHit], most: Callable[[Leaf], float]) -> list[RankedHit]:
    """`found`: hits, the best first. `most`: an upper bound of what a leaf can add (rank.Statistics.max_score)."""
    if len(found) < 2:
        return found
    runs = query.near[: MAX_PAIRS + 1]
    worth = {run: _worth(run, most) for run in runs}
    pairs = [(pair, amount) for pair in pairwise(runs) if (amount := min(map(worth.__getitem__, pair)))]
    fillings = [
        (filling.phrase, filling.share * sum(map(most, filling.leaves))) for filling in query.fillings[:MAX_PHRASES]
    ]
    looked_at, added = found[:RERANKED], dict[tuple[str, int], float]()
    for segment in {hit.segment.name: hit.segment for hit in looked_at}.values():
        stories = np.array(sorted(hit.story for hit in looked_at if hit.segment is segment))
        fields = _Fields(segment, stories)
        amounts = (fields.nearness(pairs) + fields.filled(fillings)).tolist()
        added.update(zip(((segment.name, story) for story in stories.tolist()), amounts, strict=True))
    better = [hit._replace(score=hit.score + added[hit.segment.name, hit.story]) for hit in looked_at]
    better.sort(key=lambda hit: -hit.score)
    return [*better, *found[RERANKED:]]


def _worth(run: Phrase, most: Callable[[Leaf], float]) -> float:
    """The most that its rarest pair of characters can add.

    The phrase is no more common than this pair, and pairs are looked up already.
    """
    return max((most(Phrase(pair)) for pair in bigrams(run.text)), default=0.0)


class _Places(NamedTuple):
    """The places of a phrase in some fields (ascending), and the number of the field of each."""

    places: Array
    fields: Array


class _Fields:
    """The common text of some stories (ascending) of a segment, field by field."""

    def __init__(self, segment: OpenSegment, stories: Array) -> None:
        self._segment = segment
        self._names = segment.shape.text
        cells = stories[:, None] * len(self._names) + np.arange(len(self._names) + 1)
        slots = segment.sections[f"{TEXT}.slots"].take(cells)
        self._starts, self._ends = slots[:, :-1].ravel(), slots[:, 1:].ravel()
        self._known: dict[Phrase, _Places] = {}

    def nearness(self, pairs: Sequence[tuple[Pair, float]]) -> Array:
        """For each story the worth of its nearest pairs."""
        added = np.zeros(len(self._starts) // len(self._names))
        for (left, right), worth in pairs:
            closest = np.zeros(len(self._starts))
            for first, second in ((left, right), (right, left)):
                fields, gaps = _gaps(self._places(first), self._places(second), len(units_of(first.text)))
                np.maximum.at(closest, fields, HALF / (HALF + gaps))
            added += worth * self._best(closest)
        return added

    def filled(self, fillings: Sequence[tuple[Phrase, float]]) -> Array:
        """For each story the bonus for the share of a field that is this phrase."""
        added = np.zeros(len(self._starts) // len(self._names))
        for run, worth in fillings:
            fields = self._places(run).fields
            fields = fields.compress(self._is_named(run.fields)[fields % len(self._names)])
            shares = np.zeros(len(self._starts))
            # The unit that ends a piece is not one of its characters.
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
            # A single character is everywhere: looking it up would tell too little.
            is_long = len(run.text) > 1
            places = PhraseMatcher(self._segment, anywhere).within(self._starts, self._ends) if is_long else NO_PLACES
            found = self._known[anywhere] = _Places(*places)
        return found


def _gaps(first: _Places, second: _Places, length: int) -> tuple[Array, Array]:
    """For places of `first` that `second` follows in the same field: the field, and the characters between them."""
    if not len(second.places):
        return NOWHERE, NOWHERE
    following = second.places.searchsorted(first.places + length)
    same = second.fields.take(following, mode="clip") == first.fields
    same &= following < len(second.places)
    gaps = second.places.take(following, mode="clip") - first.places - length
    return first.fields.compress(same), gaps.compress(same)
