"""How the stories of an answer are ranked, and which phrases are marked in them.

In: the phrases of a query, made by search.query.plan; the number of stories that have a phrase. Out: the parts of the
engine's Query that make the score. Zones are names of search.story_document.FIELDS, or `people`; an empty tuple of
zones means any of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

from search.engine.query_tree import And, Bonus, Filling, Leaf, Node, Phrase, Ranked, Word
from search.query.parts import Frequency, RunPart, Zones
from search.query.run_tiers import any_of, together
from search.query.time_nodes import of_days
from text.grams import bigrams
from text.patterns import QUESTION_WORDS

# Each term costs time, and more than these hardly change the order.
MOST_TERMS = 200
# A run of at least so many parts is a sentence.
SEVERAL = 3
ASKING = re.compile(QUESTION_WORDS)
HEADLINE = ("kicker", "title", "subtitle")
# If a query has more phrases than this, its single characters are not looked for in headlines: each would cost time
# and change little.
FEW = 4
# Shares of what all terms of a run can add by their frequency. A story in a lower tier comes after one in a higher.
IN_A_ROW, IN_A_SENTENCE, PARTS_IN_HEADLINE = 0.5, 0.5, 0.5
# 2018 means the stories of that year before those that print 2018.
OF_THEN = 1.5


@dataclass(frozen=True)
class QueryPhrase:
    """One spelling of a term that was typed: it ranks the stories, and it is marked in them.

    `whole`: all of it. `parts`: what stands for it if it is nowhere as a whole. `terms`: its words and the shorter
    words inside them, for ranking. All of these are folded and stripped. `exact`: its parts alone do not match.
    `begins`: it is the beginning of a word. `typed`: the term as it was typed. `is_typed`: this is what was typed, and
    not another spelling of it. `days`: the days that it means if it is a date.
    """

    whole: RunPart
    parts: tuple[RunPart, ...]
    terms: tuple[str, ...]
    zones: Zones = ()
    exact: bool = False
    begins: bool = False
    typed: str = ""
    is_typed: bool = True
    days: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        return self.whole.text

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts)

    def phrase(self, fields: Zones = ()) -> Phrase:
        """All of it, as the engine looks it up."""
        if self.begins:
            return Phrase(self.text, fields, word_begin=self.whole.is_fixed)
        return self.whole.quoted(fields) if self.exact else self.whole.phrase(fields)


class Ranking(NamedTuple):
    """The parts of the score, named as in the engine's Query."""

    ranked: tuple[Ranked, ...]
    bonuses: tuple[Bonus, ...]
    near: tuple[Phrase, ...] = ()
    fillings: tuple[Filling, ...] = ()


def ranked_by(phrases: Sequence[QueryPhrase]) -> Ranking:
    """The words and bigrams of each phrase rank by BM25. On top of that come bonuses, each as large as a share of what
    all terms of the run can add: the whole run; its parts in one sentence; the run, or its parts, in a headline.

    Parts that follow each other in the query count more the nearer they are to each other in a story; single
    characters do not take part in this. A phrase that fills a whole headline counts more, too.
    """
    runs = [tuple(run) for _, run in groupby(phrases, key=lambda phrase: (phrase.typed, phrase.zones))]
    own = [_leaves(run) for run in runs]
    ranked = tuple(Ranked(leaf) for leaves in own for leaf in leaves)
    bonuses = [bonus for run, leaves in zip(runs, own, strict=True) for bonus in _bonuses(run, leaves, len(runs))]
    every = tuple(leaf for leaves in own for leaf in leaves)
    bonuses += [Bonus(of_days(*run[0].days), every, OF_THEN) for run in runs if run[0].days]
    if len(runs) > 1:
        bonuses += _of_all(runs, every)
    near = tuple(part.phrase() for run in runs for part in run[0].parts if len(part.text) > 1)
    fillings = tuple(
        Filling(phrase.phrase(HEADLINE), leaves)
        for run, leaves in zip(runs, own, strict=True)
        for phrase in run
        if phrase.is_typed
    )
    return Ranking(ranked, tuple(bonuses), near, fillings)


def _bonuses(run: Sequence[QueryPhrase], own: tuple[Leaf, ...], runs: int) -> Iterator[Bonus]:
    yield Bonus(any_of([phrase.phrase() for phrase in run]), own)
    typed = [phrase for phrase in run if phrase.is_typed]
    yield Bonus(any_of([Phrase(phrase.text) for phrase in typed]), own, IN_A_ROW)
    if any(len(phrase.text) > 1 for phrase in typed) or runs <= FEW:
        yield Bonus(any_of([phrase.phrase(HEADLINE) for phrase in run]), own)
    parted = [phrase.parts for phrase in run if len(phrase.parts) > 1 and not phrase.exact]
    if parted:
        yield Bonus(any_of([together([parts]) for parts in parted]), own, IN_A_SENTENCE)
        yield Bonus(any_of([_in_headline(parts) for parts in parted]), own, PARTS_IN_HEADLINE)


def _of_all(runs: Sequence[Sequence[QueryPhrase]], own: tuple[Leaf, ...]) -> Iterator[Bonus]:
    """The runs of a query together: in one sentence, and in the headline."""
    parts = tuple(part for run in runs for part in run[0].parts)
    yield Bonus(together([parts]), own, IN_A_SENTENCE)
    yield Bonus(_in_headline(parts), own, PARTS_IN_HEADLINE)


def _in_headline(parts: Iterable[RunPart]) -> Node:
    return And(tuple(part.phrase(HEADLINE) for part in parts))


def parts_of(phrases: Iterable[QueryPhrase], frequency: Frequency) -> tuple[Phrase, ...]:
    """The parts of a query; a partial hit must have some of them.

    A part of three and more characters that no story has is replaced by its bigrams, but never a number or a word of
    letters. Of a sentence, those that no story has are left out: they are how it was put, not what it is about.
    """
    typed = [phrase for phrase in phrases if phrase.is_typed]
    leaves = list(dict.fromkeys(leaf for phrase in typed for leaf in _parts(phrase, frequency)))
    if is_sentence(typed):
        leaves = [leaf for leaf in leaves if frequency(leaf)] or leaves
    return tuple([leaf for leaf in leaves if len(leaf.text) > 1] or leaves)[:MOST_TERMS]


def is_sentence(phrases: Iterable[QueryPhrase]) -> bool:
    """Whether one of the runs says something in several words, or asks it, as 他是哪里人 does in two."""
    return any(len(phrase.parts) >= SEVERAL or _asks(phrase) for phrase in phrases)


def _asks(phrase: QueryPhrase) -> bool:
    return len(phrase.parts) > 1 and any(ASKING.search(part.text) for part in phrase.parts)


def _parts(phrase: QueryPhrase, frequency: Frequency) -> Iterator[Phrase]:
    if phrase.exact:
        yield phrase.phrase(phrase.zones)
        return
    for part in phrase.parts:
        whole = part.phrase(phrase.zones)
        is_known = part.is_number or len(part.text) < 3 or frequency(whole)
        yield from (whole,) if is_known else (Phrase(pair, phrase.zones) for pair in bigrams(part.text))


def _leaves(run: Sequence[QueryPhrase]) -> tuple[Leaf, ...]:
    """The leaves that rank by frequency: words and bigrams of a typed run, other spellings as a whole."""
    found: list[Leaf] = []
    for phrase in run:
        if phrase.is_typed:
            found += [*map(Word, phrase.terms), *map(Phrase, dict.fromkeys(bigrams(phrase.text) or [phrase.text]))]
        else:
            found.append(replace(phrase.phrase(), fields=()))
    return tuple(dict.fromkeys(found))[:MOST_TERMS]
