"""The answer to one query, from one open snapshot: the stories, their order, and the counts of the facets.

In: the query, its filters, and how many hits are wanted. Out: an Answer of plain numbers and keys.

Stories that were withdrawn or corrected a moment ago are subtracted here. The list of them is read before the snapshot
is opened: a story that had left that list by then was right in the index before.
"""

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from django.utils.timezone import localdate

from durability.failpoint import failpoint
from search.engine.query_tree import And, Node, Or, Order, Phrase, Query
from search.facets import FACETS, typed_names
from search.generations.generation import IndexMissing, UnreadableIndex
from search.generations.served_snapshot import ServedSnapshot, with_served_snapshot
from search.query.names import NOWHERE, unknown_names
from search.query.note import (
    FIELDS_READ_AS_TEXT,
    INDEX_MISSING,
    INDEX_UNREADABLE,
    QUERY_TOO_LONG,
    Note,
)
from search.query.parse import parse, parse_without_fields
from search.query.parsed_query import Parsed
from search.query.plan import Plan, literal, plan
from search.query.ranking import QueryPhrase, parts_of, ranked_by
from search.query.tokens import FIELD_NAMES
from search.withdrawn import left_out_ids, outdated_in

log = logging.getLogger(__name__)

# How many characters of a query are read: a long paragraph is enough to find a story.
LONGEST = 2000
# A partial hit is shown if it has at least this share of what the best one has: good ones often have half as much.
WORTH_SHOWING = 0.35
# At most so many names that no story has are noted.
MOST_NAMED = 3
# Ties go to the newer story, then to the one added later; oldest first, the other way round. Stories without a day
# come last.
ORDERS = {
    "relevance": (Order(), Order("first_day"), Order("pk")),
    "newest": (Order("first_day"), Order("pk")),
    "oldest": (Order("first_day", descending=False), Order("pk", descending=False)),
}


@dataclass(frozen=True)
class Question:
    """`filters`: for each facet some values; a story must have one of them. `limit`: None for all hits.

    `today`: the day from which 去年 and the like are counted.
    """

    query: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Literal["relevance", "newest", "oldest"] = "relevance"
    limit: int | None = 20
    offset: int = 0
    today: datetime.date = field(default_factory=localdate)


@dataclass(frozen=True)
class Answer:
    """`total`: how many stories were found. `hits`: the wanted ones, as primary keys with their scores.

    `match` is "some" if no story has all that was asked for and these have a part of it. `facets`: the values of each
    and their counts. `phrases`: what to mark in the hits.
    """

    total: int = 0
    match: Literal["all", "some"] = "all"
    hits: list[tuple[int, float]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in FACETS})
    phrases: tuple[QueryPhrase, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def has_index(self) -> bool:
        """Whether there was an index to answer from."""
        return not any(note.code in (INDEX_MISSING, INDEX_UNREADABLE) for note in self.notes)


def answer(root: Path, question: Question) -> Answer:
    """The answer from the index in `root`. Without a readable index it is empty and has a note."""
    left_out = left_out_ids()

    def answered(snapshot: ServedSnapshot) -> Answer:
        failpoint("server.snapshot")
        return answer_from(snapshot, question, [*left_out, *outdated_in(snapshot)])

    try:
        return with_served_snapshot(root, answered)
    except UnreadableIndex as error:
        log.error("search is down: %s", error)
        return Answer(notes=(Note.of(INDEX_UNREADABLE),))
    except IndexMissing:
        return Answer(notes=(Note.of(INDEX_MISSING),))


def answer_from(snapshot: ServedSnapshot, question: Question, gone: Sequence[int] = ()) -> Answer:
    """The answer from this snapshot without the stories that are `gone`. Raises IndexDamaged."""
    if len(question.query) <= LONGEST:
        return _Answering(snapshot, gone, question).answer()
    found = _Answering(snapshot, gone, replace(question, query=question.query[:LONGEST])).answer()
    return replace(found, notes=(Note.of(QUERY_TOO_LONG, number=LONGEST), *found.notes))


class _Answering:
    def __init__(self, snapshot: ServedSnapshot, gone: Sequence[int], question: Question) -> None:
        self.snapshot = snapshot
        self.stories = snapshot.stories.without(frozenset(map(str, gone)))
        self.evaluations = self.stories.evaluations()
        self.question = question

    def answer(self) -> Answer:
        """Stories with all that was asked for; or with field names read as text; or else with a part of it."""
        parsed = parse(self.question.query, self.question.today, FIELD_NAMES | typed_names())
        # The query may be pasted text that means no syntax: then stories that print it, signs and all, match too.
        # With a minus or NOT it is meant: no story comes back because it prints the query.
        printed = literal(self.question.query) if parsed.syntax and "NOT" not in parsed.syntax else NOWHERE
        asked = self._plan(parsed)
        if "field" in parsed.syntax and not self._count(asked.node):
            as_text = self._plan(parse_without_fields(self.question.query))
            if self._count(as_text.node):
                name_notes = () if self._count(printed) else self._unknown_names(parsed)
                return self._answer(as_text, (Note.of(FIELDS_READ_AS_TEXT), *name_notes))
        either = replace(asked, node=Or((asked.node, printed))) if parsed.syntax else asked
        found = self._answer(either, parsed.notes)
        # There are such stories, but the filters leave none of them.
        if found.total or self._count(either.node):
            return found
        parts = parts_of(asked.phrases, self._count)
        if parts and self._count(And((asked.required, Or(parts)))):
            return self._answer(replace(asked, node=asked.required), parsed.notes, parts)
        return replace(found, notes=tuple(dict.fromkeys((*found.notes, *self._unknown_names(parsed)))))

    def _unknown_names(self, parsed: Parsed) -> tuple[Note, ...]:
        """Notes on names that were asked for and that no story has, each once."""
        names = unknown_names(parsed.tree, self._count) if parsed.tree else iter(())
        return tuple(dict.fromkeys(islice(names, MOST_NAMED)))

    def _plan(self, parsed: Parsed) -> Plan:
        return plan(parsed.tree, self.snapshot.cutter, self._count)

    def _count(self, node: Node) -> int:
        return self.stories.search(Query(node, limit=0), self.evaluations).total

    def _answer(self, asked: Plan, notes: tuple[Note, ...], parts: tuple[Phrase, ...] = ()) -> Answer:
        query = Query(
            asked.node,
            **ranked_by(asked.phrases)._asdict(),
            partly=parts,
            least=WORTH_SHOWING,
            filters={name: values for name, values in self.question.filters.items() if values},
            facets=tuple(FACETS),
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
            phrases=asked.phrases,
            notes=notes,
        )
