"""Which stories of a snapshot fulfil a condition.

In: a Snapshot and conditions of search.index.asked. Out: masks over the snapshot's stories.

A run stands where all its bigrams do and its squeezed characters are found in the squeezed text:
the bigrams narrow down, the text decides. Deleted stories are not left out here.
"""

from collections.abc import Callable
from functools import singledispatchmethod

import numpy as np
from numpy.typing import NDArray

from search.index.asked import (
    AllOf,
    AnyOf,
    Begins,
    Counted,
    IsNamed,
    NoneOf,
    Published,
    SignsStand,
    Stands,
    Zones,
)
from search.index.document import FIELDS, ZONE_END
from search.index.snapshot import Snapshot
from text.grams import bigrams, squeeze, stands_whole

Mask = NDArray[np.bool_]
Docs = NDArray[np.int32]
# With so few candidates left, looking into the text is cheaper than reading more postings.
FEW = 64
# A prefix of one letter may begin very many words.
MOST_WORDS = 2000


class Evaluation:
    """Answers conditions on one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @singledispatchmethod
    def mask(self, condition: object) -> Mask:
        raise TypeError(f"no condition: {condition!r}")

    @mask.register
    def _(self, condition: AllOf) -> Mask:
        mask = np.ones(self.snapshot.size, np.bool_)
        for part in condition.parts:
            mask &= self.mask(part)
            if not mask.any():
                break
        return mask

    @mask.register
    def _(self, condition: AnyOf) -> Mask:
        mask = np.zeros(self.snapshot.size, np.bool_)
        for part in condition.parts:
            mask |= self.mask(part)
        return mask

    @mask.register
    def _(self, condition: NoneOf) -> Mask:
        return ~self.mask(condition.part)

    @mask.register
    def _(self, condition: Stands) -> Mask:
        docs = self.standing(condition.run)
        if condition.zones:
            docs = self._those(docs, lambda doc: self._in_zones(doc, condition.run, condition.zones))
        if condition.whole:
            docs = self._those(docs, lambda doc: self._stands_whole(doc, condition.run, condition.zones))
        return self._mask_of(docs)

    @mask.register
    def _(self, condition: SignsStand) -> Mask:
        docs = self._intersection(list(dict.fromkeys(condition.signs)))
        return self._mask_of(self._those(docs, lambda doc: self._has_signs(doc, condition.signs)))

    @mask.register
    def _(self, condition: Begins) -> Mask:
        words = self.snapshot.words_beginning(condition.prefix, MOST_WORDS)
        mask = np.zeros(self.snapshot.size, np.bool_)
        for word in words:
            mask[self.snapshot.postings("words", word).docs] = True
        if not condition.zones:
            return mask
        docs = np.flatnonzero(mask).astype(np.int32)
        return self._mask_of(self._those(docs, lambda doc: self._in_zones(doc, condition.prefix, condition.zones)))

    @mask.register
    def _(self, condition: IsNamed) -> Mask:
        run = condition.run
        for kind in condition.kinds if run else ():
            column = self.snapshot.names[kind]
            if run in column.values:
                return column.having(run.__eq__, self.snapshot.size)
            mask = column.having(lambda name: run in name, self.snapshot.size)
            if mask.any():
                return mask
        return np.zeros(self.snapshot.size, np.bool_)

    @mask.register
    def _(self, condition: Counted) -> Mask:
        return self.snapshot.facets[condition.facet].having(condition.values.__contains__, self.snapshot.size)

    @mask.register
    def _(self, condition: Published) -> Mask:
        first, last = self.snapshot.published.T
        return (first >= condition.first) & (last <= condition.last) & (first > 0)

    def standing(self, run: str) -> Docs:
        """Stories with a zone in which these squeezed characters stand together, ascending."""
        if len(run) <= 2:
            return self.snapshot.postings("grams", run).docs
        kept = self.snapshot.kept_run(run)
        if kept is None:
            squeezed = self.snapshot.squeezed
            kept = self._those(self._intersection(bigrams(run)), lambda doc: run in squeezed[doc])
            self.snapshot.keep_run(run, kept)
        return kept

    def _intersection(self, grams: list[str]) -> Docs:
        """Stories with all of these, or a few that may have them."""
        lists = []
        for gram in dict.fromkeys(grams):
            docs = self.snapshot.postings("grams", gram).docs
            if not len(docs):
                return docs
            lists.append(docs)
        lists.sort(key=len)
        found = lists[0]
        for docs in lists[1:]:
            if len(found) <= FEW:
                break
            found = np.intersect1d(found, docs, assume_unique=True)
        return found

    def _those(self, docs: Docs, wanted: Callable[[int], bool]) -> Docs:
        return np.array([doc for doc in docs.tolist() if wanted(doc)], np.int32)

    def _in_zones(self, doc: int, run: str, zones: Zones) -> bool:
        return any(run in zone for zone in zones_of(self.snapshot.squeezed[doc], zones))

    def _stands_whole(self, doc: int, run: str, zones: Zones) -> bool:
        return any(_whole_in(zone, run) for zone in zones_of(self.snapshot.folded(doc), zones))

    def _has_signs(self, doc: int, signs: str) -> bool:
        return any(signs in "".join(zone.split()) for zone in zones_of(self.snapshot.folded(doc), ()))

    def _mask_of(self, docs: Docs) -> Mask:
        mask = np.zeros(self.snapshot.size, np.bool_)
        mask[docs] = True
        return mask


def zones_of(text: str, zones: Zones) -> list[str]:
    """The named zones of a story's joined text; all of them where none is named."""
    all_zones = text.split(ZONE_END)
    if not zones:
        return all_zones
    found = [all_zones[FIELDS.index(name)] for name in zones if name in FIELDS]
    return found + (all_zones[len(FIELDS) :] if "people" in zones else [])


def _whole_in(folded: str, run: str) -> bool:
    squeezed = squeeze(folded)
    start = squeezed.text.find(run)
    while start >= 0:
        if stands_whole(folded, *squeezed.origin(start, start + len(run))):
            return True
        start = squeezed.text.find(run, start + 1)
    return False
