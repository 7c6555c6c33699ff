"""How sure a reading of a page is of each line.

In: readings of the same lines with their scores, best first. Out: for each line the margin of the
best reading over the best one that gives the line to another story.
"""

import math
from collections import Counter
from collections.abc import Sequence

Reading = tuple[float, Sequence[int]]  # its score, and for each line a name of its story


def margins_of(readings: Sequence[Reading]) -> list[float]:
    """Infinite where all readings agree. Stories may have other names in other readings."""
    best_score, best = readings[0]
    margins = [math.inf] * len(best)
    for score, owners in reversed(readings[1:]):
        same = _likeliest(owners, best)
        for at, owner in enumerate(owners):
            if same[owner] != best[at]:
                margins[at] = best_score - score
    return margins


def _likeliest(owners: Sequence[int], best: Sequence[int]) -> dict[int, int]:
    """For each story of a reading the story of the best one that it shares most lines with."""
    shared = Counter(zip(owners, best, strict=True))
    return {owner: there for (owner, there), _ in reversed(shared.most_common())}
