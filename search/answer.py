"""The answer to one query, from one open snapshot: the stories, their order, and the counts of the facets.

In: the query, its filters, and how many hits are wanted. Out: an Answer of plain numbers and keys.

Stories that were withdrawn or corrected a moment ago are subtracted here. The list of them is read before the snapshot
is opened: a story that had left that list by then was right in the index before.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise
from pathlib import Path

from durability.failpoint import failpoint
from search.answer_facts import AnswerFacts, Match
from search.engine.query_tree import And, Node, Or, Order, Phrase, Query
from search.facets import FACETS, NONE, YEARS, typed_names
from search.generations.generation import IndexMissing, UnreadableIndex
from search.generations.served_snapshot import ServedSnapshot, with_served_snapshot
from search.index.token_table import Tokenizer
from search.known_names import known_names
from search.query.corrected_query import corrected_query
from search.query.name_table import NameTable
from search.query.names import NOWHERE, unknown_names
from search.query.nearest import FARTHEST, LIKE_SOUND
from search.query.note import (
    FIELDS_READ_AS_TEXT,
    INDEX_MISSING,
    INDEX_UNREADABLE,
    QUERY_TOO_LONG,
    Note,
)
from search.query.other_spellings import Expander, no_expansions
from search.query.parse import parse, parse_without_fields
from search.query.parsed_query import Parsed, excludes_by_field, without_days
from search.query.plan import Plan, literal, plan
from search.query.ranking import is_sentence, parts_of, ranked_by
from search.query.score_shares import ScoreShares, either_of, score_shares
from search.query.tiers import LITERAL, Tiers, slices_of
from search.query.time_nodes import undated
from search.query.tokens import FIELD_NAMES
from search.question import Question
from search.withdrawn import left_out_ids, outdated_in

log = logging.getLogger(__name__)

# How many characters of a query are read: a long paragraph is enough to find a story.
LONGEST = 800
# A partial hit has at least this share of what was asked for, rare words weighing more.
WORTH_SHOWING = 0.5
# Hardly any story has half of a sentence, such as a question: then a hit has at least this share of what the best has.
OF_THE_BEST = 0.35
# A nearest known word is searched, and stories with scattered parts are not shown, if it has 10 times as many stories.
FAR_MORE = 10
NO_NAMES = NameTable()
NO_FILTERS: Mapping[str, tuple[str, ...]] = {}
# At most so many names that no story has are noted.
MOST_NAMED = 3
# Ties go to the newer story, then to the one added later; oldest first, the other way round. Stories without a day
# come last.
ORDERS = {
    "relevance": (Order(), Order("first_day"), Order("pk")),
    "newest": (Order("first_day"), Order("pk")),
    "oldest": (Order("first_day", descending=False), Order("pk", descending=False)),
}


@dataclass(frozen=True, kw_only=True)
class Answer(AnswerFacts):
    """`hits`: the wanted stories, as primary keys with their scores. `facets`: the values of each and their counts.

    `tier_of`: by the primary key of a hit the tier it belongs to, if the answer is made of several. `tokenizer`: what
    to cut the texts with, if there are phrases. `shares`: for the first hits what made their scores, if it was asked
    for.
    """

    hits: list[tuple[int, float]] = field(default_factory=list)
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in FACETS})
    tier_of: dict[int, str] = field(default_factory=dict)
    tokenizer: Tokenizer | None = None
    shares: dict[int, ScoreShares] = field(default_factory=dict)


def answer(root: Path, question: Question) -> Answer:
    """The answer from the index in `root`. Without a readable index it is empty and has a note."""
    left_out, names = left_out_ids(), known_names()

    def answered(snapshot: ServedSnapshot) -> Answer:
        failpoint("server.snapshot")
        return answer_from(snapshot, question, [*left_out, *outdated_in(snapshot)], names)

    try:
        return with_served_snapshot(root, answered)
    except UnreadableIndex as error:
        log.error("search is down: %s", error)
        return Answer(notes=(Note.of(INDEX_UNREADABLE),))
    except IndexMissing:
        return Answer(notes=(Note.of(INDEX_MISSING),))


def answer_from(
    snapshot: ServedSnapshot, question: Question, gone: Sequence[int] = (), names: NameTable = NO_NAMES
) -> Answer:
    """The answer from this snapshot without the stories that are `gone`. Raises IndexDamaged.

    `names`: those that may stand for each other.
    """
    short = replace(question, query=question.query[:LONGEST])
    found = _Answering(snapshot, gone, short, names).answer()
    if question.alone and found.expansions:
        plain = _Answering(snapshot, gone, replace(short, expand=False, tier="", limit=0, why=False), names).answer()
        # If nothing has what was typed, that answer says something else, and its number would be misread here.
        found = replace(found, alone=plain.total if plain.match == "all" and not plain.shown else None)
    if short == question:
        return found
    return replace(found, notes=(Note.of(QUERY_TOO_LONG, number=LONGEST), *found.notes))


class _Answering:
    def __init__(self, snapshot: ServedSnapshot, gone: Sequence[int], question: Question, names: NameTable) -> None:
        self.snapshot, self.gone, self.names = snapshot, gone, names
        self.stories = snapshot.stories.without(frozenset(map(str, gone)))
        self.evaluations = self.stories.evaluations()
        self.question = question
        self.filters = {name: values for name, values in question.filters.items() if values}

    def answer(self) -> Answer:
        """The stories that are asked for, and how many without a day there are beside them."""
        parsed = parse(self.question.query, self.question.today, FIELD_NAMES | typed_names())
        years = self.filters.get(YEARS, ())
        timed = Parsed(without_days(parsed.tree)) if parsed.tree else parsed
        if timed.tree == parsed.tree and (not years or NONE in years):
            return self._dated(parsed)
        rest = {name: values for name, values in self.filters.items() if name != YEARS}
        if self.question.undated:
            self.filters = rest
            found = self._tiered(self._plan(timed).within(undated()), parsed.notes)
            return replace(found, undated=found.total, only_undated=True)
        found = self._dated(parsed)
        # The answer to another query knows by itself how many stories without a day are beside it.
        count = self._count(self._plan(timed).within(undated()).node, rest)
        return found if found.corrected else replace(found, undated=count)

    def _dated(self, parsed: Parsed) -> Answer:
        """Stories with all that was asked for; or with field names read as text; or else with a part of it."""
        # The query may be pasted text that means no syntax: then stories that print it, signs and all, match too.
        # With a minus or NOT it is meant: no story comes back because it prints the query.
        printed = literal(self.question.query) if parsed.syntax and "NOT" not in parsed.syntax else NOWHERE
        asked = self._plan(parsed)
        may_be_text = "field" in parsed.syntax and not (parsed.tree and excludes_by_field(parsed.tree))
        if may_be_text and not self._count(asked.node):
            as_text = self._plan(parse_without_fields(self.question.query))
            if self._count(as_text.widest):
                name_notes = () if self._count(printed) else self._unknown_names(parsed)
                return self._tiered(as_text, (Note.of(FIELDS_READ_AS_TEXT), *name_notes))
        either = asked if printed == NOWHERE else replace(asked, tiers=asked.tiers.with_stories(printed))
        found = self._tiered(either, parsed.notes)
        if found.shown and not self.question.tier and self.question.correct:
            # It is in these stories by chance if a word of the same sound is far commoner.
            corrected = self._corrected(parsed, LIKE_SOUND)
            if corrected and corrected.total >= FAR_MORE * found.total:
                return replace(corrected, passed_over=self._count(either.widest))
        # There are such stories, but the filters leave none of them.
        if found.total or any(count for _, count in found.tiers) or self._count(either.node):
            return found
        corrected = self._corrected(parsed) if self.question.correct else None
        if corrected:
            return replace(corrected, passed_over=self._count(either.widest))
        parts = parts_of(asked.phrases, self._count)
        if parts and self._count(And((asked.required, Or(parts)))):
            partial = self._answer(asked, self._query(asked, asked.required, parts), parsed.notes)
            if partial.total:
                return replace(partial, match="some", at_least_half=not is_sentence(asked.phrases))
        return replace(found, notes=tuple(dict.fromkeys((*found.notes, *self._unknown_names(parsed)))))

    def _corrected(self, parsed: Parsed, least: float = FARTHEST) -> Answer | None:
        """The answer to the query with the nearest known words in place of those that no story has."""
        query = corrected_query(self.question.query, parsed, self._plan, self.stories.views, self._count, least)
        if query is None:
            return None
        question = replace(self.question, query=query, correct=False)
        found = _Answering(self.snapshot, self.gone, question, self.names).answer()
        is_answer = found.total and found.match == "all"
        return replace(found, corrected=query, match="near") if is_answer else None

    def _tiered(self, asked: Plan, notes: tuple[Note, ...]) -> Answer:
        """The stories of the tier that is wanted; or those that count; or, without any, those of the next tier."""
        tiers = asked.tiers
        counts = self._tier_counts(tiers)
        shown = self.question.tier if self.question.tier in tiers.names else ""
        if not shown and not any(counts[: tiers.counted]) and not self._count(asked.node):
            shown = next((name for name, count in zip(tiers.names, counts, strict=True) if count), "")
        query = self._query(asked, tiers.only(shown) if shown else tiers.answer)
        is_told_apart = not shown and tiers.counted > 1
        by_tier = self._by_tier(query, tiers, counts) if is_told_apart and self.question.order == "relevance" else ()
        found = self._answer(asked, query, notes, tuple(by_tier))
        if is_told_apart and not by_tier:
            found = replace(found, tier_of=self._tiers_of(found.hits, tiers))
        match: Match = "literal" if shown == LITERAL else "all"
        return replace(
            found,
            match=match,
            tiers=tuple(zip(tiers.names, counts, strict=True)),
            counted=tiers.names[: tiers.counted],
            shown=shown,
            days=asked.days,
        )

    def _tier_counts(self, tiers: Tiers) -> list[int]:
        """For each tier how many stories belong to it and to none before it."""
        up_to = [self._count(node, self.filters) for _, node in tiers.named]
        return [more - fewer for fewer, more in pairwise([0, *up_to])]

    def _unknown_names(self, parsed: Parsed) -> tuple[Note, ...]:
        """Notes on names that were asked for and that no story has, each once."""
        names = unknown_names(parsed.tree, self._count) if parsed.tree else iter(())
        return tuple(dict.fromkeys(islice(names, MOST_NAMED)))

    def _plan(self, parsed: Parsed) -> Plan:
        cutter = self.snapshot.cutter
        expand = Expander(cutter, self.names).expansions_of if self.question.expand else no_expansions
        return plan(parsed.tree, cutter, self._count, expand, self.question.today)

    def _count(self, node: Node, filters: Mapping[str, tuple[str, ...]] = NO_FILTERS) -> int:
        return self.stories.search(Query(node, filters=filters, limit=0), self.evaluations).total

    def _by_tier(self, query: Query, tiers: Tiers, counts: Sequence[int]) -> Iterator[tuple[str, Query]]:
        """The query for each tier that has hits on the page that is asked for: the closest stories come first."""
        for at, offset, limit in slices_of(counts[: tiers.counted], query.offset, query.limit):
            name = tiers.names[at]
            yield name, replace(query, tree=tiers.only(name), facets=(), offset=offset, limit=limit)

    def _tiers_of(self, hits: Sequence[tuple[int, float]], tiers: Tiers) -> dict[int, str]:
        these = either_of([pk for pk, _ in hits])
        return {
            int(key): name
            for name in tiers.names[: tiers.counted]
            for key in self.stories.keys(Query(And((these, tiers.only(name)))))
        }

    def _query(self, asked: Plan, node: Node, parts: tuple[Phrase, ...] = ()) -> Query:
        return Query(
            node,
            **ranked_by(asked.phrases)._asdict(),
            partly=parts,
            least=0.0 if is_sentence(asked.phrases) else WORTH_SHOWING,
            least_of_best=OF_THE_BEST if is_sentence(asked.phrases) else 0.0,
            filters=self.filters,
            facets=tuple(FACETS),
            order=ORDERS[self.question.order],
            offset=self.question.offset,
            limit=self.question.limit,
        )

    def _answer(
        self, asked: Plan, query: Query, notes: tuple[Note, ...], by_tier: Sequence[tuple[str, Query]] = ()
    ) -> Answer:
        """`by_tier`: for the hits of each tier their own query."""
        found = self.stories.search(replace(query, limit=0) if by_tier else query, self.evaluations)
        tiered = {name: self.stories.search(one, self.evaluations).found for name, one in by_tier}
        hits = [(int(hit.key), hit.score) for hit in (*found.found, *chain.from_iterable(tiered.values()))]
        return Answer(
            total=found.total,
            hits=hits,
            facets=found.facets,
            phrases=asked.phrases,
            conditions=asked.conditions,
            expansions=asked.expansions,
            tokenizer=self.snapshot.cutter if asked.phrases else None,
            notes=notes,
            tier_of={int(hit.key): name for name, some in tiered.items() for hit in some},
            shares=score_shares(query, hits, self._scores) if self.question.why and not query.partly else {},
        )

    def _scores(self, query: Query) -> dict[int, float]:
        return {int(hit.key): hit.score for hit in self.stories.search(query, self.evaluations).found}
