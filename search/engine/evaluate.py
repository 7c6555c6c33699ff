"""Evaluates a query tree on whole arrays of one segment.

In: a view of an open segment, a tree. Out: numbers of stories (ascending), weights of terms, counts.

An And starts with its rarest part and tests the other parts only on what is left, so that a rare word makes a query
cheap whatever else is in it. Two sets of stories are intersected by binary search if one is much smaller, otherwise
by an array with one entry for each story. Numbers of stories are cast to intp before they index other arrays: NumPy
is two to four times faster with them.
"""

import numpy as np

from search.engine.phrase_matcher import KnownPairs, PhraseMatcher, contains, gram_key
from search.engine.query_tree import (
    And,
    Between,
    Every,
    FacetFilter,
    Keys,
    Leaf,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Together,
    Word,
)
from search.engine.segment_view import SegmentView
from search.engine.sentence_matcher import SentenceMatcher, loosened
from search.index.layout import Array, distinct
from search.index.postings import MAX_WEIGHT_ARRAY, WEIGHT_BITS_ARRAY, make_posting, stories_of, weights_of

# Binary search is used if one list is at least this many times longer than the other.
MUCH_LONGER = 16
FEW_STORIES = 256
# If the weights of more leaves are known, they are forgotten when stories drop out: each exclusion would copy them all.
MOST_KEPT = 64
NO_STORIES = np.zeros(0, np.intp)
LEAVES = (Phrase, Word, Prefix)


class Evaluation:
    """Evaluates one query on one view. `stories` is always an array of intp in ascending order."""

    def __init__(self, view: SegmentView) -> None:
        self.view = view
        self.segment = view.segment
        self._leaves: dict[Leaf, Array | PhraseMatcher] = {}
        self._pairs: KnownPairs = {}
        self._of_every: dict[Leaf, Array] = {}
        # Answers to a Together; and to an And or Or, which is kept so that its id stays its own.
        self._together: dict[Together, Array] = {}
        self._found: dict[int, tuple[Node, Array]] = {}
        # The last lookup: the stories; what their postings would be with weight 0; the weights by leaf.
        self._last: Array = NO_STORIES
        self._entries: Array = NO_STORIES
        self._known: dict[Leaf, Array] = {}

    def stories(self, node: Node) -> Array:
        """The stories, without deleted ones, for which the tree holds."""
        found = self._stories(node)
        return found if self.view.alive is None else self.narrowed(found, self.view.alive.take(found))

    # Leaves

    def posting(self, leaf: Leaf) -> Array:
        """The posting of a leaf, including deleted stories."""
        found = self._leaf(leaf)
        if isinstance(found, PhraseMatcher):
            found = self._leaves[leaf] = found.posting()
        return found

    def _leaf(self, leaf: Leaf) -> Array | PhraseMatcher:
        """The posting of a leaf; for a phrase without a stored posting its matcher."""
        if isinstance(leaf, Word):
            return self.segment.word(leaf.text)
        found = self._leaves.get(leaf)
        if found is None:
            found = self._leaves[leaf] = self._read(leaf)
        return found

    def _read(self, leaf: Phrase | Prefix) -> Array | PhraseMatcher:
        if isinstance(leaf, Prefix):
            return self._prefix(leaf)
        key = gram_key(leaf)
        return self.segment.gram(key) if key else PhraseMatcher(self.segment, leaf, self._pairs)

    def _prefix(self, prefix: Prefix) -> Array:
        sums = np.zeros(self.segment.stories, np.int64)
        for row in self.segment.rows_of_prefix(prefix.text.encode("utf-8", "surrogatepass")):
            posting = self.segment.list_at("words", row)
            sums[stories_of(posting)] += weights_of(posting)
        stories = np.flatnonzero(sums)
        return make_posting(stories, sums[stories])

    def weights(self, leaf: Leaf, stories: Array) -> Array:
        """The weight of a leaf in each of these stories; 0 for stories that do not contain it."""
        if self._last is not stories:
            self._last, self._entries, self._known = stories, stories.astype(np.uint32) << WEIGHT_BITS_ARRAY, {}
        found = self._known.get(leaf)
        if found is None:
            found = self._known[leaf] = self._weights_in(leaf, stories)
        return found

    def _weights_in(self, leaf: Leaf, stories: Array) -> Array:
        posting = self.posting(leaf)
        if len(posting) and (len(stories) < FEW_STORIES or len(stories) * MUCH_LONGER < len(posting)):
            # An entry minus story << 8 is its weight. If the entry is another story's, this exceeds any weight.
            more = posting.take(posting.searchsorted(self._entries), mode="clip") - self._entries
            return more * (more <= MAX_WEIGHT_ARRAY)
        every = self._of_every.get(leaf)
        if every is None:
            every = self._of_every[leaf] = np.zeros(self.segment.stories, np.uint8)
            every[stories_of(posting)] = weights_of(posting)
        return every.take(stories, mode="clip")

    # Sets

    def _stories(self, node: Node) -> Array:
        if isinstance(node, LEAVES):
            return self._of_leaf(node)
        known = self._found.get(id(node))
        if known is None:
            known = self._found[id(node)] = node, self._search(node)
        return known[1]

    def _search(self, node: Node) -> Array:
        if isinstance(node, And) and node.parts:
            rarest, *others = sorted(node.parts, key=self._max_stories)
            found = self._stories(rarest)
            for other in others:
                if not len(found):
                    break
                found = self.narrowed(found, self.holds(other, found))
            return found
        if isinstance(node, Or):
            return self._union(node)
        if isinstance(node, Together):
            return self._in_sentence(node)
        if isinstance(node, Keys):
            rows = [row for key in node.keys if (row := self.segment.story_of(key)) is not None]
            return np.array(sorted(rows), np.intp)
        every = np.arange(self.segment.stories)
        return every if isinstance(node, Every | And) else every.compress(self.holds(node, every))

    def _of_leaf(self, leaf: Leaf) -> Array:
        posting = self.posting(leaf)
        weights, found = weights_of(posting), stories_of(posting)
        self._last, self._entries, self._known = found, posting - weights, {leaf: weights}
        return found

    def narrowed(self, stories: Array, inside: Array) -> Array:
        """The stories for which `inside` is true. Weights that are known for them are kept."""
        if np.count_nonzero(inside) == len(stories):
            return stories
        kept = stories.compress(inside)
        if self._last is stories:
            self._last, self._entries = kept, self._entries.compress(inside)
            few = len(self._known) <= MOST_KEPT
            self._known = {leaf: weights.compress(inside) for leaf, weights in self._known.items()} if few else {}
        return kept

    def _max_stories(self, node: Node) -> int:
        """An upper bound of the number of stories."""
        if isinstance(node, LEAVES):
            found = self._leaf(node)
            return found.max_stories() if isinstance(found, PhraseMatcher) else len(found)
        if isinstance(node, And):
            return min(map(self._max_stories, node.parts), default=self.segment.stories)
        if isinstance(node, Or):
            return sum(map(self._max_stories, node.parts))
        if isinstance(node, Together):
            return self._max_stories(_anywhere(node))
        return len(node.keys) if isinstance(node, Keys) else self.segment.stories

    def _union(self, node: Or) -> Array:
        if len(node.parts) == 1:
            return self._stories(node.parts[0])
        if self._max_stories(node) < FEW_STORIES:
            return distinct(np.concatenate([NO_STORIES, *map(self._stories, node.parts)]))
        mark = np.zeros(self.segment.stories, bool)
        for part in node.parts:
            mark[self._stories(part)] = True
        return np.flatnonzero(mark)

    def holds(self, node: Node, stories: Array) -> Array:
        """For each of these stories whether the node holds (bool)."""
        if isinstance(node, LEAVES):
            found = self._leaf(node)
            if isinstance(found, PhraseMatcher) and found.is_quick_for(stories):
                return found.holds(stories)
            return self.weights(node, stories).astype(bool)
        if isinstance(node, And | Or):
            return self._joined(node, stories)
        if isinstance(node, Not):
            return ~self.holds(node.part, stories)
        if isinstance(node, Together):
            return contains(self._in_sentence(node), stories)
        if isinstance(node, FacetFilter):
            return self.view.in_facet(node.name, node.values, stories)
        if isinstance(node, Between):
            return self.view.between(node, stories)
        return contains(self._stories(node), stories) if isinstance(node, Keys) else np.ones(len(stories), bool)

    def _in_sentence(self, node: Together) -> Array:
        found = self._together.get(node)
        if found is None:
            anywhere = self._stories(_anywhere(node))
            found = anywhere.compress(SentenceMatcher(self.segment, node).holds(anywhere))
            self._together[node] = found
        return found

    def _joined(self, node: And | Or, stories: Array) -> Array:
        join = np.logical_and if isinstance(node, And) else np.logical_or
        parts = [self.holds(part, stories) for part in node.parts]
        return join.reduce(parts) if len(parts) > 1 else parts[0] if parts else np.full(len(stories), join.identity)


def _anywhere(node: Together) -> Node:
    """Stories with the characters of all parts, anywhere."""
    return And(tuple(Or(tuple(map(loosened, part))) for part in node.parts))
