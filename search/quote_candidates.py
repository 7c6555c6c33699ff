"""Which stories may print the sentences of a quote, from one snapshot of the index.

In: the sentences as units, the stories that are gone. Out: for each sentence primary keys, the likeliest first, few
enough that their texts can be read and compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.engine.passage_finder import FoundPassage, PassageFinder
from search.generations.served_snapshot import ServedSnapshot
from search.index.layout import NO_NUMBER, Array
from search.story_document import FIELDS

# Units of printed text that are read at most, except that the first story is always read.
MOST_TEXT = 600_000
# Of the stories that print a sentence word for word, so many are read: one may be corrected at this very moment.
MOST_EXACT = 2
LAST_DAY = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Candidates:
    """`exact`: stories that print the sentence word for word. `near`: others, if there are none.

    `is_complete`: false if the sentence was not looked for, or if none of the stories that print it may be read.
    """

    exact: list[int]
    near: list[int]
    is_complete: bool


def candidates(snapshot: ServedSnapshot, passages: Sequence[Sequence[Array]], gone: Sequence[int]) -> list[Candidates]:
    """`passages`: each sentence in its spellings (see search.engine.passage_finder). Raises IndexDamaged."""
    stories = snapshot.stories.without(frozenset(map(str, gone)))
    finder = PassageFinder(stories.views, FIELDS)
    found = finder.find(passages)
    choices = _choices(finder, found, [len(spellings[0]) for spellings in passages])
    keys = {story: int(finder.key_of(story)) for story in _within_bound(finder, choices)}
    return [
        Candidates(
            [keys[story] for story in chosen if story in keys and len(passage.exact)],
            [keys[story] for story in passage.near.tolist() if story in keys],
            passage.is_complete and not (len(passage.exact) and keys.keys().isdisjoint(chosen)),
        )
        for passage, chosen in zip(found, choices, strict=True)
    ]


def _choices(finder: PassageFinder, found: Sequence[FoundPassage], lengths: Sequence[int]) -> list[list[int]]:
    """For each sentence the stories to read, best first: those that print most of the quote, of these the earliest."""
    votes = np.zeros(finder.stories)
    for passage, length in zip(found, lengths, strict=True):
        votes[passage.exact] += length
        votes[passage.near[:1]] += length / 2
    days = finder.numbers("first_day", np.arange(finder.stories))
    days = np.where(days == NO_NUMBER, LAST_DAY, days)
    return [_best(passage.exact, votes, days) or passage.near.tolist() for passage in found]


def _best(stories: Array, votes: Array, days: Array) -> list[int]:
    best: list[int] = []
    while len(stories) and len(best) < MOST_EXACT:
        share = votes[stories]
        most = stories[share == share.max()]
        best.append(int(most[np.argmin(days[most])]))
        stories = stories[stories != best[-1]]
    return best


def _within_bound(finder: PassageFinder, choices: Sequence[Sequence[int]]) -> list[int]:
    """The first choices, then the second, and so on, each once, until there is enough text to read."""
    deepest = max(map(len, choices), default=0)
    every = dict.fromkeys(stories[rank] for rank in range(deepest) for stories in choices if rank < len(stories))
    kept: list[int] = []
    left = MOST_TEXT
    for story in every:
        left -= finder.size(story)
        if left < 0 and kept:
            break
        kept.append(story)
    return kept
