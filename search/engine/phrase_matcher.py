"""Where a run of characters stands: an intersection of shifted places, exact by construction.

In: an open segment, a stripped run. Out: the places at which it begins; or, of some stories, those in
which it stands.

A run of n units stands at p where its pairs of units stand at p, p + 1, … p + n - 2. The rarest pair
comes first, and a pair whose units others have covered is left out. Of few stories only the places
that lie in them are looked at, however often the run stands elsewhere.
"""

from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from search.engine.query_tree import Phrase
from search.fields import ASKED, TEXT
from search.index.layout import Array, distinct, ranges
from search.index.open_segment import NO_LIST, OpenSegment
from text.units import units_of

# The key of the places at which a word of letters or a number goes on.
GLUED = 0
# Arrays of which one is at most so many times as long as the other are merged.
ALIKE = 4
FEW_STORIES = 64


def gram_key(run: Phrase) -> int:
    """The key by which OpenSegment.gram knows this run; 0 for none."""
    return 0 if len(run.text) > 2 or run.fields or run.whole or run.begins or run.signs else _key_of(run.text)


@lru_cache(maxsize=10_000)
def _key_of(text: str) -> int:
    units = units_of(text)
    first, second = (*units, 0, 0)[:2]
    return first << 16 | second if len(units) < 3 else 0


class PhraseMatcher:
    """A run on one segment; nothing is looked up before it is needed. Not for several threads."""

    def __init__(self, segment: OpenSegment, run: Phrase) -> None:
        self._segment, self._run = segment, run
        self._units = units_of(run.text)
        self._group = TEXT if not run.fields or run.fields[0] in segment.shape.text else ASKED
        fields = segment.shape.fields(self._group)
        self._size = len(fields)
        self._columns = [column for column, name in enumerate(fields) if name in run.fields]
        if unknown := {*run.fields} - {*fields}:
            raise KeyError(f"no such field in the same group as the others: {', '.join(sorted(unknown))}")

    def max_stories(self) -> int:
        """It stands in no more stories than this."""
        return len(self._lists[0][0])

    def posting(self) -> Array:
        """Its posting, deleted stories among it."""
        rarest, step = self._lists[0]
        slots = self._segment.slots_of(self._group, self._narrowed(rarest - np.uint32(step)))
        if self._columns:
            wanted = np.isin(np.arange(self._size), self._columns)
            slots = slots.compress(wanted.take(slots % self._size))
        return self._segment.weigh(self._group, slots)

    def is_quick_for(self, stories: Array) -> bool:
        """Whether `holds` of these stories takes less than `posting`."""
        return len(stories) < FEW_STORIES or 2 * len(stories) * max(len(self._columns), 1) < self.max_stories()

    def holds(self, stories: Array) -> Array:
        """For each of these stories (rising) whether it stands there (bool)."""
        columns = self._columns or [0]
        slots = self._segment.sections[f"{self._group}.slots"]
        cells = (stories[:, None] * self._size + columns).ravel()
        _, which = self.within(slots.take(cells), slots.take(cells + (1 if self._columns else self._size)))
        counts: Array = np.bincount(which, minlength=len(cells)).reshape(-1, len(columns))
        return np.asarray(counts.any(axis=1))

    def within(self, starts: Array, ends: Array) -> tuple[Array, Array]:
        """Where it begins (rising) in these stretches of the long text, and in which of them each place lies."""
        rarest, step = self._rarest
        first = rarest.searchsorted(starts)
        counts = rarest.searchsorted(ends) - first
        places = rarest.take(ranges(first, counts)) - np.uint32(step)
        if len(self._lists) == 1 and not self._edges:
            return places, np.repeat(np.arange(len(starts)), counts)
        places = self._narrowed(places)
        return places, starts.searchsorted(places, "right") - 1

    def _narrowed(self, places: Array) -> Array:
        """Of the places at which its rarest part stands those at which all of it does."""
        for others, step in self._lists[1:]:
            if not len(places):
                break
            places = common(places + np.uint32(step), others) - np.uint32(step)
        glued = self._segment.places(self._group, GLUED) if self._edges else NO_LIST
        for edge in self._edges if len(glued) else ():
            places = places.compress(~contains(glued, places + np.uint32(edge)))
        return places

    @cached_property
    def _edges(self) -> tuple[int, ...]:
        """Where no word and no number may go on, from where it begins."""
        if self._run.whole:
            return 0, len(self._units)
        return (0,) if self._run.begins else ()

    @cached_property
    def _rarest(self) -> tuple[Array, int]:
        places, step = self._lists[0]
        return (np.sort(places), step) if len(self._units) == 1 else (places, step)

    @cached_property
    def _lists(self) -> list[tuple[Array, int]]:
        """Places (rising) that together say where it is, each so far from where it begins; the rarest first."""
        signs = self._run.signs if self._units or not self._run.text else ()
        # One sign may stand there a hundred times.
        places_of = {key: distinct(self._segment.places(self._group, key)) for key in {key for _, key in signs}}
        found = [(places_of[key], step) for step, key in signs]
        if len(self._units) == 1:
            # It begins a pair wherever it stands: a 0 follows the last of each text.
            places = self._segment.unit_places(self._group, self._units[0])
            # Of a common one there are a million: they are put in order where that matters.
            found.append((np.sort(places) if signs else places, 0))
        keys = (first << 16 | second for first, second in pairwise(self._units))
        pairs = [(self._segment.places(self._group, key), step) for step, key in enumerate(keys)]
        covered: set[int] = set()
        for places, step in sorted(pairs, key=_count):
            if not covered >= {step, step + 1}:
                found.append((places, step))
                covered |= {step, step + 1}
        return sorted(found, key=_count) or [(NO_LIST, 0)]


def _count(item: tuple[Array, int]) -> int:
    return len(item[0])


def common(some: Array, others: Array) -> Array:
    """What stands in both of two rising arrays: merged where they are of like length, else looked up."""
    if len(some) * ALIKE < len(others):
        return some.compress(contains(others, some))
    merged = np.concatenate([some, others])
    merged.sort(kind="stable")
    return merged[1:].compress(merged[1:] == merged[:-1])


def contains(rising: Array, wanted: Array) -> Array:
    """For each of `wanted` whether it stands in `rising`."""
    if not len(rising):
        return np.zeros(len(wanted), bool)
    found: Array = rising.take(rising.searchsorted(wanted), mode="clip") == wanted
    return found
