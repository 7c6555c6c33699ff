"""For every place of the long text: whether a word may begin there, and whether one may end before it.

In: cut texts, their tokens. Out: two arrays of bools, one entry for each unit.

A word may begin and end where the best cut has an edge, or another cut that is hardly less likely; wherever a sign or
white space was; and inside a compound where text.inner_words says so. It never begins or ends inside a number or a word
of letters: nothing is cut out of 2023, 1.5 or network, a multiplier belongs to the number before it (5 does not end in
5万), and a numeral such as 二十一 is one as 21 is.
"""

import numpy as np

from search.index.layout import Array
from search.index.token_table import TextTokens
from text.inner_words import MULTIPLIERS, NUMERALS
from text.units import CutTexts
from text.word_weights import NEVER

MULTIPLIER_UNITS = np.array([ord(char) for char in MULTIPLIERS])
NUMERAL_UNITS = np.array([ord(char) for char in NUMERALS])
# 人|大会|议 would be the best cut, but 人大|会 is nearly as likely: a cut counts if it is at most e times less likely.
# At e⁴ there would be working hours (工时) in 打工时, at e² guards (保安) in 保安全.
MOST_LOST = 1.0
# A character that no dictionary has is part of a name, and the others of the name are cut by chance: so many characters
# before and after it may begin and end words.
NAME_REACH = 2
FIRST_IDEOGRAPH, AFTER_IDEOGRAPHS = 0x3400, 0xA000
DIGITS = np.arange(ord("0"), ord("9") + 1)


def word_edges(cut: CutTexts, tokens: TextTokens) -> tuple[Array, Array]:
    """Where a word may begin, and where it may end (bool, by place)."""
    begins = _apart(cut)
    ends = begins.copy()
    ends[cut.units == 0] = True
    edges = _places(cut, np.concatenate([tokens.starts, tokens.starts + tokens.sizes]))
    begins[edges] = ends[edges] = True
    begins[_places(cut, tokens.inner_begins)] = True
    ends[_places(cut, tokens.inner_ends)] = True
    for other in (other_cuts(cut, tokens), _near_unknown(cut.units, tokens)):
        begins[other] = ends[other] = True
    for closed in (cut.glued, _inside_numbers(cut)):
        begins[closed] = ends[closed] = False
    return begins, ends


def _places(cut: CutTexts, offsets: Array) -> Array:
    """The places of the first units at or after these offsets."""
    return np.minimum(np.searchsorted(cut.source, offsets), len(cut.units) - 1)


def _apart(cut: CutTexts) -> Array:
    """Whether something was stripped before each unit, or a text begins there."""
    apart = np.ones(len(cut.units), bool)
    apart[1:] = (np.diff(cut.source) > 1) | (cut.units[:-1] == 0)
    return apart


def _inside_numbers(cut: CutTexts) -> Array:
    """The places between a digit and its multiplier, and those between two numerals of which one is a multiplier.

    A sign parts two numbers: 百分之三,千分之五.
    """
    units = cut.units
    multiplies = np.isin(units, MULTIPLIER_UNITS)
    counts = np.isin(units, NUMERAL_UNITS)
    inside = np.zeros(len(units), bool)
    inside[1:] = np.isin(units[:-1], DIGITS) & multiplies[1:]
    inside[1:] |= counts[:-1] & counts[1:] & (multiplies[:-1] | multiplies[1:])
    inside[cut.sign_places] = False
    return np.flatnonzero(inside)


def _near_unknown(units: Array, tokens: TextTokens) -> Array:
    """The places around ideographs that no dictionary has."""
    weights = tokens.weights.singles.take(units)
    unknown = np.flatnonzero((weights <= NEVER) & (units >= FIRST_IDEOGRAPH) & (units < AFTER_IDEOGRAPHS))
    places = (unknown[:, None] + np.arange(-NAME_REACH, NAME_REACH + 2)).clip(0, len(units) - 1)
    # Places of the same text only. The unit that ends a text belongs to it.
    ends_text = units == 0
    texts = np.cumsum(ends_text) - ends_text
    near: Array = places[texts[places] == texts[unknown][:, None]]
    return near


def other_cuts(cut: CutTexts, tokens: TextTokens) -> Array:
    """The places at which three characters, cut as two and one, can be cut as one and two, or the other way round."""
    first = _places(cut, tokens.starts[:-1])
    sizes, next_sizes = tokens.sizes[:-1], tokens.sizes[1:]
    together = (tokens.text_of[:-1] == tokens.text_of[1:]) & (sizes + next_sizes == 3)
    first, is_pair_first = first[together], sizes[together] == 2
    # Three characters without anything between them, and none beyond the first plane.
    first_of_three = np.minimum(first, max(len(cut.units) - 3, 0))
    closed_up = (first == first_of_three) & (cut.source[first_of_three + 2] - cut.source[first_of_three] == 2)
    first, is_pair_first = first[closed_up], is_pair_first[closed_up]
    one, two, three = cut.units[first], cut.units[first + 1], cut.units[first + 2]
    weights = tokens.weights
    pair_first = weights.of_two(one, two) + weights.singles[three]
    pair_last = weights.singles[one] + weights.of_two(two, three)
    best, other = np.where(is_pair_first, (pair_first, pair_last), (pair_last, pair_first))
    places: Array = (first + np.where(is_pair_first, 1, 2))[(other >= best - MOST_LOST) & (other > NEVER)]
    return places
