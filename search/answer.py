"""The answer to one query, from one open snapshot: which stories, in which order, and what they count under.

In: what was typed, what it is narrowed to, how much is wanted. Out: an Answer of plain numbers and keys.

Stories withdrawn a moment ago are subtracted here. The list of them is read before the snapshot is
opened: whatever left that list before we read it had left the index before, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search import queue
from search.index.asked import Asked, Wanted
from search.index.document import FACETS
from search.index.evaluate import Evaluation, Mask
from search.index.generation import IndexMissing
from search.index.rank import Scores, coverage, scores
from search.index.snapshot import Snapshot, open_snapshot
from search.query.parse import parse, parse_without_fields
from search.query.plan import plan
from search.query.tree import Node, Parsed

NO_INDEX = "检索尚未就绪:索引还没有建好,现在什么也查不到。"
READ_PLAINLY = "按字段查不到,已把冒号前的名称当作普通的词查找。"
# A partial hit has at least this share of what the best one has.
WORTH_SHOWING = 0.5
Narrowed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """`narrowed`: for each facet the values of which a story must have one. `also`: a further condition.

    `order`: relevance, newest, oldest. `limit` None: all.
    """

    query: str
    narrowed: Narrowed = field(default_factory=dict)
    order: str = "relevance"
    limit: int | None = 20
    offset: int = 0
    also: tuple[Node, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`hits`: primary keys with their scores, those asked for. `facets`: values and counts of each."""

    total: int = 0
    match: str = "all"
    hits: list[tuple[int, float]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in FACETS})
    wanted: tuple[Wanted, ...] = ()
    notes: tuple[str, ...] = ()


def answer(root: Path, question: Question) -> Answer:
    """The answer from the index in `root`; an empty one with a note where there is no index."""
    gone = queue.gone_ids()
    try:
        snapshot = open_snapshot(root)
    except IndexMissing:
        return Answer(notes=(NO_INDEX,))
    return _Answering(snapshot, gone, question).answer()


@dataclass(frozen=True)
class _Matched:
    mask: Mask
    asked: Asked
    ranked: Scores | None
    match: str = "all"
    notes: tuple[str, ...] = ()


class _Answering:
    def __init__(self, snapshot: Snapshot, gone: list[int], question: Question) -> None:
        self.snapshot = snapshot
        self.question = question
        self.evaluation = Evaluation(snapshot)
        self.live = snapshot.live & ~np.isin(snapshot.pks, gone)
        for node in question.also:
            self.live &= self.evaluation.mask(plan(node, snapshot.cutter).condition)

    def answer(self) -> Answer:
        matched = self._matched()
        masks = self._filter_masks()
        hits = _narrow(matched.mask, masks.values())
        return Answer(
            total=int(np.count_nonzero(hits)),
            match=matched.match,
            hits=self._ordered(hits, matched),
            facets={name: self._counts(name, matched.mask, masks) for name in FACETS},
            wanted=matched.asked.wanted,
            notes=matched.notes,
        )

    def _matched(self) -> _Matched:
        """All that was asked for; else the same with field names as text; else the best that have a part of it."""
        parsed = parse(self.question.query)
        found = self._all_of(parsed)
        if found.mask.any():
            return found
        if parsed.names_fields:
            literal = self._all_of(parse_without_fields(self.question.query))
            if literal.mask.any():
                return _Matched(literal.mask, literal.asked, literal.ranked, notes=(READ_PLAINLY,))
        return self._some_of(found)

    def _all_of(self, parsed: Parsed) -> _Matched:
        asked = plan(parsed.tree, self.snapshot.cutter)
        mask = self.evaluation.mask(asked.condition) & self.live
        ranked = scores(self.evaluation, asked.wanted) if asked.wanted and mask.any() else None
        return _Matched(mask, asked, ranked, notes=parsed.notes)

    def _some_of(self, found: _Matched) -> _Matched:
        covered = coverage(self.evaluation, found.asked.wanted) if found.asked.wanted else None
        if covered is None:
            return found
        covered = covered * (self.live & self.evaluation.mask(found.asked.required))
        best = float(covered.max(initial=0.0))
        if best == 0.0:
            return found
        mask = covered >= best * WORTH_SHOWING
        ranked = scores(self.evaluation, found.asked.wanted)
        # How much of it a story has comes first, how well it has it second.
        ranked = covered * (1 + float(ranked.max())) + ranked
        return _Matched(mask, found.asked, ranked, "some", found.notes)

    def _filter_masks(self) -> dict[str, Mask]:
        return {
            name: self.snapshot.facets[name].having(values.__contains__, self.snapshot.size)
            for name, values in self.question.narrowed.items()
            if values
        }

    def _counts(self, facet: str, mask: Mask, filters: Mapping[str, Mask]) -> dict[str, int]:
        """Counts as if this facet had no filter: a person can add a second value."""
        others = [other for name, other in filters.items() if name != facet]
        return self.snapshot.facets[facet].counts(_narrow(mask, others))

    def _ordered(self, hits: Mask, matched: _Matched) -> list[tuple[int, float]]:
        docs = np.flatnonzero(hits)
        pks = self.snapshot.pks[docs]
        days = self.snapshot.published[docs, 0]
        ranked = matched.ranked[docs] if matched.ranked is not None else np.zeros(len(docs), np.float32)
        order = np.lexsort(self._keys(pks, days, ranked))
        end = None if self.question.limit is None else self.question.offset + self.question.limit
        chosen = order[self.question.offset : end]
        return list(zip(pks[chosen].tolist(), ranked[chosen].tolist(), strict=True))

    def _keys(self, pks: NDArray, days: NDArray, ranked: NDArray) -> tuple[NDArray, ...]:
        """Sorting keys, the weightiest last. Stories without a day come last in either direction."""
        if self.question.order == "oldest":
            return pks, np.where(days == 0, np.iinfo(np.int32).max, days)
        if self.question.order == "newest":
            return -pks, -days
        return -pks, -days, -ranked


def _narrow(mask: Mask, others: Iterable[Mask]) -> Mask:
    narrowed = mask
    for other in others:
        narrowed = narrowed & other
    return narrowed
