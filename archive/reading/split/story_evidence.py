"""Decides whether a story found without lead or byline is a story, or part of the one above it.

In: the lines of a page, the words of each, and where the search placed them. Out: the first lines of the
stories to reject. The search looks at one line after another; here each story is looked at as a whole:
whether it is about other things than the story above, how long it is, how sure the search was about its
start, and whether its headline matches its text. If few other stories on the page are sure, a start needs
more evidence.

The weights come from a logistic regression over a thousand starts, right and wrong: in pages made of
single stories, many on one subject, and in single stories set in columns, with and without subheads.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from archive.reading.split.columns import WIDEST, Columns
from archive.reading.split.kinds import BYLINE, CONTINUED, LEAD
from archive.reading.split.lines import Line
from archive.reading.split.placement import TITLE, Placement
from archive.reading.split.vocabulary import dictionary

_BIAS = -18.5
_ALIKE, _MOST_ALIKE = -23.6, 0.18  # stories on one page may well be about the same thing
_LENGTH, _SHORTEST, _LONGEST = 1.5, 5.0, 6.5
_LENGTH_ABOVE, _LONGEST_ABOVE = 1.8, 6.2
_HALVES = 1.0  # for a headline of two halves: a subhead seldom has two
_SCORE, _LARGEST_SCORE = 0.5, 4.0
_MARGIN, _LARGEST_MARGIN = 0.35, 8.0
_OTHER_WIDTH = 1.2
_TITLE_BELOW, _TITLE_ABOVE = 1.6, -1.7  # for a title whose words all occur there
_REPEATED = -2.5  # then it is a subhead or a pull quote: a headline uses other words than its text
_HEADLINE = 1.0  # for each headline line
_NEEDED = (1.0, 0.0, -1.2, -2.0, -2.5)  # the log odds needed if 0, 1, 2 … other stories of the page are sure
_LOOKED_AT = 8  # lines of text searched for the headline
_RAREST = 12.0  # nats


class WeakStart(NamedTuple):
    """The first line of a story without lead or byline, its headline lines, and its score in StoryStarts."""

    first: int
    heads: int
    score: float


class StoryEvidence:
    """The stories of one reading of a page, each looked at as a whole."""

    def __init__(
        self,
        lines: Sequence[Line],
        kinds: Sequence[str],
        columns: Columns,
        words: Sequence[Sequence[str]],
        placements: Sequence[Placement],
    ) -> None:
        self._lines, self._kinds, self._columns = lines, kinds, columns
        self._words, self._placements = words, placements
        self._members: dict[int, list[int]] = {}
        for line, placement in enumerate(placements):
            if placement.story >= 0:
                self._members.setdefault(placement.story, []).append(line)

    def weak_starts(self) -> list[tuple[int, int]]:
        """Returns (first line, headline lines) of each story below another with a headline but no lead or byline."""
        found = []
        for first, members in list(self._members.items())[1:]:
            heads = sum(self._placements[line].part == TITLE for line in members)
            if heads and not self._is_sure(members):
                found.append((first, heads))
        return found

    def rejected(self, weak_starts: Sequence[WeakStart]) -> set[int]:
        """Returns the first lines of the starts with too little evidence."""
        odds = {start.first: self._odds(start) for start in weak_starts}
        sure = {first for first, members in self._members.items() if self._is_sure(members)}
        sure |= {first for first, value in odds.items() if value >= _NEEDED[0]}
        return {first for first, value in odds.items() if value < self._needed(len(sure - {first}))}

    def _needed(self, others: int) -> float:
        return _NEEDED[min(others, len(_NEEDED) - 1)]

    def _is_sure(self, members: Sequence[int]) -> bool:
        return any(self._kinds[line] in (LEAD, BYLINE, CONTINUED) for line in members)

    def _odds(self, start: WeakStart) -> float:
        """Returns the logarithm of the odds that a story begins here."""
        line = next(line for line in range(start.first - 1, -1, -1) if self._placements[line].story >= 0)
        upper = self._members[self._placements[line].story]
        members = self._members[start.first]
        heads, texts = self._counts(members[: start.heads]), self._counts(members[start.heads :])
        above = self._counts(upper)
        return (
            _BIAS
            + _ALIKE * min(_MOST_ALIKE, likeness(heads + texts, above))
            + _LENGTH * min(_LONGEST, self._length(members[start.heads :]))
            + _HALVES * any(len(self._lines[head].pieces) > 1 for head in members[: start.heads])
            + _LENGTH_ABOVE * min(_LONGEST_ABOVE, self._length(upper))
            + _SCORE * max(-_LARGEST_SCORE, min(_LARGEST_SCORE, start.score))
            + _MARGIN * min(_LARGEST_MARGIN, self._placements[start.first].margin)
            + _OTHER_WIDTH * self._is_of_other_width(members, upper)
            + _TITLE_BELOW * _share(heads, texts)
            + _TITLE_ABOVE * _share(heads, above)
            + _HEADLINE * start.heads
            + _REPEATED * self._is_repeated(members, start.heads)
        )

    def _is_repeated(self, members: Sequence[int], heads: int) -> bool:
        """Whether the text below repeats the headline word for word."""
        title = self._lines[members[heads - 1]].text
        return title in "".join(self._lines[line].text for line in members[heads : heads + _LOOKED_AT])

    def _length(self, members: Sequence[int]) -> float:
        return max(_SHORTEST, math.log(20 + sum(len(self._lines[line].raw) for line in members)))

    def _counts(self, members: Sequence[int]) -> Counter[str]:
        return Counter(word for line in members for word in self._words[line])

    def _is_of_other_width(self, members: Sequence[int], upper: Sequence[int]) -> bool:
        one, other = self._column(members), self._column(upper)
        return max(one, other) <= WIDEST and abs(one - other) > 1

    def _column(self, members: Sequence[int]) -> int:
        texts = [self._columns.widths[line] for line in members if self._placements[line].part != TITLE]
        return max(texts, default=WIDEST + 1)


def likeness(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Returns from 0 to 1 how similar the words of two stories are; rare words count more."""
    weights = {word: _rarity(word) ** 2 for word in one.keys() | other.keys()}
    shared = sum(math.sqrt(one[word] * other[word]) * weights[word] for word in one.keys() & other.keys())
    sizes = [sum(count * weights[word] for word, count in counts.items()) for counts in (one, other)]
    return shared / math.sqrt(sizes[0] * sizes[1]) if all(sizes) else 0.0


def _share(words: Mapping[str, int], among: Mapping[str, int]) -> float:
    """Returns the share of the words, weighted by rarity, that are among the others."""
    total = sum(_rarity(word) * count for word, count in words.items())
    return sum(_rarity(word) * count for word, count in words.items() if word in among) / total if total else 0.0


def _rarity(word: str) -> float:
    known = dictionary()
    return min(_RAREST, -math.log((known.frequencies.get(word, 0) or 1) / known.total))
