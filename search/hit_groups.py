"""The hits of a page under the tiers they belong to.

In: the results, and the place of the first hit in the whole answer. Out: groups of hits, each with the words of its
heading; by relevance the closest tier comes first, so each tier is one group. In any other order the tiers are mixed:
then there is one group without a heading, and each hit says its tier.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby

from search.find import Hit, SearchResults
from search.head_words import label_of


@dataclass(frozen=True)
class HitGroup:
    """`label`: what its tier is called; "" if it has no heading. `first`, `last`: the places of all stories of the
    tier, also of those on other pages. `start`: the place of the first of `hits`. Places are counted from 1.
    """

    hits: list[Hit]
    start: int
    label: str = ""
    name: str = ""
    first: int = 0
    last: int = 0

    @property
    def count(self) -> int:
        return self.last - self.first + 1

    @property
    def level(self) -> int:
        """The level of the headings of its hits."""
        return 4 if self.label else 3


def grouped(found: SearchResults, order: str, start: int) -> list[HitGroup]:
    """`start`: the place of the first hit in the whole answer."""
    if order != "relevance" or not is_mixed(found):
        return [HitGroup(found.hits, start)]
    return list(_by_tier(found, start))


def tier_labels(found: SearchResults, order: str) -> dict[str, str]:
    """What each tier is called, if each hit must say its own."""
    if order == "relevance" or not is_mixed(found):
        return {}
    return {name: label_of(found, name) for name in found.counted}


def is_mixed(found: SearchResults) -> bool:
    """Whether the answer is made of stories of several tiers."""
    is_told_apart = all(hit.tier for hit in found.hits)
    return is_told_apart and sum(1 for name, count in found.tiers if count and name in found.counted) > 1


def _by_tier(found: SearchResults, start: int) -> Iterator[HitGroup]:
    counts = dict(found.tiers)
    lasts = dict(zip(counts, accumulate(counts.values()), strict=True))
    for name, group in groupby(found.hits, key=lambda hit: hit.tier):
        hits = list(group)
        first = lasts[name] - counts[name] + 1
        yield HitGroup(hits, start, label_of(found, name), name, first, lasts[name])
        start += len(hits)
