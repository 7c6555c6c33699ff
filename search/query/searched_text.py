"""A text of a story, prepared so that phrases can be looked for in it as the index does.

In: an original text; a phrase of the engine. Out: the places of the phrase, as ranges of stripped characters; the
range of the original text that each comes from.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np

from search.engine.query_tree import Phrase
from search.index.layout import Array
from search.index.token_table import Tokenizer, tokens_of
from search.index.word_edges import word_edges
from text.fold import fold_with_map
from text.grams import bigrams, strip_punctuation
from text.mapped_text import MappedText
from text.units import SENTENCE_ENDS, cut_texts

Span = tuple[int, int]
# So many places of a phrase are enough to show it.
MOST_PLACES = 500


@dataclass(frozen=True, eq=False)
class SearchedText:
    """`stripped` maps to the folded text, `folded` maps to the original. `tokenizer`: that of the index, or None if
    nothing is looked for.
    """

    stripped: MappedText
    folded: MappedText
    tokenizer: Tokenizer | None

    @classmethod
    def of(cls, text: str, tokenizer: Tokenizer | None) -> "SearchedText":
        folded = fold_with_map(text)
        return cls(strip_punctuation(folded.text), folded, tokenizer)

    def origin(self, span: Span) -> Span:
        """The range of the original text that a range of stripped characters was made from."""
        return self.folded.origin(*self.stripped.origin(*span))

    def has(self, phrase: Phrase) -> bool:
        """Whether the phrase is in this text; see `places`."""
        if phrase.text not in self.stripped.text:
            return False
        known = self._is_there.get(phrase)
        if known is None:
            known = self._is_there[phrase] = any(True for _ in self.places(phrase))
        return known

    def first_places(self, phrase: Phrase) -> list[Span]:
        """The first MOST_PLACES of `places`."""
        if phrase.text not in self.stripped.text:
            return []
        known = self._first_places.get(phrase)
        if known is None:
            known = self._first_places[phrase] = list(islice(self.places(phrase), MOST_PLACES))
        return known

    def places(self, phrase: Phrase) -> Iterator[Span]:
        """Where the phrase is found, in ascending order and without overlap. Its fields do not matter."""
        text = phrase.text
        start = self.stripped.text.find(text) if text else -1
        while start >= 0:
            end = start + len(text)
            fits = self._fits((start, end), phrase)
            if fits:
                yield start, end
            start = self.stripped.text.find(text, end if fits else start + 1)

    def sentences_with(self, phrase: Phrase) -> frozenset[int]:
        """The numbers of the sentences that have the phrase; the first is 0."""
        starts = [self.stripped.origin(start, end)[0] for start, end in self.places(phrase)]
        return frozenset(bisect_right(self._sentence_starts, start) for start in starts)

    @cached_property
    def bigrams(self) -> frozenset[str]:
        return frozenset(bigrams(self.stripped.text))

    @cached_property
    def _is_there(self) -> dict[Phrase, bool]:
        """Phrases that were looked for: the spellings of a long run have most of their parts in common."""
        return {}

    @cached_property
    def _first_places(self) -> dict[Phrase, list[Span]]:
        return {}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        """Where in the folded text a sentence begins, without the first."""
        return [at + 1 for at, char in enumerate(self.folded.text) if char in SENTENCE_ENDS]

    def _fits(self, span: Span, phrase: Phrase) -> bool:
        start, end = span
        steps = {step for step, _ in phrase.signs}
        if phrase.word_begin and 0 not in steps and not self._edges[0][start]:
            return False
        if phrase.word_end and len(phrase.text) not in steps and not self._edges[1][end]:
            return False
        return all(self._has_sign(start + step, key) for step, key in phrase.signs)

    def _has_sign(self, at: int, key: int) -> bool:
        """Whether a sign with this key was stripped before the stripped character at this offset, or became it.

        Between digits a sign becomes a point: 1/3 is stripped to 1.3.
        """
        first = self.stripped.origin(at - 1, at)[1] if at else 0
        last = self.stripped.origin(at, at + 1)[1] if at < len(self.stripped.text) else len(self.folded.text)
        return any(ord(char) & 0xFFFF == key for char in self.folded.text[first:last])

    @cached_property
    def _edges(self) -> tuple[Array, Array]:
        """For each stripped character, and for the end: whether a word may begin there, and whether one may end."""
        if self.tokenizer is None:
            raise ValueError("words can only be told apart with a tokenizer")
        cut = cut_texts([self.folded.text])
        begins, ends = word_edges(cut, tokens_of(cut.folded, self.tokenizer))
        # Characters beyond the first plane are two units each.
        sizes = [1 + (char > "\uffff") for char in self.stripped.text]
        units = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)])
        return begins[units], ends[units]
