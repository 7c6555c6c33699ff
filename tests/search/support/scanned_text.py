"""A text that is read from its first to its last character for every question.

In: an original text, a tokenizer; a part of a query. Out: whether the text has it.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property

from search.index.token_table import Tokenizer
from search.query.parts import RunPart
from tests.search.support.scanned_edges import scanned_edges
from text.fold import fold
from text.grams import is_alphabetic, is_digit, strip_punctuation

SENTENCE_ENDS = "。!?;\n"


class ScannedText:
    def __init__(self, text: str, tokenizer: Tokenizer) -> None:
        self.folded, self._tokenizer = fold(text), tokenizer
        self.stripped = strip_punctuation(self.folded)

    def has_characters(self, part: RunPart) -> bool:
        """In a row, also inside other words."""
        return bool(part.text) and part.text in self.stripped.text

    def has_whole(self, part: RunPart) -> bool:
        """As a word, a number or several of them."""
        return bool(list(self._whole_places(part)))

    def has_quoted(self, part: RunPart) -> bool:
        """As between quotes: numbers and words of letters whole, Chinese anywhere."""
        return bool(list(self._places(part, _is_word(part.text[:1]), _is_word(part.text[-1:]))))

    def has_sentence(self, parts: Sequence[RunPart]) -> bool:
        """All of these in one sentence."""
        if not all(part.text in self.stripped.text for part in parts):
            return False
        found = [{self._sentence_at(place) for place in self._whole_places(part)} for part in parts]
        return bool(set.intersection(*found))

    def _whole_places(self, part: RunPart) -> Iterable[int]:
        is_bounded = len(part.text) > 1 or _is_word(part.text)
        return self._places(part, is_bounded, is_bounded)

    def _places(self, part: RunPart, begins: bool, ends: bool) -> Iterable[int]:
        steps = {step for step, _ in part.signs}
        size = len(part.text)
        start = self.stripped.text.find(part.text) if size else -1
        while start >= 0:
            fits_begin = not begins or 0 in steps or start in self._edges[0]
            fits_end = not ends or size in steps or start + size in self._edges[1]
            if fits_begin and fits_end and all(self._has_sign(start + step, key) for step, key in part.signs):
                yield start
            start = self.stripped.text.find(part.text, start + 1)

    def _has_sign(self, at: int, key: int) -> bool:
        first = self.stripped.origin(at - 1, at)[1] if at else 0
        last = self.stripped.origin(at, at + 1)[0] if at < len(self.stripped.text) else len(self.folded)
        return chr(key) in self.folded[first:last]

    def _sentence_at(self, place: int) -> int:
        return sum(char in SENTENCE_ENDS for char in self.folded[: self.stripped.origin(place, place + 1)[0]])

    @cached_property
    def _edges(self) -> tuple[set[int], set[int]]:
        return scanned_edges(self.folded, self._tokenizer)


def _is_word(char: str) -> bool:
    return bool(char) and (is_digit(char) or is_alphabetic(char))
