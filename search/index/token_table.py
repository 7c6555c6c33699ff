"""The tokens of many texts as arrays: each different token is looked at once, however often it occurs.

In: folded texts, a tokenizer. Out: TextTokens: a number for every token of every text, and what each number stands for.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Protocol

import numpy as np

from search.index.layout import Array, ranges
from text.grams import strip_punctuation
from text.inner_words import InnerWords
from text.word_weights import WordWeights


class Tokenizer(Protocol):
    """The part of text.words.Cutter that the writer uses."""

    @property
    def weights(self) -> WordWeights:
        """How likely words of one and two characters are."""
        ...

    def known_words(self, folded: str) -> list[str]:
        """The text in pieces that together have its length: words, single characters, signs."""
        ...

    def inside(self, word: str) -> InnerWords:
        """The shorter words inside a piece."""
        ...


class _Table(dict[str, int]):
    """Numbers the different tokens in the order in which they come."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        super().__init__()
        self._tokenizer = tokenizer
        # TextTokens with the same stripped text are the same term; tokens of signs only are term 0.
        self.terms: dict[str, int] = {"": 0}
        self.terms_of: list[tuple[int, ...]] = []
        self.begins: list[tuple[int, ...]] = []
        self.ends: list[tuple[int, ...]] = []

    def __missing__(self, token: str) -> int:
        inside = self._tokenizer.inside(token)
        self.terms_of.append(tuple(map(self._term, (*inside.words, token))))
        self.begins.append(inside.begins)
        self.ends.append(inside.ends)
        number = self[token] = len(self)
        return number

    def _term(self, token: str) -> int:
        word = token if token.isalnum() else strip_punctuation(token).text
        return self.terms.setdefault(word, len(self.terms))


class _Lists:
    """A list of whole numbers for each token."""

    def __init__(self, lists: list[tuple[int, ...]]) -> None:
        self.sizes = np.fromiter(map(len, lists), np.int64, len(lists))
        self.values = np.fromiter(chain.from_iterable(lists), np.int64, int(self.sizes.sum()))
        self.starts = np.cumsum(self.sizes) - self.sizes

    def of(self, tokens: Array) -> tuple[Array, Array]:
        """The lists of these tokens, one after the other; and for each number the index of its token."""
        sizes = self.sizes[tokens]
        return self.values[ranges(self.starts[tokens], sizes)], np.repeat(np.arange(len(tokens)), sizes)


@dataclass(frozen=True)
class TextTokens:
    """`numbers`: the token at each position of all texts. `text_of`: the text of each. `starts`: the offset at which
    each begins, if one more character follows each text. `sizes`: its length. `weights`: those of the tokenizer.
    """

    numbers: Array
    text_of: Array
    starts: Array
    sizes: Array
    weights: WordWeights
    _table: _Table

    @property
    def terms(self) -> list[str]:
        """The different terms; the first is the empty one, of signs."""
        return list(self._table.terms)

    def all_terms(self) -> tuple[Array, Array]:
        """The terms of every token, and the text that each is in."""
        terms, positions = _Lists(self._table.terms_of).of(self.numbers)
        return terms, self.text_of[positions]

    @cached_property
    def inner_begins(self) -> Array:
        """The offsets at which shorter words begin inside a token."""
        return self._offsets(self._table.begins)

    @cached_property
    def inner_ends(self) -> Array:
        """The offsets at which shorter words end inside a token."""
        return self._offsets(self._table.ends)

    def _offsets(self, lists: list[tuple[int, ...]]) -> Array:
        inside, positions = _Lists(lists).of(self.numbers)
        return self.starts[positions] + inside


def tokens_of(folded: list[str], tokenizer: Tokenizer) -> TextTokens:
    """The tokens of these texts."""
    table = _Table(tokenizer)
    known_words, number = tokenizer.known_words, table.__getitem__
    of_texts = [list(map(number, known_words(text))) for text in folded]
    counts = np.fromiter(map(len, of_texts), np.int64, len(of_texts))
    numbers = np.fromiter(chain.from_iterable(of_texts), np.int64, int(counts.sum()))
    lengths = np.fromiter(map(len, table), np.int64, len(table))
    sizes, text_of = lengths[numbers], np.repeat(np.arange(len(folded)), counts)
    return TextTokens(numbers, text_of, np.cumsum(sizes) - sizes + text_of, sizes, tokenizer.weights, table)
