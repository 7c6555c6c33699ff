"""Where a run of characters stands: an intersection of shifted places, exact by construction.

In: an open segment, the units of a squeezed run. Out: the places at which it begins.

A run of n units stands at p where its pairs of units stand at p, p + 1, … p + n - 2; the rarest pair
comes first, and a pair whose units others have covered is left out.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise

import numpy as np

from search.index.arrays.layout import Array
from search.index.arrays.opened import NO_PLACES, OpenSegment

# The key of the places at which a word of letters or a number goes on.
GLUED = 0


def printed_places(segment: OpenSegment, group: str, units: list[int], signs: Sequence[tuple[int, int]]) -> Array:
    """Places at which these units begin and each sign, by its key, stands before the unit of its number (u32).

    Where there are no units, places at which all these signs stand.
    """
    lists = sorted(((segment.places(group, key), step) for step, key in signs), key=lambda item: len(item[0]))
    if units:
        found = run_places(segment, group, units)
    else:
        found, _ = lists.pop(0)
    for places, step in lists:
        found = found[contains(places, found + np.uint32(step))]
    return found


def run_places(segment: OpenSegment, group: str, units: list[int]) -> Array:
    """Places in the long text of the group at which these units begin (u32)."""
    if not units:
        return NO_PLACES
    if len(units) == 1:
        # It begins a pair wherever it stands: a 0 follows the last of each text.
        return segment.unit_places(group, units[0])
    lists = [
        (segment.places(group, first << 16 | second), start) for start, (first, second) in enumerate(pairwise(units))
    ]
    lists.sort(key=lambda item: len(item[0]))
    rarest, start = lists[0]
    found = rarest - np.uint32(start) if start else rarest
    covered = {start, start + 1}
    for places, start in lists[1:]:
        if not len(found):
            break
        if not covered >= {start, start + 1}:
            found = found[contains(places, found + np.uint32(start))]
            covered |= {start, start + 1}
    return found


def whole_places(segment: OpenSegment, group: str, places: Array, length: int) -> Array:
    """Of the places of a run of this length those at which it cuts through no word and no number."""
    glued = segment.places(group, GLUED)
    if not len(glued) or not len(places):
        return places
    return places[~(contains(glued, places) | contains(glued, places + np.uint32(length)))]


def in_fields(segment: OpenSegment, group: str, places: Array, fields: Collection[str]) -> Array:
    """Of these places those that lie in these fields of the group."""
    names = segment.shape.fields(group)
    wanted = np.array([name in fields for name in names], bool)
    if wanted.all() or not len(places):
        return places
    return places[wanted[segment.slots_of(group, places) % len(names)]]


def contains(rising: Array, wanted: Array) -> Array:
    """For each of `wanted` whether it stands in `rising`."""
    if not len(rising):
        return np.zeros(len(wanted), bool)
    found: Array = rising.take(rising.searchsorted(wanted), mode="clip") == wanted
    return found
