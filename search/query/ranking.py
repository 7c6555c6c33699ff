"""What ranks the stories of an answer, and is marked in them.

In: the runs that were wanted, made by search.query.plan; in how many stories a run stands. Out: what the
engine's Query takes of them. Zones are names of search.story_document.FIELDS, or `people`; none means any one of them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from search.engine.query_tree import Bonus, Filling, Leaf, Phrase, Ranked, Word
from text.grams import bigrams, needs_word_boundaries

Zones = tuple[str, ...]
# In how many stories a run stands.
Frequency = Callable[[Phrase], int]
# More terms than that say no more about what is meant, and each costs.
MOST_TERMS = 200
HEADLINE = ("kicker", "title", "subtitle")
# Of more runs than that single characters are not looked for in headlines: each costs, and says little.
FEW = 4


@dataclass(frozen=True)
class Wanted:
    """A run that ranks, and is marked where it stands.

    `words`: what it is cut into. `terms`: those and the shorter words inside them, for ranking.
    `exact`: no part of it will do. `whole`, `begins`: as of the engine's Phrase. `typed`: as it was typed. All
    else is folded and stripped.
    """

    run: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    zones: Zones = ()
    exact: bool = False
    whole: bool = False
    begins: bool = False
    typed: str = ""

    def as_run(self, text: str, fields: Zones = ()) -> Phrase:
        """It, or a word of it, for the engine."""
        return Phrase(text, fields, self.whole, self.begins)

    def as_whole(self) -> Phrase:
        """Asked for 5万元, what has 5万元 had better come before what has 105万元."""
        limits = not self.begins and bool(self.run) and needs_word_boundaries(self.run)
        return Phrase(self.run, whole=limits, begins=self.begins)


class Ranking(NamedTuple):
    """What makes the score, under the names it has in the engine's Query."""

    ranked: tuple[Ranked, ...]
    bonuses: tuple[Bonus, ...]
    near: tuple[Phrase, ...] = ()
    fillings: tuple[Filling, ...] = ()


def ranked_by(wanted: Sequence[Wanted]) -> Ranking:
    """Words and pairs of each run by BM25; the run whole, and again in a headline, above all they can reach.

    Near each other had better stand words in the order they were typed (a single character says too little to
    be near anything), and the runs had better be a whole headline.
    """
    leaves = [_leaves(one) for one in wanted]
    in_headline = {one for one in wanted if len(one.run) > 1 or len(wanted) <= FEW}
    ranked = tuple(Ranked(leaf) for some in leaves for leaf in some)
    bonuses: list[Bonus] = []
    for one, some in zip(wanted, leaves, strict=True):
        whole = one.as_whole()
        bonuses += [Bonus(run, some) for run in dict.fromkeys((one.as_run(one.run), whole))]
        if one in in_headline:
            bonuses.append(Bonus(replace(whole, fields=HEADLINE), some))
    near = tuple(one.as_run(word) for one in wanted for word in one.words if len(word) > 1)
    fillings = tuple(
        Filling(replace(one.as_whole(), fields=HEADLINE), some) for one, some in zip(wanted, leaves, strict=True)
    )
    return Ranking(ranked, tuple(bonuses), near, fillings)


def partly(wanted: Iterable[Wanted], frequency: Frequency) -> tuple[Phrase, ...]:
    """What a partial hit must have some of: words; of what is no word in any story the pairs of characters.

    Single characters side by side are a name the cutter does not know.
    """
    leaves = list(dict.fromkeys(leaf for one in wanted for leaf in _parts(one, frequency)))
    return tuple([leaf for leaf in leaves if len(leaf.text) > 1] or leaves)[:MOST_TERMS]


def _parts(wanted: Wanted, frequency: Frequency) -> Iterator[Phrase]:
    for single, words in groupby(wanted.words, lambda word: len(word) == 1):
        for word in ("".join(words),) if single else words:
            run = wanted.as_run(word, wanted.zones)
            known = wanted.exact or len(word) < 3 or (not single and frequency(run))
            yield from (run,) if known else (Phrase(pair, wanted.zones) for pair in bigrams(word))


def _leaves(wanted: Wanted) -> tuple[Leaf, ...]:
    grams = bigrams(wanted.run) or [wanted.run]
    terms: list[Leaf] = [*map(Word, wanted.terms), *map(Phrase, grams)]
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]
