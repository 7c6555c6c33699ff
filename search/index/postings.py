"""Lists of numbers under terms: what they hold, and how those of many sources become one segment's.

In: for each source the lists of its terms. Out: for each term of the new segment one list: those of all
sources, one after the other, a few million entries at a time. Nothing is sorted: each source is, and where
its entries come to lie follows from how many there are.

A list is u32, rising: of places, or a posting: story << 8 | weight, which rises as its stories do.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from search.index.layout import Array, SectionFile, first_of_each, ranges

WEIGHT_BITS = 8
MOST_WEIGHT = 255
MOST_STORIES = 1 << 32 - WEIGHT_BITS
# The same as arrays of no dimension, with which NumPy is twice as quick as with a number of Python's.
BITS, MOST = np.array(WEIGHT_BITS, np.uint32), np.array(MOST_WEIGHT, np.uint32)
# Entries copied at a time.
CHUNK = 1 << 21


def packed(stories: Array, weights: Array) -> Array:
    """A posting of stories (rising) and how often a term stands in each."""
    return stories.astype(np.uint32) << WEIGHT_BITS | np.minimum(weights, MOST_WEIGHT).astype(np.uint32)


def stories_of(posting: Array) -> Array:
    """Numbers of stories, as what indexes other arrays (intp): NumPy is two to four times faster with these."""
    return (posting >> BITS).astype(np.intp)


def weights_of(posting: Array) -> Array:
    """How often the term stands in each story (u8)."""
    return posting.astype(np.uint8)


def weigh(slots: Array, weights: Array, stories: int) -> Array:
    """The posting of these slots, in any order, of so many stories: weights of the slots of each, summed."""
    if 4 * len(slots) > stories:
        sums = np.bincount(slots, minlength=stories * len(weights)).reshape(-1, len(weights)) @ weights
        found = np.flatnonzero(sums)
        return packed(found, sums[found])
    story, column = np.divmod(np.sort(slots), len(weights))
    begins = first_of_each(story)
    return packed(story[begins], np.add.reduceat(weights[column], begins) if len(begins) else column)


@dataclass
class PostingSource:
    """Lists of one source on their way into a new segment, in which its terms have the numbers `rows`.

    `entries` may be sliced only. `story_of` says of which story some entries are, `lives` which stories
    stay, `shift` what is added to the entries of each.
    """

    rows: Array
    entries: Any
    offsets: Array
    story_of: Callable[[Array], Array]
    lives: Array
    shift: Array

    def __post_init__(self) -> None:
        # Then all are shifted alike.
        self._all_live = bool(self.lives.all())

    def counts(self) -> Array:
        """How many entries of each term stay (i64)."""
        offsets = self.offsets.astype(np.int64)
        if self._all_live:
            return np.diff(offsets)
        # How many entries stay before each offset.
        kept, total = np.zeros(len(offsets), np.int64), 0
        for start in range(0, int(offsets[-1]), CHUNK):
            end = min(start + CHUNK, int(offsets[-1]))
            stays = self.lives[self.story_of(self.entries[start:end])]
            before = np.concatenate([[0], np.cumsum(stays, dtype=np.int64)])
            first, last = np.searchsorted(offsets, [start, end], "right").tolist()
            kept[first:last] = total + before[offsets[first:last] - start]
            total += int(before[-1])
        return np.diff(kept)

    def moved(self, first: int, last: int) -> Array:
        """The entries of these of its terms (half open) as they will be."""
        entries = self.entries[int(self.offsets[first]) : int(self.offsets[last])]
        if self._all_live:
            return entries + self.shift[:1].astype(np.uint32)
        story = self.story_of(entries)
        stays = self.lives[story]
        return (entries[stays] + self.shift[story[stays]]).astype(np.uint32)


def write_lists(out: SectionFile, group: str, sources: Sequence[PostingSource], count: int) -> tuple[Array, Array]:
    """Write the lists of `count` terms that are not empty, with offsets and checksums; which terms, and the offsets.

    So a term that stands in no living story leaves no trace.
    """
    counts = [source.counts() for source in sources]
    sizes = np.zeros(count + 1, np.int64)
    for source, some in zip(sources, counts, strict=True):
        sizes[source.rows + 1] += some
    offsets = np.cumsum(sizes)
    crcs: list[int] = []

    def pieces() -> Iterator[Array]:
        for first, last in _chunks(offsets):
            entries = _together(sources, counts, offsets, first, last)
            content, edges = entries.data, (offsets[first : last + 1] - offsets[first]).tolist()
            crcs.extend([zlib.crc32(content[start:end]) for start, end in pairwise(edges)])
            yield entries

    out.write_pieces(f"{group}.lists", np.uint32, pieces())
    stays = np.flatnonzero(np.diff(offsets))
    offsets = np.append(offsets[stays], offsets[-1])
    out.write(f"{group}.offsets", offsets.astype(np.uint32))
    out.write(f"{group}.crcs", np.array(crcs, np.uint32)[stays])
    return stays, offsets


def _chunks(offsets: Array) -> Iterator[tuple[int, int]]:
    """Terms (half open) with about CHUNK entries."""
    first = 0
    while first < len(offsets) - 1:
        last = max(int(np.searchsorted(offsets, offsets[first] + CHUNK, "right")) - 1, first + 1)
        yield first, last
        first = last


def _together(
    sources: Sequence[PostingSource], counts: Sequence[Array], offsets: Array, first: int, last: int
) -> Array:
    """The new lists of these terms, one after the other."""
    entries = np.empty(offsets[last] - offsets[first], np.uint32)
    cursor = offsets[first:last] - offsets[first]
    for source, some in zip(sources, counts, strict=True):
        begin, end = np.searchsorted(source.rows, [first, last]).tolist()
        rows, sizes = source.rows[begin:end] - first, some[begin:end]
        entries[ranges(cursor[rows], sizes)] = source.moved(begin, end)
        cursor[rows] += sizes
    return entries
