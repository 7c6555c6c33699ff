"""Words that stand near each other: of the best stories those in which they do come first.

In: the best stories of an answer with their scores, runs in the order they were typed. Out: the same
stories, each with what nearness adds to its score, in their new order.

For every two runs typed one after the other a story gets the more, the nearer they come to each other
in one of its fields, in either order; side by side as much as the rarer of them could add by how often
it stands there. Of the measures of nearness in use (Tao & Zhai, An Exploration of Proximity Measures,
SIGIR 2007) the least distance serves best and costs least. Looked at are no more than the best
stories by all else: what is far behind them is not brought back by nearness.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from search.index.arrays.cut import units_of
from search.index.arrays.fields import TEXT
from search.index.arrays.layout import Array, ranges
from search.index.arrays.opened import OpenSegment
from search.index.arrays.rank import Found
from search.index.arrays.runs import contains
from search.index.arrays.tree import SCORE, Query, Run

# So many stories are looked at, whatever page of them is wanted: an order that all pages share.
LOOKED_AT = 100
# Pairs of runs that are looked at.
MOST_PAIRS = 12
# With so many characters between them two runs are worth half of what they are side by side.
HALF = 5


class _Places(NamedTuple):
    """Where a run stands in some fields: places, rising, and the number of the field each lies in."""

    places: Array
    fields: Array


NOWHERE = np.zeros(0, np.int64)


def matters(query: Query) -> bool:
    """Whether nearness can change the order."""
    first = query.order[0]
    return len(query.near) > 1 and query.limit != 0 and first.by == SCORE and first.descending


def by_nearness(query: Query, found: list[Found], most: Callable[[Run], float]) -> list[Found]:
    """`found` from the best on. `most`: what no frequency of a run can add more than (rank.Statistics.most)."""
    if len(found) < 2:
        return found
    pairs = [(pair, worth) for pair in pairwise(query.near[: MOST_PAIRS + 1]) if (worth := min(map(most, pair)))]
    looked_at, nearer = found[:LOOKED_AT], dict[tuple[str, int], float]()
    for segment in {one.segment.name: one.segment for one in looked_at}.values() if pairs else ():
        stories = np.array(sorted(one.story for one in looked_at if one.segment is segment))
        added = _added(segment, stories, pairs).tolist()
        nearer.update(zip(((segment.name, story) for story in stories.tolist()), added, strict=True))
    better = [one._replace(score=one.score + nearer.get((one.segment.name, one.story), 0.0)) for one in looked_at]
    better.sort(key=lambda one: -one.score)
    return [*better, *found[LOOKED_AT:]]


def _added(segment: OpenSegment, stories: Array, pairs: Sequence[tuple[tuple[Run, Run], float]]) -> Array:
    """What nearness adds to each of these stories (rising)."""
    columns = len(segment.shape.text)
    slots = segment.sections[f"{TEXT}.slots"].take(stories[:, None] * columns + np.arange(columns + 1))
    starts, ends = slots[:, :-1].ravel(), slots[:, 1:].ravel()
    stand = {run: _places(segment, run, starts, ends) for pair, _ in pairs for run in pair}
    added = np.zeros(len(stories))
    for (one, other), worth in pairs:
        closest = np.zeros(len(starts))
        for first, second in ((one, other), (other, one)):
            fields, gaps = _gaps(stand[first], stand[second], len(units_of(first.text)))
            np.maximum.at(closest, fields, HALF / (HALF + gaps))
        added += worth * closest.reshape(-1, columns).max(axis=1)
    return added


def _places(segment: OpenSegment, run: Run, starts: Array, ends: Array) -> _Places:
    """Where the run stands in the fields that begin and end there."""
    units = units_of(run.text)
    pairs = [segment.places(TEXT, first << 16 | second) for first, second in pairwise(units)]
    if not pairs:
        return _Places(NOWHERE, NOWHERE)
    step, rarest = min(enumerate(pairs), key=lambda pair: len(pair[1]))
    first = rarest.searchsorted(starts)
    counts = rarest.searchsorted(ends) - first
    places, fields = (
        rarest.take(ranges(first, counts)).astype(np.int64) - step,
        np.repeat(np.arange(len(starts)), counts),
    )
    for number, others in enumerate(pairs):
        held = contains(others, (places + number).astype(np.uint32))
        places, fields = places.compress(held), fields.compress(held)
    return _Places(places, fields)


def _gaps(first: _Places, second: _Places, length: int) -> tuple[Array, Array]:
    """For the places of a run behind which another stands in the same field: field, and characters between the two."""
    if not len(second.places):
        return NOWHERE, NOWHERE
    following = second.places.searchsorted(first.places + length)
    same = second.fields.take(following, mode="clip") == first.fields
    same &= following < len(second.places)
    gaps = second.places.take(following, mode="clip") - first.places - length
    return first.fields.compress(same), gaps.compress(same)
