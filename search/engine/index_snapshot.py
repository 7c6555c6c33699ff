"""An index as it stood at one commit, from the start of a request to its end.

In: open segments with their deleted stories; a Query. Out: an RankedAnswer: exact count, best stories,
facet counts. A snapshot never changes; any number of threads may ask it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from search.engine import proximity
from search.engine.evaluate import Evaluation
from search.engine.query_tree import Leaf, Query
from search.engine.rank import RankedHit, Statistics, best, coverage, scores
from search.engine.segment_view import SegmentView
from search.index.layout import Array


@dataclass(frozen=True)
class RankedAnswer:
    """`total` is exact. `facets`: for each facet asked for its values with their counts, none of them 0."""

    total: int
    found: list[RankedHit]
    facets: dict[str, dict[str, int]]


class IndexSnapshot:
    """`generation`: the number of the commit."""

    def __init__(self, views: Sequence[SegmentView], generation: int, statistics: Statistics | None = None) -> None:
        self.views = tuple(views)
        self.generation = generation
        self._statistics = statistics or Statistics(self.views)
        self._without: tuple[frozenset[str], IndexSnapshot] | None = None

    def without(self, keys: frozenset[str]) -> "IndexSnapshot":
        """The same without the stories known by these keys. What is rare stays what it is: all scores do.

        The last one is kept: many questions leave out the same stories.
        """
        if not keys:
            return self
        known = self._without
        if known is None or known[0] != keys:
            views = [view.without(keys) for view in self.views]
            known = self._without = keys, IndexSnapshot(views, self.generation, self._statistics)
        return known[1]

    def __len__(self) -> int:
        return sum(len(view.living) for view in self.views)

    def is_untouched(self) -> bool:
        """Whether nobody wrote to a segment since it was opened; if not, take another snapshot, which is checked."""
        return all(view.segment.is_untouched() for view in self.views)

    def evaluations(self) -> list[Evaluation]:
        """For several questions with the same words, of one thread: what was looked up for one is known to the next."""
        return [Evaluation(view) for view in self.views]

    def search(self, query: Query, evaluations: Sequence[Evaluation] = ()) -> RankedAnswer:
        """Raises KeyError for a field the schema does not have, IndexDamaged for a wrong byte."""
        evaluations = evaluations or self.evaluations()
        facets: dict[str, dict[str, int]] = {name: {} for name in query.facets}
        hits = []
        for evaluation, base in zip(evaluations, self._matching(query, evaluations), strict=True):
            passes = _passes(query, evaluation.view, base)
            hits.append(_passing(evaluation, base, passes))
            if facets and len(base):
                _count(facets, evaluation, base, hits[-1], passes)
        found = self._best(query, evaluations, hits) if query.limit != 0 else []
        return RankedAnswer(sum(map(len, hits)), found, facets)

    def _best(self, query: Query, evaluations: Sequence[Evaluation], hits: Sequence[Array]) -> list[RankedHit]:
        scored = scores(query, self._statistics, evaluations, hits)
        if not proximity.can_reorder(query):
            return best(query, evaluations, hits, scored)
        end = None if query.limit is None else query.offset + query.limit
        pool = replace(query, offset=0, limit=end and max(end, proximity.RERANKED))
        most = partial(self._statistics.max_score, evaluations=evaluations)
        return proximity.rerank(query, best(pool, evaluations, hits, scored), most)[query.offset : end]

    def frequency(self, leaf: Leaf) -> int:
        """In how many stories a leaf stands, deleted ones not left out: what idf is made of."""
        return sum(len(Evaluation(view).posting(leaf)) for view in self.views)

    def values(self, facet: str) -> set[str]:
        """Everything a story, deleted or not, is counted under. KeyError for a facet the schema does not have."""
        return {value for view in self.views for value in view.segment.facet_values[facet]}

    def stories(self) -> Iterator[tuple[str, dict]]:
        """Key of every story, and what is kept of it."""
        for view in self.views:
            for story in view.living.tolist():
                yield view.segment.key_of(story), view.segment.kept(story)

    def kept_of(self, key: str) -> dict | None:
        """What is kept of the story known by this key; None where there is none."""
        for view in reversed(self.views):
            story = view.segment.story_of(key)
            if story is not None and (view.alive is None or view.alive[story]):
                return view.segment.kept(story)
        return None

    def keys(self, query: Query) -> list[str]:
        """Keys of all stories the query finds, in no order, neither ranked nor counted."""
        found = []
        evaluations = self.evaluations()
        for evaluation, base in zip(evaluations, self._matching(query, evaluations), strict=True):
            found += evaluation.segment.keys_of(_passing(evaluation, base, _passes(query, evaluation.view, base)))
        return found

    def _matching(self, query: Query, evaluations: Sequence[Evaluation]) -> list[Array]:
        """The stories of each segment for which the tree holds, and which have enough of what is partly asked."""
        found = [evaluation.stories(query.tree) for evaluation in evaluations]
        if not query.partly:
            return found
        covered = coverage(query, self._statistics, evaluations, found)
        best_of_all = max((float(some.max(initial=0)) for some in covered), default=0.0)
        enough = [(some > 0) & (some >= query.least * best_of_all) for some in covered]
        return [stories.compress(some) for stories, some in zip(found, enough, strict=True)]


def _passes(query: Query, view: SegmentView, stories: Array) -> dict[str, Array]:
    """For each filter which of these stories pass it."""
    return {name: view.in_facet(name, values, stories) for name, values in query.filters.items()}


def _passing(evaluation: Evaluation, stories: Array, passes: Mapping[str, Array]) -> Array:
    """Of these stories those that pass every filter."""
    return evaluation.narrowed(stories, np.logical_and.reduce(list(passes.values()))) if passes else stories


def _count(
    facets: dict[str, dict[str, int]], evaluation: Evaluation, base: Array, hits: Array, passes: Mapping[str, Array]
) -> None:
    """Add the counts of one segment; those of a filtered facet ignore its own filter."""
    evaluation.view.count(hits, {name: totals for name, totals in facets.items() if name not in passes})
    for name in facets.keys() & passes.keys():
        others = {other: some for other, some in passes.items() if other != name}
        evaluation.view.count(_passing(evaluation, base, others), {name: facets[name]})
