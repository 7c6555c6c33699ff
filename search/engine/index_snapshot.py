"""The index as of one commit, from the start of a request to its end.

In: open segments with their deleted stories; a Query. Out: a RankedAnswer: exact count, best stories, facet counts.
A snapshot never changes, and any number of threads may query it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from search.engine import proximity
from search.engine.evaluate import Evaluation
from search.engine.query_tree import Leaf, Query
from search.engine.rank import RankedHit, Statistics, coverage, score_hits, top_hits
from search.engine.segment_view import SegmentView
from search.index.layout import Array


@dataclass(frozen=True)
class RankedAnswer:
    """`total` is exact. `facets`: for each facet of the query its values and their counts, without counts of 0."""

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
        """The same snapshot without the stories with these keys. Scores stay the same, because frequencies do.

        The last result is cached: many queries leave out the same stories.
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
        """Whether nobody wrote to a segment since it was opened. If not, take another snapshot, which is checked."""
        return all(view.segment.is_untouched() for view in self.views)

    def evaluations(self) -> list[Evaluation]:
        """For several queries with the same words, in one thread: the later ones use what the first looked up."""
        return [Evaluation(view) for view in self.views]

    def search(self, query: Query, evaluations: Sequence[Evaluation] = ()) -> RankedAnswer:
        """Raises KeyError for a field that the schema does not have, IndexDamaged for a wrong byte."""
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
        scored = score_hits(query, self._statistics, evaluations, hits)
        if not proximity.can_reorder(query):
            return top_hits(query, evaluations, hits, scored)
        end = None if query.limit is None else query.offset + query.limit
        pool = replace(query, offset=0, limit=end and max(end, proximity.RERANKED))
        most = partial(self._statistics.max_score, evaluations=evaluations)
        return proximity.rerank(query, top_hits(pool, evaluations, hits, scored), most)[query.offset : end]

    def frequency(self, leaf: Leaf) -> int:
        """The number of stories that contain a leaf, including deleted ones: the idf is computed from it."""
        return sum(len(Evaluation(view).posting(leaf)) for view in self.views)

    def values(self, facet: str) -> set[str]:
        """All values of a facet, including those of deleted stories. Raises KeyError for an unknown facet."""
        return {value for view in self.views for value in view.segment.facet_values[facet]}

    def stories(self) -> Iterator[tuple[str, dict]]:
        """The key and the kept fields of every story."""
        for view in self.views:
            for story in view.living.tolist():
                yield view.segment.key_of(story), view.segment.kept(story)

    def kept_of(self, key: str) -> dict | None:
        """The kept fields of the story with this key; None if there is none."""
        for view in reversed(self.views):
            story = view.segment.story_of(key)
            if story is not None and (view.alive is None or view.alive[story]):
                return view.segment.kept(story)
        return None

    def keys(self, query: Query) -> list[str]:
        """The keys of all stories that match, in no order, neither ranked nor counted."""
        found = []
        evaluations = self.evaluations()
        for evaluation, base in zip(evaluations, self._matching(query, evaluations), strict=True):
            found += evaluation.segment.keys_of(_passing(evaluation, base, _passes(query, evaluation.view, base)))
        return found

    def _matching(self, query: Query, evaluations: Sequence[Evaluation]) -> list[Array]:
        """For each segment the stories for which the tree holds and that contain enough of `query.partly`."""
        found = [evaluation.stories(query.tree) for evaluation in evaluations]
        if not query.partly:
            return found
        covered = coverage(query, self._statistics, evaluations, found)
        best = max((float(shares.max(initial=0)) for shares in covered), default=0.0)
        least = max(query.least, query.least_of_best * best)
        enough = [(shares > 0) & (shares >= least) for shares in covered]
        return [stories.compress(shares) for stories, shares in zip(found, enough, strict=True)]


def _passes(query: Query, view: SegmentView, stories: Array) -> dict[str, Array]:
    """For each filter which of these stories pass it."""
    return {name: view.in_facet(name, values, stories) for name, values in query.filters.items()}


def _passing(evaluation: Evaluation, stories: Array, passes: Mapping[str, Array]) -> Array:
    """The stories that pass every filter."""
    return evaluation.narrowed(stories, np.logical_and.reduce(list(passes.values()))) if passes else stories


def _count(
    facets: dict[str, dict[str, int]], evaluation: Evaluation, base: Array, hits: Array, passes: Mapping[str, Array]
) -> None:
    """Add the counts of one segment. The counts of a filtered facet ignore its own filter."""
    evaluation.view.count(hits, {name: totals for name, totals in facets.items() if name not in passes})
    for name in facets.keys() & passes.keys():
        others = {other: passing for other, passing in passes.items() if other != name}
        evaluation.view.count(_passing(evaluation, base, others), {name: facets[name]})
