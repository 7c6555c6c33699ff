"""Measures how sure the best reading of a page is about each line.

In: readings of the same lines with their scores, best first. Out: for each line the margin: the best
score minus the score of the best reading that gives the line to another story.
"""

import math
from collections import Counter
from collections.abc import Sequence

Reading = tuple[float, Sequence[int]]  # its score, and for each line an identifier of its story


def margins_of(readings: Sequence[Reading]) -> list[float]:
    """Returns the margins; infinite if all readings agree. Each reading may number its stories differently."""
    best_score, best = readings[0]
    margins = [math.inf] * len(best)
    for score, owners in reversed(readings[1:]):
        same = _likeliest(owners, best)
        for at, owner in enumerate(owners):
            if same[owner] != best[at]:
                margins[at] = best_score - score
    return margins


def _likeliest(owners: Sequence[int], best: Sequence[int]) -> dict[int, int]:
    """Maps each story of a reading to the story of the best reading that it shares the most lines with."""
    shared = Counter(zip(owners, best, strict=True))
    return {owner: there for (owner, there), _ in reversed(shared.most_common())}
