"""Scores of stories, and the best of them.

In: evaluations of one query on every segment, and the stories each found. Out: scores; stories in order.

Ranking is BM25 (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, eq. 3.15, with
field weights inside the frequency, eq. 3.20), idf as in Lucene: never negative. Words are weighed
by the length of a story in words, runs and pairs by its length in characters.
"""

from collections.abc import Sequence
from functools import cached_property
from math import log
from typing import NamedTuple

import numpy as np

from search.index.arrays.evaluate import Evaluation, View
from search.index.arrays.layout import NO_NUMBER, Array
from search.index.arrays.opened import OpenSegment
from search.index.arrays.tree import SCORE, Leaf, Node, Order, Query, Run

K1 = 1.2
B = 0.75
# One array for each segment, with an entry for each story found there.
Hits = Sequence[Array]
# Terms are scored together as long as terms times stories stay below this.
CELLS = 1 << 16
TOP_ROWS = 64


class Found(NamedTuple):
    """One story of an answer, read when it is looked at. `score`: 0 where nothing ranks."""

    segment: OpenSegment
    story: int
    score: float

    @property
    def key(self) -> str:
        return self.segment.key_of(self.story)

    @property
    def kept(self) -> dict:
        """What the schema's KeptFields hold of the story."""
        return self.segment.kept(self.story)


class Statistics:
    """What scores depend on beyond a story: numbers of all segments of a snapshot."""

    def __init__(self, views: Sequence[View]) -> None:
        self._views = views
        self._stories = sum(view.segment.stories for view in views)

    def most(self, leaf: Leaf, evaluations: Sequence[Evaluation]) -> float:
        """What no frequency of a leaf can add more than, to the score of a story; 0 where it stands nowhere."""
        frequency = sum(len(evaluation.posting(leaf).stories) for evaluation in evaluations)
        idf = log(1 + (self._stories - frequency + 0.5) / (frequency + 0.5))
        return (K1 + 1) * idf if frequency else 0.0

    @cached_property
    def norms(self) -> dict[str, list[Array]]:
        """K1 · ((1 - B) + B · length / mean length) for every story of every segment (f32)."""
        norms = {}
        for kind in ("words.lengths", "grams.lengths"):
            lengths = [view.segment.sections[kind] for view in self._views]
            mean = sum(float(some.sum(dtype=np.int64)) for some in lengths) / max(self._stories, 1) or 1.0
            norms[kind] = [(K1 * (1 - B) + K1 * B / mean * some).astype(np.float32) for some in lengths]
        return norms


def scores(query: Query, statistics: Statistics, evaluations: Sequence[Evaluation], hits: Hits) -> Hits:
    """The score of each story each segment found (f32; f64 where stories have only a part)."""
    terms: dict[str, list[tuple[Leaf, float]]] = {}
    for ranked in query.ranked if any(map(len, hits)) else ():
        if factor := ranked.boost * statistics.most(ranked.leaf, evaluations):
            lengths = "grams.lengths" if isinstance(ranked.leaf, Run) else "words.lengths"
            terms.setdefault(lengths, []).append((ranked.leaf, factor))
    bonuses = [
        (bonus.node, bonus.share * sum(statistics.most(leaf, evaluations) for leaf in bonus.leaves))
        for bonus in query.bonuses
    ]
    found = []
    for number, (evaluation, stories) in enumerate(zip(evaluations, hits, strict=True)):
        total = np.zeros(len(stories), np.float32)
        for lengths, some in terms.items() if len(stories) else ():
            total += _bm25(evaluation, stories, some, statistics.norms[lengths][number])
        found.append(total + _fulfilled(evaluation, stories, bonuses))
    if not query.partly:
        return found
    covered = coverage(query, statistics, evaluations, hits)
    steps = np.unique(np.concatenate(covered))
    above = 1 + max(float(some.max(initial=0)) for some in found)
    return [some + above * np.searchsorted(steps, share) for some, share in zip(found, covered, strict=True)]


def coverage(query: Query, statistics: Statistics, evaluations: Sequence[Evaluation], hits: Hits) -> Hits:
    """How much of what is partly asked for each story has, 0 to 1, rare leaves weighing more (f32)."""
    weights = [(leaf, statistics.most(leaf, evaluations)) for leaf in dict.fromkeys(query.partly)]
    whole = sum(weight for _, weight in weights) or 1.0
    return [_fulfilled(*found, weights) / np.float32(whole) for found in zip(evaluations, hits, strict=True)]


def _fulfilled(evaluation: Evaluation, stories: Array, amounts: Sequence[tuple[Node, float]]) -> Array:
    """For each story the sum of the amounts whose condition it fulfils (f32)."""
    total = np.zeros(len(stories), np.float32)
    for node, amount in amounts if len(stories) else ():
        total += np.float32(amount) * evaluation.holds(node, stories)
    return total


def _bm25(evaluation: Evaluation, stories: Array, terms: Sequence[tuple[Leaf, float]], norms: Array) -> Array:
    norm = norms.take(stories, mode="clip")
    total = np.zeros(len(stories), np.float32)
    step = max(CELLS // len(stories), 1)
    for start in range(0, len(terms), step):
        some = terms[start : start + step]
        weights = np.array([evaluation.weights(leaf, stories) for leaf, _ in some], np.float32)
        total += np.array([factor for _, factor in some], np.float32) @ (weights / (weights + norm))
    return total


def best(query: Query, evaluations: Sequence[Evaluation], hits: Hits, scored: Hits) -> list[Found]:
    """The stories wanted, in their order."""
    wanted = None if query.limit is None else query.offset + query.limit
    first, *others = query.order
    tops = [_top(_key(first, *found), wanted) for found in zip(evaluations, hits, scored, strict=True)]
    segment = np.repeat(np.arange(len(tops)), [len(top) for top in tops])
    if not len(segment):
        return []
    story = np.concatenate([stories[top] for stories, top in zip(hits, tops, strict=True)])
    score = np.concatenate([some[top] for some, top in zip(scored, tops, strict=True)])
    keys = [story, segment]
    for order in (*reversed(others), first):
        found = zip(evaluations, hits, scored, tops, strict=True)
        keys.append(np.concatenate([_key(order, one, stories[top], some[top]) for one, stories, some, top in found]))
    rows = np.lexsort(keys)[::-1][query.offset : wanted]
    places = zip(segment[rows].tolist(), story[rows].tolist(), score[rows].tolist(), strict=True)
    return [Found(evaluations[number].segment, some, value) for number, some, value in places]


def _key(order: Order, evaluation: Evaluation, stories: Array, scored: Array) -> Array:
    """What to sort by, largest first; what has no number comes last."""
    if order.by == SCORE:
        return scored if order.descending else -scored
    numbers = evaluation.number(order.by).take(stories)
    if order.descending:
        return numbers
    return np.where(numbers == NO_NUMBER, NO_NUMBER, -numbers)


def _top(scored: Array, wanted: int | None) -> Array:
    """Where the highest scores stand, with all that tie with the last of them."""
    if wanted is None or len(scored) <= wanted:
        return np.arange(len(scored))
    if wanted == 0:
        return np.zeros(0, np.int64)
    some = scored
    if len(scored) > TOP_ROWS * wanted * 2:
        # The best of each column of a table: `wanted` of them are so many scores, and far fewer to sort.
        some = scored[: len(scored) // TOP_ROWS * TOP_ROWS].reshape(TOP_ROWS, -1).max(axis=0)
    least = np.partition(some, len(some) - wanted)[len(some) - wanted]
    return np.flatnonzero(scored >= least)
