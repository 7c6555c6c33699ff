"""A segment as one snapshot sees it: without the stories deleted by then; its columns of facets and numbers.

In: an open segment and its deleted stories; numbers of stories. Out: which of them have a value or a number between
two others; how many have each value.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

import numpy as np

from search.engine.query_tree import Between
from search.index.layout import NO_NUMBER, Array, ranges
from search.index.open_segment import OpenSegment

# Fewer stories than this are counted one by one.
FEW_STORIES = 16


class SegmentView:
    """`alive`: None if nothing is deleted. `stories` is always an array of intp in ascending order."""

    def __init__(self, segment: OpenSegment, deleted: Array) -> None:
        self.segment, self._deleted = segment, deleted
        self.alive: Array | None = None
        if len(deleted):
            self.alive = np.ones(segment.stories, bool)
            self.alive[deleted] = False

    def without(self, keys: Collection[str]) -> "SegmentView":
        """The same view without the stories with these keys."""
        gone = [story for key in keys if (story := self.segment.story_of(key)) is not None]
        return SegmentView(self.segment, np.append(self._deleted, np.array(gone, np.int64))) if gone else self

    @cached_property
    def living(self) -> Array:
        """The numbers of the stories that are not deleted."""
        return np.arange(self.segment.stories) if self.alive is None else np.flatnonzero(self.alive)

    def number(self, name: str) -> Array:
        return self.segment.sections[f"number.{name}"]

    def between(self, node: Between, stories: Array) -> Array:
        """For each of these stories whether its number is in the range."""
        numbers = self.number(node.name).take(stories)
        inside = numbers != NO_NUMBER
        if node.low is not None:
            inside &= numbers >= node.low
        if node.high is not None:
            inside &= numbers <= node.high
        return inside

    # Facets

    def in_facet(self, name: str, values: tuple[str, ...], stories: Array) -> Array:
        """For each of these stories whether it has any of these values."""
        known = self.segment.facet_values[name]
        codes = [known[value] for value in values if value in known]
        shape, sections = self.segment.shape, self.segment.sections
        if name in shape.facets:
            return np.isin(sections["facets.codes"][:, shape.facets.index(name)].take(stories), codes)
        mark = np.zeros(self.segment.stories, bool)
        mark[sections["facets.owners"][np.isin(sections["facets.many"], codes)]] = True
        return mark[stories]

    def count(self, stories: Array, totals: Mapping[str, dict[str, int]]) -> None:
        """Add to `totals`, for each facet in it, how many of these stories have each value."""
        names = self.segment.facet_names
        for code, count in self._counts(stories):
            facet, value = names[code]
            total = totals.get(facet)
            if total is not None:
                total[value] = total.get(value, 0) + count

    def _counts(self, stories: Array) -> Iterable[tuple[int, int]]:
        """Codes and counts. If there are few stories, a code may come more than once."""
        if len(stories) < FEW_STORIES:
            return ((code, 1) for code in self._codes(stories).tolist())
        counts = self._counted(stories)
        codes = counts.nonzero()[0]
        return zip(codes.tolist(), counts.take(codes).tolist(), strict=True)

    def _codes(self, stories: Array) -> Array:
        """The codes of a few stories, one after the other."""
        sections = self.segment.sections
        codes = sections["facets.codes"].take(stories, axis=0).ravel()
        owners = sections["facets.owners"]
        if not len(owners):
            return codes
        first = owners.searchsorted(stories)
        rows = ranges(first, owners.searchsorted(stories, "right") - first)
        return np.concatenate([codes, sections["facets.many"].take(rows)])

    def _counted(self, stories: Array) -> Array:
        """How many of these stories have each code. If they are the majority, the others are counted and subtracted."""
        if 2 * len(stories) <= len(self.living):
            return self._of_each(stories)
        others = np.zeros(self.segment.stories, bool)
        others[self.living] = True
        others[stories] = False
        return self._of_all - self._of_each(np.flatnonzero(others))

    @cached_property
    def _of_all(self) -> Array:
        return self._of_each(self.living)

    def _of_each(self, stories: Array) -> Array:
        sections = self.segment.sections
        codes, many, size = sections["facets.codes"], sections["facets.many"], len(self.segment.facet_names)
        counts = np.bincount(codes.take(stories, axis=0, mode="clip").ravel(), minlength=size)
        if len(many):
            mark = np.zeros(self.segment.stories, bool)
            mark[stories] = True
            counts += np.bincount(many[mark.take(sections["facets.owners"])], minlength=size)
        return counts
