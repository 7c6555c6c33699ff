"""Lists of numbers under terms: what they hold, and how the lists of many sources become those of one segment.

In: the lists of the terms of each source. Out: one list for each term of the new segment, in which the lists of all
sources follow each other; a few million entries are copied at a time. Nothing is sorted: each source is sorted
already, and the number of entries tells where each list goes.

A list is an ascending u32 array. It holds either places, or a posting: story << 8 | weight, which is ascending
because its stories are.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from search.index.layout import Array, SectionFile, first_of_each, ranges

WEIGHT_BITS = 8
MAX_WEIGHT = 255
MAX_STORIES = 1 << 32 - WEIGHT_BITS
# The same as arrays without dimensions: with these NumPy is twice as fast as with Python's numbers.
WEIGHT_BITS_ARRAY, MAX_WEIGHT_ARRAY = np.array(WEIGHT_BITS, np.uint32), np.array(MAX_WEIGHT, np.uint32)
# Entries copied at a time.
CHUNK = 1 << 21


def make_posting(stories: Array, weights: Array) -> Array:
    """The posting of these stories (ascending), with the weight of the term in each."""
    return stories.astype(np.uint32) << WEIGHT_BITS | np.minimum(weights, MAX_WEIGHT).astype(np.uint32)


def stories_of(posting: Array) -> Array:
    """The numbers of the stories, as intp: NumPy indexes other arrays two to four times faster with these."""
    return (posting >> WEIGHT_BITS_ARRAY).astype(np.intp)


def weights_of(posting: Array) -> Array:
    """The weight of the term in each story (u8)."""
    return posting.astype(np.uint8)


def weigh(slots: Array, weights: Array, stories: int) -> Array:
    """The posting of these slots, which may be in any order: for each story the sum of the weights of its slots."""
    if 4 * len(slots) > stories:
        sums = np.bincount(slots, minlength=stories * len(weights)).reshape(-1, len(weights)) @ weights
        found = np.flatnonzero(sums)
        return make_posting(found, sums[found])
    story, column = np.divmod(np.sort(slots), len(weights))
    begins = first_of_each(story)
    return make_posting(story[begins], np.add.reduceat(weights[column], begins) if len(begins) else column)


@dataclass
class PostingSource:
    """The lists of one source on their way into a new segment. `rows`: the numbers of its terms there.

    `entries` supports slices only. `story_of` gives the story of each of some entries, `lives` is true for each story
    that stays, `shift` is what is added to the entries of each story.
    """

    rows: Array
    entries: Any
    offsets: Array
    story_of: Callable[[Array], Array]
    lives: Array
    shift: Array

    def __post_init__(self) -> None:
        # If so, all entries are shifted by the same number.
        self._all_live = bool(self.lives.all())

    def counts(self) -> Array:
        """For each term the number of entries that stay (i64)."""
        offsets = self.offsets.astype(np.int64)
        if self._all_live:
            return np.diff(offsets)
        # For each offset the number of entries before it that stay.
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
        """The entries of the terms from `first` up to but not including `last`, as they will be in the new segment."""
        entries = self.entries[int(self.offsets[first]) : int(self.offsets[last])]
        if self._all_live:
            return entries + self.shift[:1].astype(np.uint32)
        story = self.story_of(entries)
        stays = self.lives[story]
        return (entries[stays] + self.shift[story[stays]]).astype(np.uint32)


def write_lists(out: SectionFile, group: str, sources: Sequence[PostingSource], count: int) -> tuple[Array, Array]:
    """Write the lists of `count` terms with offsets and checksums; return the terms written, and the offsets.

    A term without entries is left out, so that a term that occurs in no living story leaves no trace.
    """
    counts = [source.counts() for source in sources]
    sizes = np.zeros(count + 1, np.int64)
    for source, kept in zip(sources, counts, strict=True):
        sizes[source.rows + 1] += kept
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
    """Ranges of terms (half open) with about CHUNK entries each."""
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
    for source, kept in zip(sources, counts, strict=True):
        begin, end = np.searchsorted(source.rows, [first, last]).tolist()
        rows, sizes = source.rows[begin:end] - first, kept[begin:end]
        entries[ranges(cursor[rows], sizes)] = source.moved(begin, end)
        cursor[rows] += sizes
    return entries
