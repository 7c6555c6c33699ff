"""A tree evaluated on whole arrays of one segment.

In: an open segment, its living stories, a tree. Out: numbers of stories (rising), scores, counts.

An And starts from its rarest part and asks the others only about what is left, so that a rare word
makes a cheap query whatever stands beside it. Sets of stories are met by binary search where one is
much the smaller, else by a mark for each story.
"""

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np

from search.index.arrays.cut import units_of
from search.index.arrays.fields import ASKED, TEXT
from search.index.arrays.layout import NO_NUMBER, Array
from search.index.arrays.opened import NOTHING, OpenSegment, Posting
from search.index.arrays.runs import contains, in_fields, run_places, whole_places
from search.index.arrays.tree import And, Between, Every, Facet, Keys, Leaf, Node, Not, Or, Prefix, Word

# Binary search is taken where one list is so many times longer than the other.
MUCH_LONGER = 16


class Evaluation:
    """One query on one segment. `alive`: a bool for each story, None where none is deleted."""

    def __init__(self, segment: OpenSegment, alive: Array | None) -> None:
        self.segment = segment
        self._alive = alive
        self._postings: dict[int, Posting] = {}

    def stories(self, node: Node) -> Array:
        """The living stories for which the tree holds."""
        found = self._stories(node)
        return found if self._alive is None else found[self._alive[found]]

    # Leaves

    def posting(self, leaf: Leaf) -> Posting:
        """Stories and weights of a leaf, deleted ones among them."""
        posting = self._postings.get(id(leaf))
        if posting is None:
            posting = self._postings[id(leaf)] = self._read(leaf)
        return posting

    def _read(self, leaf: Leaf) -> Posting:
        if isinstance(leaf, Word):
            return self.segment.word(leaf.text)
        if isinstance(leaf, Prefix):
            return self._prefix(leaf)
        units = units_of(leaf.text)
        if len(units) == 2 and not leaf.fields and not leaf.whole:
            return self.segment.gram(units[0] << 16 | units[1])
        group = TEXT if not leaf.fields or leaf.fields[0] in self.segment.shape.text else ASKED
        places = run_places(self.segment, group, units)
        if leaf.fields:
            places = in_fields(self.segment, group, places, leaf.fields)
        if leaf.whole:
            places = whole_places(self.segment, group, places, len(units))
        if group == TEXT:
            return self.segment.posting_of(places)
        stories = np.unique(self.segment.slots_of(group, places) // len(self.segment.shape.asked))
        return Posting(stories.astype(np.uint32), np.ones(len(stories), np.uint8))

    def _prefix(self, leaf: Prefix) -> Posting:
        rows = self.segment.rows_of_prefix(leaf.text.encode("utf-8", "surrogatepass"))
        sums = np.zeros(self.segment.stories, np.int64)
        for posting in map(self.segment.posting_at, rows):
            sums[posting.stories] += posting.weights
        stories = np.flatnonzero(sums)
        return Posting(stories.astype(np.uint32), np.minimum(sums[stories], 255).astype(np.uint8)) if rows else NOTHING

    # Sets

    def _stories(self, node: Node) -> Array:
        if isinstance(node, Leaf):
            return self.posting(node).stories
        if isinstance(node, And) and node.parts:
            rarest, *others = sorted(node.parts, key=self._most)
            found = self._stories(rarest)
            for other in others:
                if not len(found):
                    break
                found = found[self._among(other, found)]
            return found
        if isinstance(node, Or):
            return self._union(node)
        if isinstance(node, Keys):
            rows = [row for key in node.keys if (row := self.segment.story_of(key)) is not None]
            return np.array(sorted(rows), np.uint32)
        every = np.arange(self.segment.stories, dtype=np.uint32)
        return every if isinstance(node, Every | And) else every[self._among(node, every)]

    def _most(self, node: Node) -> int:
        """No more stories than this."""
        if isinstance(node, Leaf):
            return len(self.posting(node).stories)
        if isinstance(node, And):
            return min(map(self._most, node.parts), default=self.segment.stories)
        if isinstance(node, Or):
            return sum(map(self._most, node.parts))
        return len(node.keys) if isinstance(node, Keys) else self.segment.stories

    def _union(self, node: Or) -> Array:
        sets = [self._stories(part) for part in node.parts]
        if len(sets) == 1:
            return sets[0]
        mark = np.zeros(self.segment.stories, bool)
        for some in sets:
            mark[some] = True
        return np.flatnonzero(mark).astype(np.uint32)

    def _among(self, node: Node, stories: Array) -> Array:
        """For each of these stories whether the node holds (bool)."""
        if isinstance(node, Leaf | Keys):
            return self._member(self._stories(node), stories)
        if isinstance(node, And | Or):
            every = isinstance(node, And)
            parts = [self._among(part, stories) for part in node.parts]
            join: Callable = np.logical_and if every else np.logical_or
            return reduce(join, parts, np.full(len(stories), every))
        if isinstance(node, Not):
            return ~self._among(node.part, stories)
        if isinstance(node, Facet):
            return self.in_facet(node.name, node.values, stories)
        if isinstance(node, Between):
            return self._between(node, stories)
        return np.ones(len(stories), bool)

    def _member(self, rising: Array, stories: Array) -> Array:
        if len(stories) * MUCH_LONGER < len(rising):
            return contains(rising, stories)
        mark = np.zeros(self.segment.stories, bool)
        mark[rising] = True
        return mark[stories]

    # Columns

    def in_facet(self, name: str, values: tuple[str, ...], stories: Array) -> Array:
        """For each of these stories whether it is counted under any of these values."""
        known = self.segment.facet_values.get(name, {})
        codes = [known[value] for value in values if value in known]
        shape, sections = self.segment.shape, self.segment.sections
        if name in shape.facets:
            return np.isin(sections["facets.codes"][:, shape.facets.index(name)][stories], codes)
        mark = np.zeros(self.segment.stories, bool)
        mark[sections["facets.owners"][np.isin(sections["facets.many"], codes)]] = True
        return mark[stories]

    def _between(self, node: Between, stories: Array) -> Array:
        numbers = self.number(node.name)[stories]
        inside = numbers != NO_NUMBER
        if node.low is not None:
            inside &= numbers >= node.low
        if node.high is not None:
            inside &= numbers <= node.high
        return inside

    def number(self, name: str) -> Array:
        return self.segment.sections[f"number.{name}"]

    def facet_counts(self, stories: Array) -> Array:
        """How many of these stories are counted under each code."""
        sections = self.segment.sections
        codes, many = sections["facets.codes"], sections["facets.many"]
        size = sum(map(len, self.segment.facet_values.values()))
        counts = np.bincount(codes[stories].ravel(), minlength=size)
        if len(many):
            mark = np.zeros(self.segment.stories, bool)
            mark[stories] = True
            counts += np.bincount(many[mark[sections["facets.owners"]]], minlength=size)
        return counts

    # Scores

    def frequencies(self, leaf: Leaf, stories: Array) -> Array:
        """Weights of a leaf in each of these stories (u8); 0 where it does not stand."""
        rising, weights = self.posting(leaf)
        if rising is stories:
            return weights
        if not len(rising):
            return np.zeros(len(stories), np.uint8)
        if len(stories) * MUCH_LONGER < len(rising):
            where = rising.searchsorted(stories)
            return weights.take(where, mode="clip") * (rising.take(where, mode="clip") == stories)
        every = np.zeros(self.segment.stories, np.uint8)
        every[rising] = weights
        return every[stories]


def allowed(evaluation: Evaluation, filters: Mapping[str, tuple[str, ...]], stories: Array) -> dict[str, Array]:
    """For each filter which of these stories pass it."""
    return {name: evaluation.in_facet(name, values, stories) for name, values in filters.items()}
