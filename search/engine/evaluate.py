"""A tree evaluated on whole arrays of one segment.

In: a view of an open segment, a tree. Out: numbers of stories (rising), weights of terms, counts.

An And starts from its rarest part and asks the others only about what is left, so that a rare word
makes a cheap query whatever stands beside it. Sets of stories are met by binary search where one is
much the smaller, else by an array with a place for each story. Numbers of stories are cast to intp
before they index anything: NumPy is two to four times faster with them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np

from search.engine.runs import OpenRun, contains, gram_key
from search.engine.tree import And, Between, Every, Facet, Keys, Leaf, Node, Not, Or, Prefix, Run, Word
from search.index.layout import NO_NUMBER, Array, distinct, ranges
from search.index.lists import Posting
from search.index.opened import OpenSegment

# Binary search is taken where one list is so many times longer than the other.
MUCH_LONGER = 16
FEW_STORIES = 256
NO_STORIES = np.zeros(0, np.intp)
LEAVES = (Run, Word, Prefix)


class View:
    """A segment with what was deleted from it at the time of a snapshot. `alive`: None where nothing was."""

    def __init__(self, segment: OpenSegment, deleted: Array) -> None:
        self.segment = segment
        self.alive: Array | None = None
        if len(deleted):
            self.alive = np.ones(segment.stories, bool)
            self.alive[deleted] = False

    @cached_property
    def living(self) -> Array:
        """Numbers of the stories that are not deleted."""
        return np.arange(self.segment.stories) if self.alive is None else np.flatnonzero(self.alive)

    @cached_property
    def facet_totals(self) -> Array:
        """How many living stories are counted under each code."""
        return self._count(self.living)

    def facet_counts(self, stories: Array) -> Iterable[tuple[int, int]]:
        """Codes, and how many of these stories (rising) count under each, where there are any."""
        if len(stories) < FEW_STORIES:
            return Counter(self._codes(stories).tolist()).items()
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
        """How many of these stories count under each code: of most the others are counted."""
        if 2 * len(stories) <= len(self.living):
            return self._count(stories)
        others = np.zeros(self.segment.stories, bool)
        others[self.living] = True
        others[stories] = False
        return self.facet_totals - self._count(np.flatnonzero(others))

    def _count(self, stories: Array) -> Array:
        sections = self.segment.sections
        codes, many, size = sections["facets.codes"], sections["facets.many"], len(self.segment.facet_names)
        counts = np.bincount(codes.take(stories, axis=0, mode="clip").ravel(), minlength=size)
        if len(many):
            mark = np.zeros(self.segment.stories, bool)
            mark[stories] = True
            counts += np.bincount(many[mark.take(sections["facets.owners"])], minlength=size)
        return counts


class Evaluation:
    """One query on one view. Stories are intp, rising."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.segment = view.segment
        self._leaves: dict[Leaf, Posting | OpenRun] = {}
        self._weights: dict[int, Array] = {}
        # What was last looked up: stories, the same as u32, and the weights of leaves in them.
        self._asked: tuple[Array, Array, dict[Leaf, Array]] = (NO_STORIES, NO_STORIES, {})

    def stories(self, node: Node) -> Array:
        """The living stories for which the tree holds."""
        found = self._stories(node)
        return found if self.view.alive is None else found.compress(self.view.alive.take(found))

    def passing(self, filters: Mapping[str, tuple[str, ...]], stories: Array) -> dict[str, Array]:
        """For each filter which of these stories pass it."""
        return {name: self._in_facet(name, values, stories) for name, values in filters.items()}

    def number(self, name: str) -> Array:
        return self.segment.sections[f"number.{name}"]

    # Leaves

    def posting(self, leaf: Leaf) -> Posting:
        """Stories and weights of a leaf, deleted ones among them."""
        found = self._leaf(leaf)
        if isinstance(found, OpenRun):
            found = self._leaves[leaf] = found.posting()
        return found

    def _leaf(self, leaf: Leaf) -> Posting | OpenRun:
        """What lies under a leaf; of a run that has no list of stories, how to find them."""
        if isinstance(leaf, Word):
            return self.segment.word(leaf.text)
        found = self._leaves.get(leaf)
        if found is None:
            found = self._leaves[leaf] = self._read(leaf)
        return found

    def _read(self, leaf: Run | Prefix) -> Posting | OpenRun:
        if isinstance(leaf, Prefix):
            return self._prefix(leaf)
        key = gram_key(leaf)
        return self.segment.gram(key) if key else OpenRun(self.segment, leaf)

    def _prefix(self, prefix: Prefix) -> Posting:
        sums = np.zeros(self.segment.stories, np.int64)
        for row in self.segment.rows_of_prefix(prefix.text.encode("utf-8", "surrogatepass")):
            posting = self.segment.posting_at(row)
            sums[posting.stories] += posting.weights
        stories = np.flatnonzero(sums)
        return Posting(stories.astype(np.uint32), np.minimum(sums[stories], 255).astype(np.uint8))

    def weights(self, leaf: Leaf, stories: Array) -> Array:
        """Weights of a leaf in each of these stories (u8); 0 where it does not stand."""
        wanted, known = self._looked_up(stories)
        found = known.get(leaf)
        if found is None:
            found = known[leaf] = self._weights_in(self.posting(leaf), stories, wanted)
        return found

    def _weights_in(self, posting: Posting, stories: Array, wanted: Array) -> Array:
        rising, weights = posting
        if len(rising) == len(wanted) and (rising == wanted).all():
            return weights
        if _few(stories, rising) and len(rising):
            where = rising.searchsorted(wanted)
            return weights.take(where, mode="clip") * (rising.take(where, mode="clip") == wanted)
        return self._weight_of_each(rising, weights).take(stories, mode="clip")

    def _looked_up(self, stories: Array) -> tuple[Array, dict[Leaf, Array]]:
        """These stories as u32, and the weights that are known of them: several leaves are asked of the same."""
        if self._asked[0] is not stories:
            self._asked = stories, stories.astype(np.uint32), {}
        return self._asked[1:]

    def _weight_of_each(self, rising: Array, weights: Array) -> Array:
        """A weight for each story of the segment."""
        # The posting is kept by a cache of terms or by this evaluation, and with it its identity.
        every = self._weights.get(id(weights))
        if every is None:
            every = self._weights[id(weights)] = np.zeros(self.segment.stories, np.uint8)
            every[rising.astype(np.intp)] = weights
        return every

    # Sets

    def _stories(self, node: Node) -> Array:
        if isinstance(node, LEAVES):
            return self.posting(node).stories.astype(np.intp)
        if isinstance(node, And) and node.parts:
            rarest, *others = sorted(node.parts, key=self._most)
            found = self._stories(rarest)
            for other in others:
                if not len(found):
                    break
                found = found.compress(self.holds(other, found))
            return found
        if isinstance(node, Or):
            return self._union(node)
        if isinstance(node, Keys):
            rows = [row for key in node.keys if (row := self.segment.story_of(key)) is not None]
            return np.array(sorted(rows), np.intp)
        every = np.arange(self.segment.stories)
        return every if isinstance(node, Every | And) else every.compress(self.holds(node, every))

    def _most(self, node: Node) -> int:
        """No more stories than this."""
        if isinstance(node, LEAVES):
            found = self._leaf(node)
            return found.most() if isinstance(found, OpenRun) else len(found.stories)
        if isinstance(node, And):
            return min(map(self._most, node.parts), default=self.segment.stories)
        if isinstance(node, Or):
            return sum(map(self._most, node.parts))
        return len(node.keys) if isinstance(node, Keys) else self.segment.stories

    def _union(self, node: Or) -> Array:
        if len(node.parts) == 1:
            return self._stories(node.parts[0])
        if self._most(node) < FEW_STORIES:
            return distinct(np.concatenate([NO_STORIES, *map(self._stories, node.parts)]))
        mark = np.zeros(self.segment.stories, bool)
        for part in node.parts:
            mark[self._stories(part)] = True
        return np.flatnonzero(mark)

    def holds(self, node: Node, stories: Array) -> Array:
        """For each of these stories whether the node holds (bool)."""
        if isinstance(node, LEAVES):
            found = self._leaf(node)
            if isinstance(found, OpenRun) and found.is_quick_for(stories):
                return found.holds(stories)
            wanted, known = self._looked_up(stories)
            if node in known:
                return known[node] != 0
            rising, weights = self.posting(node)
            if _few(stories, rising):
                return contains(rising, wanted)
            return self._weight_of_each(rising, weights).take(stories, mode="clip") != 0
        if isinstance(node, And | Or):
            return self._joined(node, stories)
        if isinstance(node, Not):
            return ~self.holds(node.part, stories)
        if isinstance(node, Facet):
            return self._in_facet(node.name, node.values, stories)
        if isinstance(node, Between):
            return self._between(node, stories)
        return contains(self._stories(node), stories) if isinstance(node, Keys) else np.ones(len(stories), bool)

    def _joined(self, node: And | Or, stories: Array) -> Array:
        join = np.logical_and if isinstance(node, And) else np.logical_or
        parts = [self.holds(part, stories) for part in node.parts]
        return join.reduce(parts) if len(parts) > 1 else parts[0] if parts else np.full(len(stories), join.identity)

    # Columns

    def _in_facet(self, name: str, values: tuple[str, ...], stories: Array) -> Array:
        """For each of these stories whether it is counted under any of these values."""
        known = self.segment.facet_values[name]
        codes = [known[value] for value in values if value in known]
        shape, sections = self.segment.shape, self.segment.sections
        if name in shape.facets:
            return np.isin(sections["facets.codes"][:, shape.facets.index(name)].take(stories), codes)
        mark = np.zeros(self.segment.stories, bool)
        mark[sections["facets.owners"][np.isin(sections["facets.many"], codes)]] = True
        return mark[stories]

    def _between(self, node: Between, stories: Array) -> Array:
        numbers = self.number(node.name).take(stories)
        inside = numbers != NO_NUMBER
        if node.low is not None:
            inside &= numbers >= node.low
        if node.high is not None:
            inside &= numbers <= node.high
        return inside


def _few(stories: Array, rising: Array) -> bool:
    """Whether to look these stories up one by one, not all at once."""
    return len(stories) < FEW_STORIES or len(stories) * MUCH_LONGER < len(rising)
