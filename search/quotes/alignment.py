"""Finds the part of a printed text that is nearest to a sentence, and what is different in it.

In: a sentence, as a range of the pasted text; a printed text. Out: an Alignment: the range, how many characters are
the same, and each difference as a pair of ranges. Offsets are units (see comparable_text.py).

A sentence that is nowhere word for word is compared with the place that shares most pairs of characters with it, by
the edit distance with free ends (Sellers, The theory and computation of evolutionary distances, 1980), token by token:
a number or a word of letters is the same or another one. The time is limited because quoted_sentences.LONGEST is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from search.quotes.comparable_text import LONG_TOKEN, Array, ComparableText

Range = tuple[int, int]
# The numbers of a token of the sentence and of the printed token that is equal to it.
TokenPair = tuple[int, int]
# How far beyond the place with most common pairs the sentence may reach: this part of its length, and at least so much.
SLACK, LEAST_SLACK = 3, 16
LEAST_PAIR = 2
# The most printed tokens that are taken for the rest of a clause if its end was replaced: 职工 for 劳动者.
MORE = 3


@dataclass(frozen=True)
class Difference:
    """What the quote has in place of what is printed; one of the two may be empty."""

    quoted: Range
    printed: Range


@dataclass(frozen=True)
class Alignment:
    """`start`, `end`: the range of the printed text. `same`: how many units of the sentence are printed in it."""

    start: int
    end: int
    same: int
    differences: list[Difference] = field(default_factory=list)


def word_for_word(spellings: Sequence[Array], printed: ComparableText, after: int = 0) -> Alignment | None:
    """The sentence as it stands in the text: the first place from `after` on, else the first one."""
    found = sorted((start, len(units)) for units in spellings for start in printed.occurrences(units))
    if not found:
        return None
    start, length = next((place for place in found if place[0] >= after), found[0])
    return Alignment(start, start + length, length)


@dataclass(frozen=True)
class CommonPairs:
    """The place of a printed text that has most pairs of units of a sentence: `pairs` of them in the range `window`.

    `run`: the longest run that the two have in common there, without half a number; it may be empty.
    """

    pairs: int
    window: Range
    run: Range


class SentencePairs:
    """The pairs of units of one sentence, looked for in many texts."""

    def __init__(self, quote: ComparableText, sentence: Range) -> None:
        start, end = sentence
        self._length = end - start
        pairs = quote.pairs[start : max(start, end - 1)]
        # Ascending; of equal pairs the first one is found.
        self._steps = np.argsort(pairs, kind="stable")
        self._keys = pairs[self._steps]

    def most_in(self, printed: ComparableText) -> CommonPairs | None:
        """None if no pair of the sentence is in the text."""
        if not len(self._keys) or len(printed) < LEAST_PAIR:
            return None
        at = self._keys.searchsorted(printed.pairs)
        here = np.flatnonzero(self._keys.take(at, mode="clip") == printed.pairs)
        if not len(here):
            return None
        begins = here - self._steps[at[here]] + self._length
        slack = max(self._length // SLACK, LEAST_SLACK)
        votes = np.concatenate([[0], np.cumsum(np.bincount(begins))])
        ends = np.minimum(np.arange(len(votes) - 1) + slack, len(votes) - 1)
        counts = votes[ends] - votes[:-1]
        best = int(np.argmax(counts))
        window = printed.widened(best - self._length - slack, best + 2 * slack)
        is_near = (begins >= best) & (begins < best + slack)
        return CommonPairs(int(counts[best]), window, _whole(printed, *_run(here[is_near], begins[is_near])))


def _run(here: Array, begins: Array) -> Range:
    """The longest run of pairs (ascending) that belong together, as a range of units."""
    breaks = np.flatnonzero((np.diff(here) != 1) | (np.diff(begins) != 0)) + 1
    edges = np.concatenate([[0], breaks, [len(here)]])
    lengths = np.diff(edges)
    longest = int(np.argmax(lengths))
    start = int(here[edges[longest]])
    return start, start + int(lengths[longest]) + 1


def _whole(printed: ComparableText, start: int, end: int) -> Range:
    """The range without half a number or word at its ends."""
    while start < end and printed.glued[start]:
        start += 1
    while start < end and printed.glued[end]:
        end -= 1
    return start, end


def aligned(quote: ComparableText, sentence: Range, printed: ComparableText, window: Range) -> Alignment | None:
    """The sentence beside the most similar part of the window; None if they have no token in common."""
    numbers: dict[bytes, int] = {}
    starts, places = quote.token_starts(*sentence), printed.token_starts(*window)
    tokens, others = _tokens(quote, starts, numbers)
    printed_tokens, printed_others = _tokens(printed, places, numbers)
    same = tokens[:, None] == printed_tokens
    same |= (others[:, None] == printed_tokens) | (tokens[:, None] == printed_others)
    pairs = _without_strays(_trace(_distances(same), same))
    if not pairs:
        return None
    return _alignment(pairs, _same_clause(printed, places, pairs, len(tokens)), starts, places)


def _tokens(text: ComparableText, starts: Array, numbers: dict[bytes, int]) -> tuple[Array, Array]:
    """For each token a number that equal tokens share; then the same for the other readings."""
    tokens = text.units[starts[:-1]].astype(np.int64)
    others = text.others[starts[:-1]].astype(np.int64)
    for which in np.flatnonzero(np.diff(starts) > 1).tolist():
        word = text.units[starts[which] : starts[which + 1]].tobytes()
        tokens[which] = others[which] = numbers.setdefault(word, LONG_TOKEN + len(numbers))
    return tokens, others


def _distances(same: Array) -> Array:
    """[i, j]: the fewest changes between the first i tokens and some tokens that end before the printed token j."""
    height, width = same.shape
    steps = np.arange(width + 1, dtype=np.int32)
    table = np.zeros((height + 1, width + 1), np.int32)
    for row in range(height):
        above, below = table[row], table[row + 1]
        below[0] = row + 1
        np.minimum(above[:-1] + ~same[row], above[1:] + 1, out=below[1:])
        np.minimum.accumulate(below - steps, out=below)
        below += steps
    return table


def _trace(table: Array, same: Array) -> list[TokenPair]:
    """The pairs of equal tokens, ascending, on a way with fewest changes."""
    row, best = len(table) - 1, table[-1]
    column = int(len(best) - 1 - np.argmin(best[::-1]))
    pairs = []
    while row:
        if column and table[row, column] == table[row - 1, column - 1] + (not same[row - 1, column - 1]):
            row, column = row - 1, column - 1
            if same[row, column]:
                pairs.append((row, column))
        elif table[row, column] == table[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return pairs[::-1]


def _without_strays(pairs: list[TokenPair]) -> list[TokenPair]:
    """Without the runs at both ends that are equal by chance: shorter than the difference between them and the rest."""
    while (size := _stray(pairs)) > 0:
        pairs = pairs[:-size]
    reverse = [(-token, -printed) for token, printed in reversed(pairs)]
    while (size := _stray(reverse)) > 0:
        reverse, pairs = reverse[:-size], pairs[size:]
    return pairs


def _stray(pairs: list[TokenPair]) -> int:
    """The length of the last run, if it is a stray; else 0."""
    for size in range(1, len(pairs)):
        (one, printed), (other, beyond) = pairs[-size - 1], pairs[-size]
        apart = max(other - one, beyond - printed) - 1
        if apart:
            return size if size < apart else 0
    return 0


def _same_clause(printed: ComparableText, places: Array, pairs: list[TokenPair], length: int) -> Range:
    """The range of printed tokens beside the `length` tokens of the sentence, cut at signs before and after the pairs.

    If other words are at an end, the printed clause may have a few tokens more than they have: these belong to it.
    """
    begin, end = pairs[0][1], pairs[-1][1]
    first = max(begin - pairs[0][0], 0)
    last = min(end + length - pairs[-1][0], len(places) - 1)
    for at in range(begin, max(first - MORE, 0) - 1, -1) if first < begin else ():
        if printed.is_parted(int(places[at])):
            first = at
            break
    for at in range(end + 1, min(last + MORE, len(places) - 1) + 1) if end + 1 < last else ():
        if printed.is_parted(int(places[at])):
            last = at
            break
    return first, last


def _alignment(pairs: list[TokenPair], span: Range, starts: Array, places: Array) -> Alignment:
    size = len(starts) - 1
    edges = [(-1, span[0] - 1), *pairs, (size, span[1])]
    differences = [
        Difference(_units(starts, one + 1, other), _units(places, printed + 1, beyond))
        for (one, printed), (other, beyond) in pairwise(edges)
        if one + 1 < other or printed + 1 < beyond
    ]
    lengths = np.diff(starts)
    same = int(sum(lengths[token] for token, _ in pairs))
    start, end = _units(places, *span)
    return Alignment(start, end, same, differences)


def _units(starts: Array, first: int, last: int) -> Range:
    return int(starts[first]), int(starts[last])
