"""A pasted text, ready to be looked for: its sentences, their units, and all that each may mean.

In: the text. Out: a PastedQuote.
"""

import re
from functools import cached_property
from itertools import chain, islice

from search.quotes.alignment import Range
from search.quotes.comparable_text import Array, ComparableText, comparable_texts
from search.quotes.quoted_sentences import Span, quoted_sentences
from text.readings import readings

# Characters that are read, and sentences that are checked.
LONGEST, MOST_SENTENCES = 10_000, 250
LINE_END = re.compile(r"[\n\r\u2028\u2029]")


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

    def ends_line(self, number: int) -> bool:
        """Whether the next sentence begins a line of the text, or there is none."""
        end = self.spans[number][1]
        return number + 1 == len(self.spans) or bool(LINE_END.search(self.text, end, self.spans[number + 1][0]))

    def length(self, number: int) -> int:
        """The units of a sentence."""
        start, end = self.ranges[number]
        return end - start

    @cached_property
    def spellings(self) -> list[list[Array]]:
        """For each sentence the units that it may mean, as it is written first."""
        others = [readings(self.text[slice(*span)])[1:] for span in self.spans]
        # All at once: a text may have thousands of them.
        cut = iter(comparable_texts(list(chain.from_iterable(others))))
        return [
            [self.whole.units[slice(*units)], *(spelling.units for spelling in islice(cut, len(every)))]
            for units, every in zip(self.ranges, others, strict=True)
        ]
