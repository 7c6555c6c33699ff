"""Other texts for a run of a query: names of the same thing, synonyms, spellings of numbers, words of other regions.

In: the folded run, the names that the archive knows, and the offsets in the run at which words of the plain dictionary
begin or end, words inside compounds included: 软件 in 软件平台.
Out: stretches of the run with the texts that mean the same. The longest stretch comes first: 总工会 inside 重庆市总工会
is not expanded. Texts are folded and may have signs, which the caller strips as it strips the run.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import NamedTuple

from search.query.name_table import NameTable
from text.grams import strip_punctuation
from text.name_finder import NameFinder
from text.number_spellings import number_stretches
from text.patterns import YEAR
from text.regional_words import printed_word, regional_sets

# The most other texts for one stretch: each is a phrase for the engine.
MOST_TEXTS = 12
# Longer numerals are always numbers.
_SHORT_NUMERAL = 3
# A year with the beginning of another word: 2018台 in 2018台风.
_OF_YEAR = re.compile(rf"{YEAR}[^\d\W年]+")


class ExpansionKind(StrEnum):
    """Why the texts mean the same. If several kinds fit one stretch, the first of this list names it."""

    ALIAS = "alias"
    TOPIC = "topic"
    NUMBER = "number"
    REGIONAL = "regional"


@dataclass(frozen=True, slots=True)
class Expansion:
    """`typed` is run[start:end] of the folded run; `texts` are folded, without `typed`, the most usual first.

    `shown` are the same texts for people, as they are printed.
    """

    kind: ExpansionKind
    start: int
    end: int
    typed: str
    texts: tuple[str, ...]
    shown: tuple[str, ...] = ()


class _Candidate(NamedTuple):
    start: int
    end: int
    kind: ExpansionKind
    texts: tuple[str, ...]


def expansions_of(folded_run: str, names: NameTable, edges: frozenset[int]) -> tuple[Expansion, ...]:
    """The stretches with other texts, in their order, without overlap.

    A stretch begins and ends at one of `edges` (offsets in the run), or it is the whole run.
    """
    candidates: dict[tuple[int, int], list[_Candidate]] = {}
    for found in _candidates(folded_run, names):
        if _is_whole(found, folded_run, edges):
            candidates.setdefault((found.start, found.end), []).append(found)
    chosen = _longest_first(candidates)
    expansions = (_expansion(folded_run, candidates[start, end], names, start, end) for start, end in sorted(chosen))
    return tuple(expansion for expansion in expansions if expansion.texts)


def _candidates(run: str, names: NameTable) -> Iterator[_Candidate]:
    stripped = strip_punctuation(run)
    for place in names.places(stripped.text):
        start, end = stripped.origin(place.start, place.end)
        yield _Candidate(start, end, ExpansionKind.ALIAS, place.equal_names)
        yield _Candidate(start, end, ExpansionKind.TOPIC, place.synonyms)
    for stretch in number_stretches(run):
        yield _Candidate(stretch.start, stretch.end, ExpansionKind.NUMBER, stretch.texts)
    for begin, stop in _regional_finder().spans(stripped.text):
        start, end = stripped.origin(begin, stop)
        yield _Candidate(start, end, ExpansionKind.REGIONAL, regional_sets()[stripped.text[begin:stop]])


def _is_whole(found: _Candidate, run: str, edges: frozenset[int]) -> bool:
    if found.start in edges and found.end in edges:
        return True
    if found.kind is ExpansionKind.NUMBER and not _may_be_part_of_word(run[found.start : found.end]):
        return not _OF_YEAR.fullmatch(run[found.start : found.end])
    return not strip_punctuation(run[: found.start] + run[found.end :]).text


def _may_be_part_of_word(number: str) -> bool:
    """The dictionary knows no numbers: 1月1日起 is 1, 月, 1 and 日起. But 两位 may be 两位数, and 第一批 第一批次."""
    return len(number) <= _SHORT_NUMERAL and not any(char.isdecimal() for char in number)


def _longest_first(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges that do not overlap. One without texts is a name, too: nothing inside it is expanded."""
    chosen: list[tuple[int, int]] = []
    taken: set[int] = set()
    for start, end in sorted(spans, key=lambda found: (found[0] - found[1], found)):
        if taken.isdisjoint(range(start, end)):
            chosen.append((start, end))
            taken.update(range(start, end))
    return chosen


def _expansion(run: str, here: list[_Candidate], names: NameTable, start: int, end: int) -> Expansion:
    typed = run[start:end]
    every = dict.fromkeys(text for found in here for text in found.texts if text != typed)
    texts = tuple(islice(every, MOST_TEXTS))
    kind = next((found.kind for found in here if found.texts), ExpansionKind.ALIAS)
    return Expansion(kind, start, end, typed, texts, tuple(printed_word(names.printed(text)) for text in texts))


@cache
def _regional_finder() -> NameFinder:
    return NameFinder(regional_sets())
