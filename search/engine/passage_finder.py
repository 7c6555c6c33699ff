"""Finds the stories that have a passage word for word, or else those that share its rare pairs of characters.

In: open segments, passages as units. Out: for each passage the stories, numbered through all segments.

Which stories have a passage word for word is complete: the lists of its pairs are intersected, the rarest first, until
all units are covered or nothing is left. Only the lists that are needed are read. How near a story may be is a guess
by the rarest pairs, which a precise comparison of the texts has to confirm. Both are bounded: MOST_PLACES and
MOST_SEEDS are read at most for all passages together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from search.engine.phrase_matcher import common, contains
from search.engine.segment_view import SegmentView
from search.fields import TEXT
from search.index.layout import GLUED, Array, distinct, first_of_each

# Places that are read for exact passages, counted by the rarest pair of each.
MOST_PLACES = 800_000
# Places that are read for passages that are not found word for word.
MOST_SEEDS = 400_000
# How many pairs of such a passage are looked up and how many stories are named for it: fewer for many passages.
PAIRS, FEWEST_PAIRS, MOST_PAIRS = 14, 10, 1500
NEAREST, MOST_NAMED = 4, 200
NO_STORIES = np.zeros(0, np.int64)


@dataclass(frozen=True)
class FoundPassage:
    """`exact`: every story that has the passage in one field, ascending. `near`: the likeliest stories, best first.

    `is_complete`: false if the passage was not looked for, because others had used up the bound.
    """

    exact: Array
    near: Array
    is_complete: bool = True


class PassageFinder:
    """`fields`: those in which a passage counts as found. Not safe for several threads."""

    def __init__(self, views: Sequence[SegmentView], fields: Sequence[str]) -> None:
        self._segments = [_SearchedSegment(view, fields) for view in views]
        self._starts = list(accumulate((view.segment.stories for view in views), initial=0))

    @property
    def stories(self) -> int:
        """How many numbers of stories there are."""
        return self._starts[-1]

    def find(self, passages: Sequence[Sequence[Array]]) -> list[FoundPassage]:
        """For each passage, given in its spellings (u16): the usual one first. Shorter ones than two units are nowhere.

        Raises IndexDamaged.
        """
        left = MOST_PLACES
        found = []
        for every in passages:
            costs = [(units, self._cost(units)) for units in every]
            spellings = [units for units, cost in costs if cost]
            left -= sum(cost for _, cost in costs)
            exact = self._exact(spellings) if left >= 0 else NO_STORIES
            found.append(FoundPassage(exact, NO_STORIES, left >= 0))
        missing = [number for number, passage in enumerate(found) if not len(passage.exact)]
        for number in missing:
            near = self._near(passages[number][0], len(missing))
            found[number] = FoundPassage(NO_STORIES, near, found[number].is_complete)
        return found

    def key_of(self, story: int) -> str:
        """The key of the schema by which the story is known."""
        view, row = self._place(story)
        return self._segments[view].segment.key_of(row)

    def numbers(self, name: str, stories: Array) -> Array:
        """The values of a number field; NO_NUMBER for stories without one."""
        columns = [segment.view.number(name) for segment in self._segments]
        return np.concatenate(columns)[stories] if columns else stories

    def size(self, story: int) -> int:
        """The units of all its text."""
        view, row = self._place(story)
        return self._segments[view].size(row)

    def _place(self, story: int) -> tuple[int, int]:
        view = int(np.searchsorted(self._starts, story, "right")) - 1
        return view, story - self._starts[view]

    def _cost(self, units: Array) -> int:
        return sum(segment.rarest(units) for segment in self._segments)

    def _exact(self, spellings: Sequence[Array]) -> Array:
        found = [
            segment.stories_with(units) + start
            for segment, start in zip(self._segments, self._starts, strict=False)
            for units in spellings
        ]
        return distinct(np.concatenate(found)) if found else NO_STORIES

    def _near(self, units: Array, passages: int) -> Array:
        """The stories with most of its rarest pairs, a pair weighing more the rarer it is. Best first.

        `passages`: how many passages share the bounds.
        """
        most, pairs = MOST_SEEDS // passages, max(FEWEST_PAIRS, min(PAIRS, MOST_PAIRS // passages))
        keys = distinct(_pairs(units))
        counts = np.zeros(len(keys), np.int64)
        for segment in self._segments:
            counts += segment.counts(keys)
        stories, weights = [NO_STORIES], [np.zeros(0)]
        for which in np.argsort(counts, kind="stable").tolist() if len(keys) and self._segments else ():
            most -= int(counts[which])
            if len(stories) > pairs or most < 0 < len(stories) - 1:
                break
            if counts[which]:
                having = self._with_pair(int(keys[which]))
                stories.append(having)
                weights.append(np.full(len(having), np.log2(1 + self.stories / (1 + len(having)))))
        best = _heaviest(np.concatenate(stories), np.concatenate(weights))
        return best[: max(1, MOST_NAMED // passages)]

    def _with_pair(self, key: int) -> Array:
        found = [
            segment.stories_at(segment.places(key)) + start
            for segment, start in zip(self._segments, self._starts, strict=False)
        ]
        return np.concatenate(found)


class _SearchedSegment:
    def __init__(self, view: SegmentView, fields: Sequence[str]) -> None:
        self.view, self.segment = view, view.segment
        names = self.segment.shape.fields(TEXT)
        self._fields = len(names)
        self._is_wanted = np.array([name in fields for name in names])

    def counts(self, keys: Array) -> Array:
        """How many places each pair has; the lists themselves are not read."""
        known, offsets = self.segment.sections[f"{TEXT}.keys"], self.segment.sections[f"{TEXT}.offsets"]
        rows = known.searchsorted(keys)
        is_known = known.take(rows, mode="clip") == keys if len(known) else np.zeros(len(keys), bool)
        rows = rows * is_known
        return (offsets[rows + 1].astype(np.int64) - offsets[rows]) * is_known

    def places(self, key: int) -> Array:
        return self.segment.places(TEXT, key)

    def rarest(self, units: Array) -> int:
        """An upper bound of the places at which these units are."""
        return int(self.counts(_pairs(units)).min()) if len(units) > 1 else 0

    def stories_with(self, units: Array) -> Array:
        """All stories that have these units in a row, as whole numbers and words of letters; ascending."""
        keys = _pairs(units)
        counts = self.counts(keys)
        if not len(keys) or not counts.all():
            return NO_STORIES
        order = np.argsort(counts, kind="stable").tolist()
        places = self.places(int(keys[order[0]])) - np.uint32(order[0])
        covered = np.zeros(len(units), bool)
        covered[order[0] : order[0] + 2] = True
        for step in order[1:]:
            if covered[step : step + 2].all():
                continue
            covered[step : step + 2] = True
            shift = np.uint32(step)
            places = common(places + shift, self.places(int(keys[step]))) - shift
            if not len(places):
                return NO_STORIES
        return self.stories_at(self._whole(places, len(units)))

    def stories_at(self, places: Array) -> Array:
        """The living stories that have these places (ascending) in a field that counts; ascending, each once."""
        slots = self.segment.slots_of(TEXT, places)
        stories = slots.compress(self._is_wanted.take(slots % self._fields)) // self._fields
        stories = stories.take(first_of_each(stories)).astype(np.int64)
        return stories if self.view.alive is None else stories.compress(self.view.alive.take(stories))

    def size(self, story: int) -> int:
        slots = self.segment.sections[f"{TEXT}.slots"]
        return int(slots[(story + 1) * self._fields]) - int(slots[story * self._fields])

    def _whole(self, places: Array, length: int) -> Array:
        glued = self.places(GLUED)
        for edge in (0, length) if len(glued) else ():
            places = places.compress(~contains(glued, places + np.uint32(edge)))
        return places


def _pairs(units: Array) -> Array:
    return units[:-1].astype(np.uint32) << 16 | units[1:]


def _heaviest(stories: Array, weights: Array) -> Array:
    """The NEAREST stories with the largest sums of weights, best first; of equal ones the first."""
    if not len(stories):
        return NO_STORIES
    order = np.argsort(stories, kind="stable")
    stories, weights = stories[order], weights[order]
    begins = first_of_each(stories)
    sums = np.add.reduceat(weights, begins)
    best = np.argsort(-sums, kind="stable")[:NEAREST]
    return stories[begins[best]]
