"""A pasted text, ready to be looked for: its sentences, their units, and all that each may mean.

In: the text. Out: a PastedQuote.
"""

from functools import cached_property

from search.quotes.alignment import Range
from search.quotes.comparable_text import Array, ComparableText
from search.quotes.quoted_sentences import Span, quoted_sentences
from text.readings import readings
from text.units import cut_texts

# Characters that are read, and sentences that are checked.
LONGEST, MOST_SENTENCES = 10_000, 250


class PastedQuote:
    """`spans`: the sentences as ranges of the text; `ranges`: as ranges of the units of `whole`.

    `left_out`: how many sentences there are beyond MOST_SENTENCES.
    """

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST]
        spans = quoted_sentences(self.text)
        self.left_out = max(0, len(spans) - MOST_SENTENCES)
        self.spans: list[Span] = spans[:MOST_SENTENCES]
        self.whole = ComparableText.of(self.text)
        self.ranges: list[Range] = [self.whole.units_in(*span) for span in self.spans]

    def sentences(self, first: int, last: int) -> str:
        """These sentences as pasted, the last one included."""
        return self.text[self.spans[first][0] : self.spans[last][1]]

    def length(self, number: int) -> int:
        """The units of a sentence."""
        start, end = self.ranges[number]
        return end - start

    @cached_property
    def spellings(self) -> list[list[Array]]:
        """For each sentence the units that it may mean, as it is written first."""
        return [self._spelled(span, units) for span, units in zip(self.spans, self.ranges, strict=True)]

    def _spelled(self, span: Span, units: Range) -> list[Array]:
        others = readings(self.text[slice(*span)])[1:]
        return [self.whole.units[slice(*units)], *(cut_texts([other]).units[:-1] for other in others)]
