"""Lists of many sources brought together under the terms of one segment.

In: for each source the terms it has, and what lies under each. Out: for each term what lies under it in
all of them, one source after the other, a few million entries at a time.

Nothing is sorted: each source is, and where its entries come to lie follows from how many there are.
"""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from search.index.layout import Array, first_of_each, ranges

# Entries copied at a time.
CHUNK = 1 << 21


class Posting(NamedTuple):
    """`stories` u32, rising; `weights` u8: how often, by weight of field, 255 at most."""

    stories: Array
    weights: Array


def weigh(slots: Array, weights: Array, stories: int) -> Posting:
    """The stories of these slots, in any order, of so many stories; and the sum of the weights of their slots."""
    if 4 * len(slots) > stories:
        sums = np.bincount(slots, minlength=stories * len(weights)).reshape(-1, len(weights)) @ weights
        found = np.flatnonzero(sums)
        return Posting(found.astype(np.uint32), np.minimum(sums[found], 255).astype(np.uint8))
    story, column = np.divmod(np.sort(slots), len(weights))
    begins = first_of_each(story)
    sums = np.add.reduceat(weights[column], begins) if len(begins) else column
    return Posting(story[begins].astype(np.uint32), np.minimum(sums, 255).astype(np.uint8))


@dataclass
class Lists:
    """What lies under the terms of one source: `rows` are the numbers its terms have in the new segment.

    `read(start, end)`: the columns of these entries as they will be. `stays(start, end)`: which of them
    stay; None where all do.
    """

    rows: Array
    offsets: Array
    read: Callable[[int, int], list[Array]]
    stays: Callable[[int, int], Array] | None

    def counts(self) -> Array:
        """How many entries of each term stay (i64)."""
        offsets = self.offsets.astype(np.int64)
        if self.stays is None:
            return np.diff(offsets)
        kept = [np.zeros(1, np.int64)]
        for start in range(0, int(offsets[-1]), CHUNK):
            stays = self.stays(start, min(start + CHUNK, int(offsets[-1])))
            kept.append(kept[-1][-1] + np.cumsum(stays, dtype=np.int64))
        return np.diff(np.concatenate(kept)[offsets])


def new_offsets(lists: Sequence[Lists], count: int) -> tuple[Array, list[Array]]:
    """Where the entries of each of `count` new terms begin, and the counts of each source."""
    counts = [part.counts() for part in lists]
    totals = np.zeros(count + 1, np.int64)
    for part, some in zip(lists, counts, strict=True):
        totals[part.rows + 1] += some
    return np.cumsum(totals), counts


def chunks(
    lists: Sequence[Lists], counts: Sequence[Array], offsets: Array, dtypes: Sequence[type]
) -> Iterator[tuple[int, int, list[Array]]]:
    """First and last term (half open) and the new columns, about CHUNK entries at a time."""
    first = 0
    while first < len(offsets) - 1:
        last = max(int(np.searchsorted(offsets, offsets[first] + CHUNK, "right")) - 1, first + 1)
        columns = [np.empty(offsets[last] - offsets[first], dtype) for dtype in dtypes]
        cursor = offsets[first:last] - offsets[first]
        for part, some in zip(lists, counts, strict=True):
            begin, end = np.searchsorted(part.rows, [first, last])
            edges = int(part.offsets[begin]), int(part.offsets[end])
            stays = slice(None) if part.stays is None else part.stays(*edges)
            rows, sizes = part.rows[begin:end] - first, some[begin:end]
            there = ranges(cursor[rows], sizes)
            for column, values in zip(columns, part.read(*edges), strict=True):
                column[there] = values[stays]
            cursor[rows] += sizes
        yield first, last, columns
        first = last


def crcs_of(offsets: Array, columns: Sequence[Array]) -> Array:
    """CRC-32 of the entries of each term, one column after the other."""
    crcs = [0] * (len(offsets) - 1)
    for column in columns:
        content = column.data.cast("B") if len(column) else b""
        edges = ((offsets - offsets[0]) * column.itemsize).tolist()
        crcs = [zlib.crc32(content[start:end], crc) for start, end, crc in zip(edges, edges[1:], crcs, strict=False)]
    return np.array(crcs, np.uint32)
