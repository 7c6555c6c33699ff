"""A text of a story, as runs are looked for in it.

In: an original text; a run that was wanted. Out: where it stands, as ranges of stripped characters, and what
these are of the original.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from search.query.ranking import Wanted
from text.fold import fold_with_map
from text.grams import is_inside_word, strip_punctuation
from text.mapped_text import MappedText

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """`stripped` leads to the folded text, `folded` to the original."""

    stripped: MappedText
    folded: MappedText

    @classmethod
    def of(cls, text: str) -> "Piece":
        folded = fold_with_map(text)
        return cls(strip_punctuation(folded.text), folded)

    def origin(self, span: Span) -> Span:
        """The range of the original that a range of stripped characters was made from."""
        return self.folded.origin(*self.stripped.origin(*span))

    def has(self, run: str, wanted: Wanted) -> bool:
        """Whether a run, the wanted one or a word of it, stands here as it was wanted."""
        return any(True for _ in self.places(run, wanted))

    def places(self, run: str, wanted: Wanted) -> Iterator[Span]:
        """Where it stands as it was wanted; rising, none within another."""
        start = self.stripped.text.find(run) if run else -1
        while start >= 0:
            end = start + len(run)
            is_it = self._is_wanted((start, end), wanted)
            if is_it:
                yield start, end
            start = self.stripped.text.find(run, end if is_it else start + 1)

    def _is_wanted(self, span: Span, wanted: Wanted) -> bool:
        if not wanted.whole and not wanted.begins:
            return True
        start, end = self.stripped.origin(*span)
        edges = (start, end) if wanted.whole else (start,)
        return not any(is_inside_word(self.folded.text, edge) for edge in edges)
