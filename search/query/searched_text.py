"""A text of a story, prepared so that phrases can be looked for in it.

In: an original text; a phrase of the query. Out: the places of the phrase, as ranges of stripped characters; the
range of the original text that each comes from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from search.query.ranking import QueryPhrase
from text.fold import fold_with_map
from text.grams import is_inside_word, strip_punctuation
from text.mapped_text import MappedText

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class SearchedText:
    """`stripped` maps to the folded text, `folded` maps to the original."""

    stripped: MappedText
    folded: MappedText

    @classmethod
    def of(cls, text: str) -> "SearchedText":
        folded = fold_with_map(text)
        return cls(strip_punctuation(folded.text), folded)

    def origin(self, span: Span) -> Span:
        """The range of the original text that a range of stripped characters was made from."""
        return self.folded.origin(*self.stripped.origin(*span))

    def has(self, text: str, phrase: QueryPhrase) -> bool:
        """Whether `text`, which is the phrase or one of its words, is in this text; see `places`."""
        return any(True for _ in self.places(text, phrase))

    def places(self, text: str, phrase: QueryPhrase) -> Iterator[Span]:
        """Where `text` is found with the word limits that the phrase asks for: in ascending order, without overlap."""
        start = self.stripped.text.find(text) if text else -1
        while start >= 0:
            end = start + len(text)
            fits = self._fits((start, end), phrase)
            if fits:
                yield start, end
            start = self.stripped.text.find(text, end if fits else start + 1)

    def _fits(self, span: Span, phrase: QueryPhrase) -> bool:
        if not phrase.whole and not phrase.begins:
            return True
        start, end = self.stripped.origin(*span)
        edges = (start, end) if phrase.whole else (start,)
        return not any(is_inside_word(self.folded.text, edge) for edge in edges)
