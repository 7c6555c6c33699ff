"""An index as it stood at one commit, from the start of a request to its end.

In: open segments with their deleted stories; a Query. Out: an Answer: exact count, best stories,
facet counts. A snapshot never changes; any number of threads may ask it.

Ranking is BM25 (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, eq. 3.15, with
field weights inside the frequency, eq. 3.20), idf as in Lucene: never negative. Words are weighed
by the length of a story in words, runs and pairs by its length in characters.
"""

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from math import log
from typing import NamedTuple

import numpy as np

from search.index.arrays.evaluate import Evaluation, View
from search.index.arrays.layout import NO_NUMBER, Array
from search.index.arrays.opened import OpenSegment
from search.index.arrays.tree import Leaf, Order, Query, Run

K1 = 1.2
B = 0.75
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


@dataclass(frozen=True)
class Answer:
    """`total` is exact. `facets`: for each facet asked for its values with their counts, none of them 0."""

    total: int
    found: list[Found]
    facets: dict[str, dict[str, int]]


@dataclass(frozen=True)
class _Part:
    """What a query found in one segment; `scores` are what the stories are ordered by."""

    evaluation: Evaluation
    stories: Array
    scores: Array


class Snapshot:
    """`generation`: the number of the commit."""

    def __init__(self, views: Sequence[View], generation: int) -> None:
        self.views = tuple(views)
        self.generation = generation
        self._stories = sum(view.segment.stories for view in views)

    def __len__(self) -> int:
        return sum(len(view.living) for view in self.views)

    def search(self, query: Query) -> Answer:
        """Raises KeyError for a number or facet the schema does not have, IndexDamaged for a wrong byte."""
        evaluations = [Evaluation(view) for view in self.views]
        base = [evaluation.stories(query.tree) for evaluation in evaluations]
        counts = _Counts(query.facets)
        hits = []
        for evaluation, stories in zip(evaluations, base, strict=True):
            passes = evaluation.passing(query.filters, stories)
            hits.append(_passing(stories, passes.values()))
            counts.add(evaluation, stories, hits[-1], passes)
        scores = self._scores(query, evaluations, hits)
        parts = [_Part(*found) for found in zip(evaluations, hits, scores, strict=True)]
        return Answer(sum(map(len, hits)), _best(query, parts), counts.named())

    def keys(self, query: Query) -> list[str]:
        """Keys of all stories the tree and the filters hold for, in no order."""
        found = []
        for view in self.views:
            evaluation = Evaluation(view)
            stories = evaluation.stories(query.tree)
            passes = evaluation.passing(query.filters, stories)
            found += view.segment.keys_of(_passing(stories, passes.values()))
        return found

    # Scores

    def _scores(self, query: Query, evaluations: Sequence[Evaluation], hits: Sequence[Array]) -> list[Array]:
        if isinstance(query.order, Order):
            return [_by_number(query.order, *found) for found in zip(evaluations, hits, strict=True)]
        scores = [np.zeros(len(some), np.float32) for some in hits]
        if not any(map(len, hits)):
            return scores
        for ranked in query.ranked:
            postings = [evaluation.posting(ranked.leaf) for evaluation in evaluations]
            frequency = sum(len(posting.stories) for posting in postings)
            if not frequency:
                continue
            idf = log(1 + (self._stories - frequency + 0.5) / (frequency + 0.5))
            factor = np.float32(ranked.boost * (K1 + 1) * idf)
            for number, (evaluation, some) in enumerate(zip(evaluations, hits, strict=True)):
                if len(some):
                    weights = evaluation.weights(ranked.leaf, some)
                    norms = self._norms[_lengths_of(ranked.leaf)][number].take(some, mode="clip")
                    norms += weights
                    scores[number] += factor * weights / norms
        return scores

    @cached_property
    def _norms(self) -> dict[str, list[Array]]:
        """K1 · ((1 - B) + B · length / mean length) for every story of every segment (f32)."""
        norms = {}
        for kind in ("words.lengths", "grams.lengths"):
            lengths = [view.segment.sections[kind] for view in self.views]
            mean = sum(float(some.sum(dtype=np.int64)) for some in lengths) / max(self._stories, 1) or 1.0
            norms[kind] = [(K1 * (1 - B) + K1 * B / mean * some).astype(np.float32) for some in lengths]
        return norms


def _passing(stories: Array, passes: Collection[Array]) -> Array:
    """Of these stories those that pass every filter."""
    return stories[np.logical_and.reduce(list(passes))] if passes else stories


def _lengths_of(leaf: Leaf) -> str:
    return "grams.lengths" if isinstance(leaf, Run) else "words.lengths"


def _by_number(order: Order, evaluation: Evaluation, stories: Array) -> Array:
    """The number as something to be largest first; what has none comes last."""
    numbers = evaluation.number(order.number)[stories]
    if order.descending:
        return numbers
    return np.where(numbers == NO_NUMBER, NO_NUMBER, -numbers)


def _best(query: Query, parts: Sequence[_Part]) -> list[Found]:
    """The stories wanted: highest first, ties by the larger `newer`, then by the later segment and story."""
    wanted = None if query.limit is None else query.offset + query.limit
    candidates = [_top(part.scores, wanted) for part in parts]
    scores = np.concatenate([part.scores[top] for part, top in zip(parts, candidates, strict=True)] or [np.zeros(0)])
    stories = np.concatenate([part.stories[top] for part, top in zip(parts, candidates, strict=True)] or [np.zeros(0)])
    segment = np.repeat(np.arange(len(parts)), [len(top) for top in candidates])
    newer = np.zeros(len(scores), np.int64)
    if query.newer:
        some = [
            part.evaluation.number(query.newer)[part.stories[top]] for part, top in zip(parts, candidates, strict=True)
        ]
        newer = np.concatenate([newer[:0], *some])
    order = np.lexsort((stories, segment, newer, scores))[::-1][query.offset : wanted]
    by_score = not isinstance(query.order, Order)
    return [
        Found(parts[number].evaluation.segment, story, score if by_score else 0.0)
        for number, story, score in zip(
            segment[order].tolist(), stories[order].tolist(), scores[order].tolist(), strict=True
        )
    ]


def _top(scores: Array, wanted: int | None) -> Array:
    """Where the highest scores stand, with all that tie with the last of them."""
    if wanted is None or len(scores) <= wanted:
        return np.arange(len(scores))
    if wanted == 0:
        return np.zeros(0, np.int64)
    some = scores
    if len(scores) > TOP_ROWS * wanted * 2:
        # The best of each column of a table: `wanted` of them are so many scores, and far fewer to sort.
        some = scores[: len(scores) // TOP_ROWS * TOP_ROWS].reshape(TOP_ROWS, -1).max(axis=0)
    least = np.partition(some, len(some) - wanted)[len(some) - wanted]
    return np.flatnonzero(scores >= least)


class _Counts:
    """Counts of facets over all segments; those of a filtered facet ignore its own filter."""

    def __init__(self, names: Sequence[str]) -> None:
        self._counts: dict[str, dict[str, int]] = {name: {} for name in names}

    def add(self, evaluation: Evaluation, base: Array, hits: Array, passes: dict[str, Array]) -> None:
        if not self._counts or not len(base):
            return
        plain = self._counts.keys() - passes.keys()
        if plain:
            self._name(evaluation, plain, evaluation.view.facet_counts(hits))
        for name in self._counts.keys() & passes.keys():
            stories = _passing(base, [some for other, some in passes.items() if other != name])
            self._name(evaluation, {name}, evaluation.view.facet_counts(stories))

    def _name(self, evaluation: Evaluation, wanted: Set[str], counts: Array) -> None:
        names = evaluation.segment.facet_names
        codes = np.flatnonzero(counts)
        for code, count in zip(codes.tolist(), counts[codes].tolist(), strict=True):
            facet, value = names[code]
            if facet in wanted:
                totals = self._counts[facet]
                totals[value] = totals.get(value, 0) + count

    def named(self) -> dict[str, dict[str, int]]:
        return self._counts
