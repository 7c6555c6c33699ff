"""The answer to one query, from one open snapshot: which stories, in which order, and what they count under.

In: what was typed, what it is narrowed to, how much is wanted. Out: an Answer of plain numbers and keys.

Stories withdrawn a moment ago are subtracted here. The list of them is read before the snapshot is
opened: whatever left that list before we read it had left the index before, too.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from durability.failpoint import failpoint
from search.engine.query_tree import And, Node, Or, Order, Phrase, Query
from search.generations.generation import IndexMissing, UnreadableIndex
from search.generations.served_snapshot import ServedSnapshot, with_served_snapshot
from search.indexing import queue
from search.query.names import NOWHERE, unknown
from search.query.parse import parse, parse_without_fields, plainly
from search.query.parsed_query import Parsed
from search.query.plan import Plan, literally, plan
from search.query.ranking import Wanted, partly, ranked_by
from search.story_document import FACETS
from search.withdrawn import withdrawn_from

log = logging.getLogger(__name__)

NO_INDEX = "检索尚未就绪：索引还没有建好，现在什么也查不到。"
UNREADABLE = "索引读不出来（损坏了，或是别的版本建的），检索暂停：请运行 manage.py rebuild_index。"
READ_PLAINLY = "按字段查不到，已把冒号前的名称当作普通的词查找。"
NOTHING_EXCLUDED = "有报道原样印着这些字，其中的“-”或 NOT 没有当作排除。"
TOO_LONG = "检索词太长，只按前 {number} 个字查找。"
# More characters than that are read no further: a long paragraph is enough to find a story by.
LONGEST = 2000
# A partial hit has at least this share of what the best one has: half as much is often the better story.
WORTH_SHOWING = 0.35
# So many names that no story has are told of.
MOST_NAMED = 3
# The newer and later wins a tie, but among the oldest. Stories without a day come last.
ORDERS = {
    "relevance": (Order(), Order("first_day"), Order("pk")),
    "newest": (Order("first_day"), Order("pk")),
    "oldest": (Order("first_day", descending=False), Order("pk", descending=False)),
}
Narrowed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Question:
    """`narrowed`: for each facet the values of which a story must have one.

    `order`: relevance, newest, oldest. `limit` None: all.
    """

    query: str
    narrowed: Narrowed = field(default_factory=dict)
    order: str = "relevance"
    limit: int | None = 20
    offset: int = 0


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
    """The answer from the index in `root`; an empty one with a note where there is none, or none that is sound."""
    gone = queue.gone_ids()

    def answered(snapshot: ServedSnapshot) -> Answer:
        failpoint("server.snapshot")
        return answer_from(snapshot, question, [*gone, *withdrawn_from(snapshot)])

    try:
        return with_served_snapshot(root, answered)
    except UnreadableIndex as error:
        log.error("search is down: %s", error)
        return Answer(notes=(UNREADABLE,))
    except IndexMissing:
        return Answer(notes=(NO_INDEX,))


def answer_from(snapshot: ServedSnapshot, question: Question, gone: Sequence[int] = ()) -> Answer:
    """The answer from this snapshot, without the stories that are `gone`. IndexDamaged."""
    if len(question.query) <= LONGEST:
        return _Answering(snapshot, gone, question).answer()
    found = _Answering(snapshot, gone, replace(question, query=question.query[:LONGEST])).answer()
    return replace(found, notes=(TOO_LONG.format(number=LONGEST), *found.notes))


class _Answering:
    def __init__(self, snapshot: ServedSnapshot, gone: Sequence[int], question: Question) -> None:
        self.snapshot = snapshot
        self.stories = snapshot.stories.without(frozenset(map(str, gone)))
        self.evaluations = self.stories.evaluations()
        self.question = question

    def answer(self) -> Answer:
        """All that was asked for; else the same with field names as text; else the best that have a part of it."""
        parsed = parse(self.question.query)
        # What is typed may be pasted, and mean no syntax: stories that have it printed in them, signs and all.
        printed = literally(self.question.query) if parsed.syntax else NOWHERE
        if "NOT" in parsed.syntax and self._count(printed):
            return self._answer(self._plan(plainly(self.question.query)), (NOTHING_EXCLUDED,))
        asked = self._plan(parsed)
        if "field" in parsed.syntax and not self._count(asked.node):
            as_text = self._plan(parse_without_fields(self.question.query))
            if self._count(as_text.node):
                unknown_names = () if self._count(printed) else self._unknown_names(parsed)
                return self._answer(as_text, (READ_PLAINLY, *unknown_names))
        either = replace(asked, node=Or((asked.node, printed))) if parsed.syntax else asked
        found = self._answer(either, parsed.notes)
        # The filters may leave nothing of what is there.
        if found.total or self._count(either.node):
            return found
        parts = partly(asked.wanted, self._count)
        if parts and self._count(And((asked.required, Or(parts)))):
            return self._answer(replace(asked, node=asked.required), parsed.notes, parts)
        return replace(found, notes=tuple(dict.fromkeys((*found.notes, *self._unknown_names(parsed)))))

    def _unknown_names(self, parsed: Parsed) -> tuple[str, ...]:
        """What to say of names that were asked for and that no story has, none twice."""
        names = unknown(parsed.tree, self._count) if parsed.tree else iter(())
        return tuple(dict.fromkeys(islice(names, MOST_NAMED)))

    def _plan(self, parsed: Parsed) -> Plan:
        return plan(parsed.tree, self.snapshot.cutter, self._count)

    def _count(self, node: Node) -> int:
        return self.stories.search(Query(node, limit=0), self.evaluations).total

    def _answer(self, asked: Plan, notes: tuple[str, ...], parts: tuple[Phrase, ...] = ()) -> Answer:
        query = Query(
            asked.node,
            **ranked_by(asked.wanted)._asdict(),
            partly=parts,
            least=WORTH_SHOWING,
            filters={name: values for name, values in self.question.narrowed.items() if values},
            facets=FACETS,
            order=ORDERS[self.question.order],
            offset=self.question.offset,
            limit=self.question.limit,
        )
        found = self.stories.search(query, self.evaluations)
        return Answer(
            total=found.total,
            match="some" if parts else "all",
            hits=[(int(hit.key), hit.score) for hit in found.found],
            facets=found.facets,
            wanted=asked.wanted,
            notes=notes,
        )
