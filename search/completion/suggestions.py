"""The names, topics and headlines that a reader may mean who has begun to type.

In: text as typed; the folder of the index. Out: groups of offers, the likeliest first; about a dozen offers at most.
"""

from pathlib import Path
from typing import NamedTuple

from search.answer import answer
from search.completion.completion_index import NamedKind
from search.completion.headlines_begun import headlines_begun
from search.completion.kept_names import names_now
from search.completion.offer import Offer
from search.completion.still_public import choices_of
from search.completion.typed_run import TypedRun, typed_runs
from search.question import Question

HEADLINES = "headline"
NAMES = {kind: kind.name.lower() for kind in NamedKind}
MOST_IN_ALL, MOST_IN_A_GROUP, FEWEST_IN_A_GROUP = 12, 8, 2


class Group(NamedTuple):
    """`name`: one of NAMES, or HEADLINES."""

    name: str
    choices: list[Offer]


class Suggestions(NamedTuple):
    """`groups`: those with names that begin with the typed text come first.

    `as_typed`: how many stories the letters themselves find, if names were found by their pinyin; else None.
    """

    groups: list[Group]
    as_typed: int | None = None


def suggestions(root: Path, typed: str) -> Suggestions:
    runs = typed_runs(typed)
    if not runs:
        return Suggestions([])
    index, are_counts_right = names_now()
    found = index.best(runs, MOST_IN_A_GROUP)
    named = choices_of(index, found, runs, are_counts_right=are_counts_right)
    groups = [Group(NAMES[kind], named[kind]) for kind in NamedKind if kind in named]
    groups.append(Group(HEADLINES, headlines_begun(root, runs, MOST_IN_A_GROUP)))
    shown = _bounded([group for group in groups if group.choices])
    is_heard = any(choice.sounds for group in shown for choice in group.choices)
    return Suggestions(shown, _as_typed(root, typed, runs) if is_heard else None)


def _bounded(groups: list[Group]) -> list[Group]:
    most = max(FEWEST_IN_A_GROUP, min(MOST_IN_A_GROUP, MOST_IN_ALL // max(len(groups), 1)))
    shown = [Group(group.name, group.choices[:most]) for group in groups]
    return sorted(shown, key=lambda group: group.choices[0].is_inside)


def _as_typed(root: Path, typed: str, runs: list[TypedRun]) -> int | None:
    """As many as the search finds if it corrects nothing; None for more than letters, or without an index."""
    if not runs[0].is_pinyin:
        return None
    found = answer(root, Question(typed, limit=0, correct=False))
    return found.total if found.has_index else None
