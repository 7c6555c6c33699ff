"""A question to the index: what was typed, and what is wanted of the answer."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from django.utils.timezone import localdate

SortOrder = Literal["relevance", "newest", "oldest"]


class Wishes(TypedDict, total=False):
    """What may be wanted of an answer; see Question."""

    filters: Mapping[str, tuple[str, ...]]
    order: SortOrder
    limit: int | None
    offset: int
    tier: str
    expand: bool
    correct: bool
    undated: bool
    why: bool
    alone: bool


@dataclass(frozen=True)
class Question:
    """`filters`: for each facet some values; a story must have one of them. `limit`: None for all hits.

    `today`: the day from which 去年 and the like are counted.
    `tier`: show only this one of search.query.tiers.NAMES; "" for the answer. `expand`: other names, synonyms and
    spellings are looked for, too. `correct`: if nothing is found, the nearest known words are.
    `undated`: only the stories without a day that have all but the days, see AnswerFacts.undated. `why`: find out what
    made the scores. `alone`: count the stories that are found without other names, synonyms and spellings.
    """

    query: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: SortOrder = "relevance"
    limit: int | None = 20
    offset: int = 0
    today: datetime.date = field(default_factory=localdate)
    tier: str = ""
    expand: bool = True
    correct: bool = True
    undated: bool = False
    why: bool = False
    alone: bool = False
