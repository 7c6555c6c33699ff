"""How the stories of an answer are ranked, and which phrases are marked in them.

In: the phrases of a query, made by search.query.plan; the number of stories that have a phrase. Out: the parts of the
engine's Query that make the score. Zones are names of search.story_document.FIELDS, or `people`; an empty tuple of
zones means any of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from search.engine.query_tree import Bonus, Filling, Leaf, Phrase, Ranked, Word
from text.grams import bigrams, needs_word_boundaries

Zones = tuple[str, ...]
# In how many stories a phrase is found.
Frequency = Callable[[Phrase], int]
# Each term costs time, and more than these hardly change the order.
MOST_TERMS = 200
HEADLINE = ("kicker", "title", "subtitle")
# If a query has more phrases than this, its single characters are not looked for in headlines: each would cost time
# and change little.
FEW = 4


@dataclass(frozen=True)
class QueryPhrase:
    """One reading of a term that was typed: it ranks the stories, and it is marked in them.

    `text`: its characters. `words`: the words it is cut into. `terms`: these and the shorter words inside them, for
    ranking. All of these are folded and stripped. `exact`: its words apart from each other do not match.
    `whole`, `begins`: as in the engine's Phrase. `typed`: the term as it was typed.
    """

    text: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    zones: Zones = ()
    exact: bool = False
    whole: bool = False
    begins: bool = False
    typed: str = ""

    def as_phrase(self, text: str, fields: Zones = ()) -> Phrase:
        """The engine's Phrase for `text`, which is this phrase or one of its words."""
        return Phrase(text, fields, self.whole, self.begins)

    def as_whole(self) -> Phrase:
        """The same as a whole word or number: for 5万元, stories with 5万元 rank before those with 105万元."""
        limits = not self.begins and bool(self.text) and needs_word_boundaries(self.text)
        return Phrase(self.text, whole=limits, begins=self.begins)


class Ranking(NamedTuple):
    """The parts of the score, named as in the engine's Query."""

    ranked: tuple[Ranked, ...]
    bonuses: tuple[Bonus, ...]
    near: tuple[Phrase, ...] = ()
    fillings: tuple[Filling, ...] = ()


def ranked_by(phrases: Sequence[QueryPhrase]) -> Ranking:
    """The words and bigrams of each phrase rank by BM25. On top of that a story gets a bonus, larger than all of them
    together, if it has the whole phrase, and another one if it has the phrase in a headline.

    Words that follow each other in the query count more the nearer they are to each other in a story; single
    characters do not take part in this. A phrase that fills a whole headline counts more, too.
    """
    leaves = [_leaves(phrase) for phrase in phrases]
    in_headline = {phrase for phrase in phrases if len(phrase.text) > 1 or len(phrases) <= FEW}
    ranked = tuple(Ranked(leaf) for own in leaves for leaf in own)
    bonuses: list[Bonus] = []
    for phrase, own in zip(phrases, leaves, strict=True):
        whole = phrase.as_whole()
        bonuses += [Bonus(form, own) for form in dict.fromkeys((phrase.as_phrase(phrase.text), whole))]
        if phrase in in_headline:
            bonuses.append(Bonus(replace(whole, fields=HEADLINE), own))
    near = tuple(phrase.as_phrase(word) for phrase in phrases for word in phrase.words if len(word) > 1)
    fillings = tuple(
        Filling(replace(phrase.as_whole(), fields=HEADLINE), own) for phrase, own in zip(phrases, leaves, strict=True)
    )
    return Ranking(ranked, tuple(bonuses), near, fillings)


def parts_of(phrases: Iterable[QueryPhrase], frequency: Frequency) -> tuple[Phrase, ...]:
    """The parts of a query; a partial hit must have some of them.

    The parts are words. A long word that no story has is replaced by its bigrams. Single characters side by side
    count as one word, probably a name that the cutter does not know.
    """
    leaves = list(dict.fromkeys(leaf for phrase in phrases for leaf in _parts(phrase, frequency)))
    return tuple([leaf for leaf in leaves if len(leaf.text) > 1] or leaves)[:MOST_TERMS]


def _parts(phrase: QueryPhrase, frequency: Frequency) -> Iterator[Phrase]:
    for single, words in groupby(phrase.words, lambda word: len(word) == 1):
        for word in ("".join(words),) if single else words:
            part = phrase.as_phrase(word, phrase.zones)
            known = phrase.exact or len(word) < 3 or (not single and frequency(part))
            yield from (part,) if known else (Phrase(pair, phrase.zones) for pair in bigrams(word))


def _leaves(phrase: QueryPhrase) -> tuple[Leaf, ...]:
    grams = bigrams(phrase.text) or [phrase.text]
    terms: list[Leaf] = [*map(Word, phrase.terms), *map(Phrase, grams)]
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]
