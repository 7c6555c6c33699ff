"""What an answer is, apart from its hits: how many stories, of which tiers, for which words.

The index answers with these facts, and the page and the command show them: search.answer.Answer adds the keys of the
hits to them, search.find.SearchResults the stories.
"""

from dataclasses import dataclass, fields
from typing import Any, Literal

from search.query.expansions import Expansion
from search.query.note import INDEX_MISSING, INDEX_UNREADABLE, Note
from search.query.parsed_query import Node
from search.query.ranking import QueryPhrase

Match = Literal["all", "some", "literal", "near"]


@dataclass(frozen=True, kw_only=True)
class AnswerFacts:
    """`total`: how many stories were found; exact.

    `match` is "some" if no story has all that was asked for and these have a part of it, "literal" if these have the
    characters in a row, but only inside other words, and "near" if these have all of `corrected`: the query that was
    answered instead, because nothing was found for what was typed. `at_least_half`: each of "some" has at least half
    of what was asked for; else they are the nearest ones. `tiers`: how many stories belong to each tier, whatever is
    shown. `counted`: the tiers that together are the answer. `shown`: the only tier that is shown; "" for all that
    count. `phrases`: what ranks, and what to mark. `conditions`, `expansions`, `days`: as in search.query.plan.Plan.
    `alone`: how many stories are found without the expansions, if it was asked for and any has what was typed.
    `undated`: how many
    stories without a day have all but the days of the query or the years of the filters; 0 if it has neither.
    `only_undated`: only these are shown. `passed_over`: how many stories have what was typed apart, if a nearest known
    word was searched instead. `notes`: what could not be read as it was meant, or why there is no answer;
    search.note_words has the sentences.
    """

    total: int = 0
    match: Match = "all"
    at_least_half: bool = True
    corrected: str = ""
    passed_over: int = 0
    tiers: tuple[tuple[str, int], ...] = ()
    counted: tuple[str, ...] = ()
    shown: str = ""
    undated: int = 0
    only_undated: bool = False
    alone: int | None = None
    conditions: tuple[Node, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    days: tuple[tuple[str, int, int], ...] = ()
    phrases: tuple[QueryPhrase, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def has_index(self) -> bool:
        """Whether there was an index to answer from."""
        return not any(note.code in (INDEX_MISSING, INDEX_UNREADABLE) for note in self.notes)

    def facts(self) -> dict[str, Any]:
        """These facts by name, for an answer in another form."""
        return {each.name: getattr(self, each.name) for each in fields(AnswerFacts)}
