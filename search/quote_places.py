"""Finds the best place for each sentence of a quote, in the published texts as they are now.

In: a PastedQuote, the candidates of each sentence. Out: for each sentence a SentencePlace, or None if nothing is like
it. One statement.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.models import Article
from search.quote_candidates import Candidates
from search.quotes.alignment import Alignment, SentencePairs, aligned, word_for_word
from search.quotes.comparable_text import ComparableText, comparable_texts
from search.quotes.pasted_quote import PastedQuote
from search.quotes.same_passage import follows
from search.story_document import FIELDS

# A sentence counts as printed with differences if so many of its characters are printed in the same order.
LEAST_SAME = 0.6
# It cannot be so if the two have fewer pairs of characters in common than this share of its length.
LEAST_PAIRS = 0.15
# A shorter one, in units, is here only word for word.
SHORTEST_INEXACT = 5


@dataclass(frozen=True)
class SentencePlace:
    """`is_here`: whether the sentence counts as printed here; if not, this is the nearest place that was found."""

    article: Article
    field: str
    text: ComparableText
    alignment: Alignment
    is_here: bool = True

    def goes_on(self, later: "SentencePlace | None", *, is_new_line: bool) -> bool:
        """Whether the place of the next sentence belongs to the same passage; see search.quotes.same_passage."""
        if later is None or not (self.is_here and later.is_here) or self.text is not later.text:
            return False
        return follows(self.alignment, later.alignment, is_new_line=is_new_line)


def places(quote: PastedQuote, found: Sequence[Candidates]) -> list[SentencePlace | None]:
    """Where each sentence is printed, or what is nearest to it."""
    return _SentencePlaces(quote, found).places()


class _SentencePlaces:
    def __init__(self, quote: PastedQuote, found: Sequence[Candidates]) -> None:
        self.quote, self.found = quote, found
        self.articles = _published({*chain.from_iterable([*one.exact, *one.near] for one in found)})
        self._texts = _comparable(self.articles.values())

    def places(self) -> list[SentencePlace | None]:
        """First the sentences that are word for word somewhere: these say where the others are likely to be."""
        placed: list[SentencePlace | None] = []
        before = None
        for number in range(len(self.found)):
            placed.append(self._exact(number, before))
            before = placed[-1] or before
        for number, place in enumerate(placed):
            if place is None and self.found[number].is_complete:
                placed[number] = self._nearest(number, placed[max(0, number - 1) : number + 2])
        return placed

    def _exact(self, number: int, before: SentencePlace | None) -> SentencePlace | None:
        """The sentence word for word: preferably in the text of the last one that was found, behind that."""
        texts = [(key, name) for key in self.found[number].exact for name in FIELDS]
        if before:
            texts.insert(0, (before.article.pk, before.field))
        for key, name in texts:
            text = self._text(key, name)
            after = before.alignment.end if before and text is before.text else 0
            alignment = text and word_for_word(self.quote.spellings[number], text, after)
            if text and alignment:
                return SentencePlace(self.articles[key], name, text, alignment)
        return None

    def _nearest(self, number: int, around: Sequence[SentencePlace | None]) -> SentencePlace | None:
        """The place that has most pairs of the sentence; it may be where its neighbours are."""
        quote, sentence, length = self.quote.whole, self.quote.ranges[number], self.quote.length(number)
        pairs = SentencePairs(quote, sentence)
        keys = dict.fromkeys([*(place.article.pk for place in around if place), *self.found[number].near])
        alike = [
            (like, key, name, text)
            for key in keys
            for name in FIELDS
            if (text := self._text(key, name)) and (like := pairs.most_in(text))
        ]
        if not alike:
            return None
        like, key, name, text = max(alike, key=lambda one: one[0].pairs)
        if like.pairs >= LEAST_PAIRS * length:
            found = aligned(quote, sentence, text, like.window)
            if found and found.same >= (LEAST_SAME * length if length >= SHORTEST_INEXACT else length):
                return SentencePlace(self.articles[key], name, text, found)
        like, key, name, text = max(alike, key=lambda one: one[0].run[1] - one[0].run[0])
        start, end = like.run
        return SentencePlace(self.articles[key], name, text, Alignment(start, end, end - start), is_here=False)

    def _text(self, key: int, name: str) -> ComparableText | None:
        """A field of a candidate; None if it is empty, or if the story is no longer published."""
        return self._texts.get((key, name))


def _comparable(articles: Iterable[Article]) -> dict[tuple[int, str], ComparableText]:
    """The fields of the stories that are not empty."""
    texts = {(article.pk, name): getattr(article, name) for article in articles for name in FIELDS}
    texts = {key: text for key, text in texts.items() if text}
    return dict(zip(texts, comparable_texts(list(texts.values())), strict=True))


def _published(keys: set[int]) -> dict[int, Article]:
    found = Article.objects.published().filter(pk__in=keys).select_related("source", "region")
    return {article.pk: article for article in found}
