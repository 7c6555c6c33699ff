"""Scores how well a page was split against the split made by a person (the gold).

In: the stories found in a file, and the gold of that file in the format of seeds.json (stories with
1-based lines, titles, joins, order; `noise`; and `either` for lines that may be in a story or not).
Out: a `Score`. Pure: the caller reads the gold and prints the scores.
"""

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from archive.reading.clean import clean_headline
from archive.reading.document import Draft, Page

Gold = Mapping[str, Any]


@dataclass(frozen=True)
class ScoredStory:
    """A story found: its cleaned title, and its lines in reading order, numbered from 1."""

    title: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Score:
    """`f1` scores pairs of lines in the same story; `stories`, `titles` and `joins` are (right, total)."""

    f1: float
    stories: tuple[int, int]  # gold stories that share most of their lines with one story found
    titles: tuple[int, int]
    joins: tuple[int, int]
    lost: tuple[int, ...]  # lines of gold stories that were put into noise


def found_stories(text: str, page: Page) -> list[ScoredStory]:
    """Returns the stories of a page for scoring."""
    starts = _line_starts(text)
    return [_found(text, draft, starts) for draft in page.drafts]


def score_page(found: Sequence[ScoredStory], gold: Gold) -> Score:
    """Scores one file."""
    stories = gold["stories"]
    either = set(gold.get("either", ()))
    match = {index: _match(story, found) for index, story in enumerate(stories)}
    placed = {line for story in found for line in story.lines}
    lost = {line for story in stories for line in story["lines"]} - placed - either
    return Score(
        f1=pair_f1([story.lines for story in found], gold),
        stories=_count(_has_most(stories[i], other, either) for i, other in match.items()),
        titles=_count(_title_is_right(stories[i], other) for i, other in match.items() if "title" in stories[i]),
        joins=_joins(stories, found),
        lost=tuple(sorted(lost)),
    )


def pair_f1(found: Iterable[Sequence[int]], gold: Gold) -> float:
    """Returns the F1 of the pairs of lines that are in the same story; lines of noise are in no story."""
    counted = {line for story in gold["stories"] for line in story["lines"]}
    counted = (counted | set(gold.get("noise", ()))) - set(gold.get("either", ()))
    right = _owners((story["lines"] for story in gold["stories"]), counted)
    owners = _owners(found, counted)
    both = Counter((owners[line], right[line]) for line in owners.keys() & right.keys())
    shared = sum(map(_pairs, both.values()))
    claimed = sum(map(_pairs, Counter(owners.values()).values()))
    true = sum(map(_pairs, Counter(right.values()).values()))
    return 2 * shared / (claimed + true) if claimed + true else 1.0


def bare(title: str) -> str:
    """Returns a title for comparison: only its letters and digits, in one width and case."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return "".join(char for char in plain if char.isalnum())


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _found(text: str, draft: Draft, starts: Sequence[int]) -> ScoredStory:
    lines: list[int] = []
    for part in draft.parts:
        first, last = (bisect_right(starts, at) for at in (part.start, part.end - 1))
        for number in range(first, last + 1):
            if number not in lines[-1:] and text[starts[number - 1] : starts[number]].strip():
                lines.append(number)
    titles = [text[part.start : part.end] for part in draft.parts if part.role == "title"]
    return ScoredStory(clean_headline(" ".join(titles)), tuple(lines))


def _owners(stories: Iterable[Sequence[int]], counted: set[int]) -> dict[int, int]:
    return {line: index for index, lines in enumerate(stories) for line in lines if line in counted}


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def _match(story: Gold, found: Sequence[ScoredStory]) -> ScoredStory | None:
    """Returns the story found that shares the most lines with a gold story."""
    lines = set(story["lines"])
    best = max(found, key=lambda other: len(lines.intersection(other.lines)), default=None)
    return best if best and lines.intersection(best.lines) else None


def _has_most(story: Gold, other: ScoredStory | None, either: set[int]) -> bool:
    lines = set(story["lines"]) - either
    shared = len(lines.intersection(other.lines)) if other else 0
    return other is not None and shared * 2 > max(len(lines), len(set(other.lines) - either))


def _title_is_right(story: Gold, other: ScoredStory | None) -> bool:
    more = story.get("title_or") or []
    wanted = [story["title"] or "", *([more] if isinstance(more, str) else more)]
    return bare(other.title if other else "") in set(map(bare, wanted))


def _joins(stories: Sequence[Gold], found: Sequence[ScoredStory]) -> tuple[int, int]:
    wanted = [tuple(pair) for story in stories for pair in story.get("joins", ())]
    wanted += [pair for story in stories for pair in pairwise(story.get("order", ()))]
    neighbours = {pair for story in found for pair in pairwise(story.lines)}
    return _count(pair in neighbours for pair in wanted)


def _count(answers: Iterable[bool]) -> tuple[int, int]:
    given = list(answers)
    return sum(given), len(given)
