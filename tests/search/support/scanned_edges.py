"""The places at which words may begin and end in a text, found one character after the other.

In: a folded text, a tokenizer. Out: the offsets at which a word may begin, and those at which one may end.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise

import numpy as np

from search.index.token_table import Tokenizer
from search.index.word_edges import MOST_LOST, NAME_REACH
from text.grams import is_inside_word, signs, strip_punctuation
from text.word_weights import NEVER

NUMERALS = set("〇零一二三四五六七八九十百千万亿两")
MULTIPLIERS = set("十百千万亿")


def scanned_edges(folded: str, tokenizer: Tokenizer) -> tuple[set[int], set[int]]:
    """Offsets in the stripped text: each character has one, and its end is another."""
    stripped = strip_punctuation(folded)
    size = len(stripped.text)
    source = [stripped.origin(at, at + 1)[0] for at in range(size)] + [len(folded)]
    begins, ends = _cut(folded, tokenizer)
    at_begin = {at for at in range(size) if _between(source, at, begins)}
    at_end = {at for at in range(1, size + 1) if at == size or _between(source, at, ends)}
    # A character beyond the first plane counts twice, as it does in the index.
    units = [0, *accumulate(1 + (char > "\uffff") for char in stripped.text)]
    unknown = {units[at] for at, char in enumerate(stripped.text) if _is_unknown(char, tokenizer)}
    near = {at for at in range(size + 1) if any(-NAME_REACH <= units[at] - one <= NAME_REACH + 1 for one in unknown)}
    at_begin |= near & set(range(1, size))
    at_end |= near & set(range(1, size + 1))
    apart = {0 for _ in stripped.text[:1]} | {at for at in range(1, size) if source[at] - source[at - 1] > 1}
    signed = {at for at in range(1, size) if signs(folded[source[at - 1] + 1 : source[at]])}
    in_numerals = {at for at in range(1, size) if _inside_number(stripped.text, at)} - signed
    closed = {at for at in range(1, size) if is_inside_word(folded, source[at])} | in_numerals
    return (at_begin | apart) - closed, (at_end | apart) - closed


def _is_unknown(char: str, tokenizer: Tokenizer) -> bool:
    return "\u3400" <= char < "\ua000" and tokenizer.weights.singles[ord(char)] <= NEVER


def _between(source: list[int], at: int, offsets: set[int]) -> bool:
    """Whether one of these offsets of the folded text leads to this stripped character."""
    first = source[at - 1] + 1 if at else 0
    return any(offset in offsets for offset in range(first, source[at] + 1))


def _cut(folded: str, tokenizer: Tokenizer) -> tuple[set[int], set[int]]:
    tokens = tokenizer.known_words(folded)
    edges = [0, *accumulate(map(len, tokens))]
    begins, ends = set(edges), set(edges)
    for start, token in zip(edges, tokens, strict=False):
        inside = tokenizer.inside(token)
        begins |= {start + offset for offset in inside.begins}
        ends |= {start + offset for offset in inside.ends}
    others = {start + edge for start, edge in _other_cuts(folded, tokens, edges, tokenizer)}
    return begins | others, ends | others


def _other_cuts(folded: str, tokens: list[str], starts: list[int], tokenizer: Tokenizer) -> Iterator[tuple[int, int]]:
    """The start of three characters, and where a cut that is nearly as likely as theirs has its edge."""
    for start, (left, right) in zip(starts, pairwise(tokens), strict=False):
        three = folded[start : start + 3]
        if len(left + right) == 3 and strip_punctuation(three).text == three and max(three) <= "\uffff":
            edge = 3 - len(left)
            best = _weight(three[: len(left)], tokenizer) + _weight(three[len(left) :], tokenizer)
            other = _weight(three[:edge], tokenizer) + _weight(three[edge:], tokenizer)
            if other >= best - MOST_LOST and other > NEVER:
                yield start, edge


def _weight(word: str, tokenizer: Tokenizer) -> float:
    weights = tokenizer.weights
    codes = np.array(list(map(ord, word)), np.uint16)
    return float(weights.singles[codes[0]] if len(word) == 1 else weights.of_two(codes[:1], codes[1:])[0])


def _inside_number(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in MULTIPLIERS and before in "0123456789":
        return True
    return {before, after} <= NUMERALS and bool({before, after} & MULTIPLIERS)
