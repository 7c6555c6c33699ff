"""Scores stories and picks the best of them.

In: evaluations of one query on every segment, and the stories found in each. Out: scores; stories in order.

Ranking is BM25 (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, eq. 3.15, with field weights
inside the frequency, eq. 3.20). The idf is Lucene's, which is never negative. Words are normalized by the length of
a story in words, phrases and pairs by its length in characters.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain, repeat
from math import log
from typing import Any, NamedTuple

import numpy as np

from search.engine.evaluate import Evaluation
from search.engine.phrase_matcher import gram_key
from search.engine.query_tree import SCORE, Leaf, Node, Order, Phrase, Query, Word
from search.engine.segment_view import SegmentView
from search.index.layout import NO_NUMBER, Array
from search.index.open_segment import OpenSegment

K1 = 1.2
B = 0.75
# The share of the score of a partial match that depends on how much of `query.partly` the story contains.
PARTLY = 0.5
# One array for each segment, with an entry for each story found there.
Hits = Sequence[Array]
# Terms are scored together while terms × stories stay below this: above it BLAS starts threads, which compete with
# other workers for the processors.
CELLS = 1 << 13
TOP_ROWS = 64
# Maximum scores that are cached.
MAX_TERMS = 20_000


class RankedHit(NamedTuple):
    """One story of an answer, read only when it is used. `score`: 0 if nothing ranks."""

    segment: OpenSegment
    story: int
    score: float

    @property
    def key(self) -> str:
        return self.segment.key_of(self.story)

    @property
    def kept(self) -> dict:
        """The values of the schema's KeptFields."""
        return self.segment.kept(self.story)


class Statistics:
    """The numbers that scores depend on besides the story, over all segments of a snapshot."""

    def __init__(self, views: Sequence[SegmentView]) -> None:
        self._views = views
        self._stories = sum(view.segment.stories for view in views)
        # For terms only: other phrases belong to a single query.
        self._max_scores: dict[Leaf, float] = {}

    def max_score(self, leaf: Leaf, evaluations: Sequence[Evaluation]) -> float:
        """The most that a leaf can add to a score, whatever its frequency in a story; 0 if no story contains it."""
        known = self._max_scores.get(leaf)
        if known is None:
            known = self._of(leaf, evaluations)
            if isinstance(leaf, Word) or (isinstance(leaf, Phrase) and gram_key(leaf)):
                if len(self._max_scores) > MAX_TERMS:
                    self._max_scores.clear()
                self._max_scores[leaf] = known
        return known

    def _of(self, leaf: Leaf, evaluations: Sequence[Evaluation]) -> float:
        frequency = sum([len(evaluation.posting(leaf)) for evaluation in evaluations])
        return self.of_frequency(frequency) if frequency else 0.0

    def of_frequency(self, frequency: int) -> float:
        """The most that a leaf of this frequency can add."""
        return (K1 + 1) * log(1 + (self._stories - frequency + 0.5) / (frequency + 0.5))

    @cached_property
    def norms(self) -> list[Array]:
        """K1 · ((1 - B) + B · length / mean length) for each story of each segment (f32); by words, by characters."""
        kinds = ("words.lengths", "grams.lengths")
        lengths = [np.array([view.segment.sections[kind] for kind in kinds]) for view in self._views]
        sums = sum(of_stories.sum(axis=1, keepdims=True, dtype=np.float64) for of_stories in lengths)
        mean = np.maximum(sums / max(self._stories, 1), 1)
        return [(K1 * (1 - B) + K1 * B / mean * of_stories).astype(np.float32) for of_stories in lengths]


def score_hits(query: Query, statistics: Statistics, evaluations: Sequence[Evaluation], hits: Hits) -> Hits:
    """The score of each story found in each segment (f32)."""
    if not any(map(len, hits)):
        return [np.zeros(0, np.float32) for _ in hits]
    leaves = chain((ranked.leaf for ranked in query.ranked), *(bonus.leaves for bonus in query.bonuses))
    most = {leaf: statistics.max_score(leaf, evaluations) for leaf in dict.fromkeys(leaves)}
    kinds: tuple[list, list] = [], []
    for ranked in query.ranked:
        if most[ranked.leaf]:
            kinds[isinstance(ranked.leaf, Phrase)].append((ranked.leaf, ranked.boost * most[ranked.leaf]))
    bonuses = [(bonus.node, bonus.share * sum(map(most.__getitem__, bonus.leaves))) for bonus in query.bonuses]
    found = []
    for evaluation, stories, norms in zip(evaluations, hits, statistics.norms, strict=True):
        total = _fulfilled(evaluation, stories, bonuses)
        for terms, norm in zip(kinds, norms, strict=True):
            _add_bm25(total, evaluation, stories, terms, norm)
        found.append(total)
    if not query.partly:
        return found
    covered = coverage(query, statistics, evaluations, hits)
    return [scored * (1 - PARTLY + PARTLY * share) for scored, share in zip(found, covered, strict=True)]


def coverage(query: Query, statistics: Statistics, evaluations: Sequence[Evaluation], hits: Hits) -> Hits:
    """The share of `query.partly` that each story contains, 0 to 1, rare leaves weighing more (f32).

    A leaf that no story contains weighs most of all.
    """
    most = statistics.of_frequency(0)
    weights = [(leaf, statistics.max_score(leaf, evaluations) or most) for leaf in dict.fromkeys(query.partly)]
    whole = sum(weight for _, weight in weights)
    return [_fulfilled(*found, weights) / np.float32(whole) for found in zip(evaluations, hits, strict=True)]


def _fulfilled(evaluation: Evaluation, stories: Array, amounts: Sequence[tuple[Node, float]]) -> Array:
    """For each story the sum of the amounts whose condition it fulfils (f32)."""
    total = np.zeros(len(stories), np.float32)
    for node, amount in amounts if len(stories) else ():
        total += np.float32(amount) * evaluation.holds(node, stories)
    return total


def _add_bm25(
    total: Array, evaluation: Evaluation, stories: Array, terms: Sequence[tuple[Leaf, float]], norm: Array
) -> None:
    if not len(stories) or not terms:
        return
    norm, step = norm.take(stories), max(CELLS // len(stories), 1)
    factors = np.array([factor for _, factor in terms])
    # Computed in f64 and rounded once: how terms are grouped depends on the number of stories found in a segment, and
    # equal stories of two segments must get equal scores.
    exact: Array | float = 0.0
    for start in range(0, len(terms), step):
        chunk = terms[start : start + step]
        weights = np.array([evaluation.weights(leaf, stories) for leaf, _ in chunk], np.float32)
        weights /= weights + norm
        more = np.dot(factors[start : start + step], weights) if step > 1 else factors[start] * weights[0]
        exact = exact + more if start else more
    total += exact


def top_hits(query: Query, evaluations: Sequence[Evaluation], hits: Hits, scored: Hits) -> list[RankedHit]:
    """The stories of the page that is asked for, in their order."""
    wanted = None if query.limit is None else query.offset + query.limit
    rows: list[tuple] = []
    for number, found in enumerate(zip(evaluations, hits, scored, strict=True)):
        evaluation, stories, scored_there = found
        if wanted is not None and wanted < len(stories):
            top = _top(query.order, *found, wanted)
            stories, scored_there = stories.take(top), scored_there.take(top)
        keys = [_key(order, evaluation, stories, scored_there).tolist() for order in query.order]
        rows += zip(*keys, repeat(number, len(stories)), stories.tolist(), scored_there.tolist(), strict=True)
    rows.sort(reverse=True)
    page = rows[query.offset : wanted]
    return [RankedHit(evaluations[number].segment, story, score) for *_, number, story, score in page]


def _key(order: Order, evaluation: Evaluation, stories: Array, scored: Array) -> Array:
    """The sort key, largest first; stories without the number come last."""
    if order.by == SCORE:
        return scored if order.descending else -scored
    numbers = evaluation.view.number(order.by).take(stories)
    if order.descending:
        return numbers
    return np.where(numbers == NO_NUMBER, NO_NUMBER, -numbers)


def _top(orders: Sequence[Order], evaluation: Evaluation, stories: Array, scored: Array, wanted: int) -> Array:
    """The rows of the best of these stories, at most `wanted`, in no order; of equal ones the last."""
    if len(stories) <= wanted or not orders:
        return np.arange(len(stories))[-wanted:]
    keys = _key(orders[0], evaluation, stories, scored)
    least = _nth(keys, wanted)
    rows = np.flatnonzero(keys >= least)
    if len(rows) == wanted:
        return rows
    above = keys.take(rows) > least
    sure, alike = rows.compress(above), rows.compress(~above)
    rest = _top(orders[1:], evaluation, stories.take(alike), scored.take(alike), wanted - len(sure))
    return np.concatenate([sure, alike.take(rest)])


def _nth(keys: Array, wanted: int) -> Any:
    """The least of the `wanted` largest keys. There must be more than `wanted`."""
    candidates = keys
    if len(keys) > TOP_ROWS * wanted * 2:
        # The maxima of the columns of a table: at least `wanted` keys are no less than the last of the best of these.
        candidates = keys[: len(keys) // TOP_ROWS * TOP_ROWS].reshape(TOP_ROWS, -1).max(axis=0)
        candidates = keys.compress(keys >= np.partition(candidates, len(candidates) - wanted)[len(candidates) - wanted])
    return np.partition(candidates, len(candidates) - wanted)[len(candidates) - wanted]
