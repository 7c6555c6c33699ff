"""Finds where a phrase occurs: an intersection of shifted places, exact by construction.

In: an open segment, a stripped phrase. Out: the places at which it begins; or, for given stories, which of them
contain it.

A phrase of n units occurs at p if its pairs of units occur at p, p + 1, … p + n - 2. The rarest pair comes first,
and a pair is skipped if other pairs cover both its units. If only a few stories are to be tested, only the places
in these stories are read, however often the phrase occurs elsewhere.
"""

from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from search.engine.query_tree import Phrase
from search.fields import ASKED, TEXT
from search.index.layout import GLUED, Array, distinct, ranges
from search.index.open_segment import NO_LIST, OpenSegment
from text.units import units_of

# Two arrays are merged if one is at most this many times as long as the other.
ALIKE = 4
FEW_STORIES = 64
# Lists of places, each with its offset from the beginning of the phrase; by the group and the text of a phrase.
PlaceLists = list[tuple[Array, int]]
KnownPairs = dict[tuple[str, str], PlaceLists]


def gram_key(run: Phrase) -> int:
    """The key under which OpenSegment.gram knows this phrase; 0 if there is none."""
    return _key_of(run.text) if len(run.text) <= 2 and run == Phrase(run.text) else 0


@lru_cache(maxsize=10_000)
def _key_of(text: str) -> int:
    units = units_of(text)
    first, second = (*units, 0, 0)[:2]
    return first << 16 | second if len(units) < 3 else 0


class PhraseMatcher:
    """A phrase on one segment. Nothing is looked up before it is needed. Not safe for several threads."""

    def __init__(self, segment: OpenSegment, run: Phrase, known: KnownPairs | None = None) -> None:
        """`known`: shared by matchers of the same segment; a pasted text is looked for in many ways."""
        self._segment, self._run = segment, run
        self._known = {} if known is None else known
        self._units = units_of(run.text)
        self._group = TEXT if not run.fields or run.fields[0] in segment.shape.text else ASKED
        fields = segment.shape.fields(self._group)
        self._size = len(fields)
        self._columns = [column for column, name in enumerate(fields) if name in run.fields]
        if unknown := {*run.fields} - {*fields}:
            raise KeyError(f"no such field in the same group as the others: {', '.join(sorted(unknown))}")

    def max_stories(self) -> int:
        """An upper bound of the number of stories that contain the phrase."""
        return len(self._lists[0][0])

    def posting(self) -> Array:
        """The posting of the phrase, including deleted stories."""
        rarest, step = self._lists[0]
        slots = self._segment.slots_of(self._group, self._narrowed(rarest - np.uint32(step)))
        if self._columns:
            wanted = np.isin(np.arange(self._size), self._columns)
            slots = slots.compress(wanted.take(slots % self._size))
        return self._segment.weigh(self._group, slots)

    def is_quick_for(self, stories: Array) -> bool:
        """Whether `holds` is faster for these stories than `posting`."""
        return len(stories) < FEW_STORIES or 2 * len(stories) * max(len(self._columns), 1) < self.max_stories()

    def holds(self, stories: Array) -> Array:
        """For each of these stories (ascending) whether it contains the phrase (bool)."""
        columns = self._columns or [0]
        slots = self._segment.sections[f"{self._group}.slots"]
        cells = (stories[:, None] * self._size + columns).ravel()
        _, which = self.within(slots.take(cells), slots.take(cells + (1 if self._columns else self._size)))
        counts: Array = np.bincount(which, minlength=len(cells)).reshape(-1, len(columns))
        return np.asarray(counts.any(axis=1))

    def within(self, starts: Array, ends: Array) -> tuple[Array, Array]:
        """The places (ascending) at which the phrase begins in these ranges of the long text, and the range of each."""
        rarest, step = self._rarest
        first = rarest.searchsorted(starts)
        counts = rarest.searchsorted(ends) - first
        places = rarest.take(ranges(first, counts)) - np.uint32(step)
        if len(self._lists) == 1 and not self._edges and not any(self._word_edges):
            return places, np.repeat(np.arange(len(starts)), counts)
        places = self._narrowed(places)
        return places, starts.searchsorted(places, "right") - 1

    def within_fields(self, starts: Array, ends: Array) -> Array:
        """The places as in `within`, but only those in the fields that the phrase asks for."""
        places, _ = self.within(starts, ends)
        if not self._columns:
            return places
        return places.compress(np.isin(self._segment.slots_of(self._group, places) % self._size, self._columns))

    def _narrowed(self, places: Array) -> Array:
        """The places at which the whole phrase begins, given those of its rarest part."""
        for others, step in self._lists[1:]:
            if not len(places):
                break
            places = common(places + np.uint32(step), others) - np.uint32(step)
        glued = self._segment.places(self._group, GLUED) if self._edges else NO_LIST
        for edge in self._edges if len(glued) else ():
            places = places.compress(~contains(glued, places + np.uint32(edge)))
        begin, end = self._word_edges
        if begin:
            places = places.compress(self._segment.can_begin(places))
        return places.compress(self._segment.can_end(places + np.uint32(len(self._units)))) if end else places

    @cached_property
    def _word_edges(self) -> tuple[bool, bool]:
        """Whether a word must begin at the beginning of the phrase, and end at its end."""
        steps = {step for step, _ in self._run.signs}
        begin, end = self._run.word_begin and 0 not in steps, self._run.word_end and len(self._units) not in steps
        return (begin, end) if self._group == TEXT else (False, False)

    @cached_property
    def _edges(self) -> tuple[int, ...]:
        """Offsets from the beginning of the phrase at which no word and no number may continue."""
        if self._run.whole:
            return 0, len(self._units)
        return (0,) if self._run.begins else ()

    @cached_property
    def _rarest(self) -> tuple[Array, int]:
        places, step = self._lists[0]
        return (np.sort(places), step) if len(self._units) == 1 else (places, step)

    @cached_property
    def _lists(self) -> PlaceLists:
        """Lists of places (ascending) that together locate the phrase, each with its offset; the rarest first."""
        signs = self._run.signs if self._units or not self._run.text else ()
        # A single sign may be there a hundred times.
        places_of = {key: distinct(self._segment.places(self._group, key)) for key in {key for _, key in signs}}
        found = [(places_of[key], step) for step, key in signs]
        if len(self._units) == 1:
            # It begins a pair at every occurrence, because a 0 follows the last unit of each text.
            places = self._segment.unit_places(self._group, self._units[0])
            # A common unit has a million places: they are sorted only if the order matters.
            found.append((np.sort(places) if signs else places, 0))
        if (pairs := self._known.get((self._group, self._run.text))) is None:
            pairs = self._known[self._group, self._run.text] = self._pairs()
        found += pairs
        return sorted(found, key=_count) or [(NO_LIST, 0)]

    def _pairs(self) -> PlaceLists:
        """The rarest pairs that cover all units. A pair that occurs nowhere is enough."""
        keys = [first << 16 | second for first, second in pairwise(self._units)]
        places_of: dict[int, Array] = {}
        for key in keys:
            if key not in places_of:
                places_of[key] = self._segment.places(self._group, key)
                if not len(places_of[key]):
                    return [(NO_LIST, 0)]
        counts = [len(places_of[key]) for key in keys]
        found, covered = [], [False] * len(self._units)
        for step in sorted(range(len(keys)), key=counts.__getitem__):
            if not (covered[step] and covered[step + 1]):
                found.append((places_of[keys[step]], step))
                covered[step] = covered[step + 1] = True
        return found


def _count(item: tuple[Array, int]) -> int:
    return len(item[0])


def common(fewer: Array, more: Array) -> Array:
    """The values in both of two ascending arrays: merged if their lengths are similar, otherwise looked up."""
    if len(fewer) * ALIKE < len(more):
        return fewer.compress(contains(more, fewer))
    merged = np.concatenate([fewer, more])
    merged.sort(kind="stable")
    return merged[1:].compress(merged[1:] == merged[:-1])


def contains(ascending: Array, wanted: Array) -> Array:
    """For each value of `wanted` whether it is in `ascending`."""
    if not len(ascending):
        return np.zeros(len(wanted), bool)
    found: Array = ascending.take(ascending.searchsorted(wanted), mode="clip") == wanted
    return found
