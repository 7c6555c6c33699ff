"""What the quote check says: records without words, for the page."""

from dataclasses import dataclass, field
from typing import Literal

from archive.models import Article
from search.quotes.same_passage import ComparedPassage

Verdict = Literal["word-for-word", "differs", "not-here", "unchecked"]


@dataclass(frozen=True)
class CheckedPassage:
    """One sentence of a quote, or several in a row that one story prints in a row.

    `first`, `last`: the numbers of the sentences, from 1. `different`: how many of them are not word for word.
    `quoted`: the text as pasted. `article`, `field`: where it is printed; if it is not here, what is nearest.
    `paragraph`: the number of the paragraph of a body, from 1; else 0. `same`: how many of its `length` characters are
    printed in this order. `comparison`: None if it is not here. `shared`: all that the nearest place has of it.
    """

    verdict: Verdict
    first: int
    last: int
    quoted: str
    article: Article | None = None
    field: str = ""
    paragraph: int = 0
    same: int = 0
    length: int = 0
    different: int = 0
    comparison: ComparedPassage | None = None
    shared: str = ""

    @property
    def sentences(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class CheckedQuote:
    """`left_out`: how many sentences beyond the limit were not checked. `has_index`: whether there was one to ask."""

    passages: list[CheckedPassage] = field(default_factory=list)
    left_out: int = 0
    has_index: bool = True

    @property
    def sentences(self) -> int:
        return sum(passage.sentences for passage in self.passages)

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        """How many sentences have each verdict, without those that none has."""
        different = sum(one.different for one in self.passages)
        printed = sum(one.sentences for one in self.passages if one.comparison)
        found: list[tuple[Verdict, int]] = [("word-for-word", printed - different), ("differs", different)]
        for verdict in ("not-here", "unchecked"):
            found.append((verdict, sum(one.sentences for one in self.passages if one.verdict == verdict)))
        return [(verdict, count) for verdict, count in found if count]
