"""Why a story is among the hits: how closely it prints each term of the query.

In: the texts of a story, and the phrases of the query. Out: a Reason for each term that was typed.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from search.engine.query_tree import Phrase
from search.query.ranking import QueryPhrase
from search.query.searched_text import SearchedText
from search.query.tiers import EXACT, LITERAL, SCATTERED, SENTENCE

# Besides the tiers of a run: the story is of the day that the term means; it has a part of the term only, or nothing.
OF_THE_DAY, PARTLY, NOT_AT_ALL = "day", "part", "none"
CLOSEST_FIRST = (EXACT, SENTENCE, SCATTERED, LITERAL, OF_THE_DAY, PARTLY, NOT_AT_ALL)


@dataclass(frozen=True)
class Reason:
    """`typed`: the term as it was typed. `fields`: the fields that have all of it in one piece.

    If no field has all of it: `found` and `missing`, its parts that the story has and those that it has not, folded.
    `how`: one of CLOSEST_FIRST. `spelling`: the other spelling that the story has, folded; "" for what was typed.
    """

    typed: str
    fields: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    how: str = EXACT
    spelling: str = ""


def reasons(
    texts: Mapping[str, Sequence[SearchedText]], phrases: Iterable[QueryPhrase], of_then: Collection[str] = ()
) -> tuple[Reason, ...]:
    """One for each term. Of several readings and spellings of a term, that which the story has most closely is taken.

    `texts`: the texts of each field; only the people of a story are several. `of_then`: the terms that are dates, and
    the story is of then.
    """
    return tuple(
        min(_of_term(texts, readings, typed in of_then), key=_closeness)
        for (typed, _), readings in groupby(phrases, key=lambda phrase: (phrase.typed, phrase.zones))
    )


def _closeness(reason: Reason) -> tuple[int, bool, int]:
    return CLOSEST_FIRST.index(reason.how), bool(reason.spelling), len(reason.missing)


def _of_term(
    texts: Mapping[str, Sequence[SearchedText]], readings: Iterable[QueryPhrase], is_of_then: bool
) -> list[Reason]:
    found = []
    for phrase in readings:
        if is_of_then:
            found.append(Reason(phrase.typed, how=OF_THE_DAY))
        found.append(_reason(texts, phrase))
    return found


def _reason(texts: Mapping[str, Sequence[SearchedText]], phrase: QueryPhrase) -> Reason:
    zones = {name: pieces for name, pieces in texts.items() if not phrase.zones or name in phrase.zones}
    spelling = "" if phrase.is_typed else phrase.text
    if fields := _fields_with(zones, _whole(phrase)):
        return Reason(phrase.typed, fields, spelling=spelling)
    every = [piece for pieces in zones.values() for piece in pieces if piece.stripped.text]
    is_found = {part.text: _is_in(every, part.phrase()) for part in phrase.parts}
    found = tuple(word for word in is_found if is_found[word])
    missing = tuple(word for word in is_found if not is_found[word])
    if not missing and not phrase.exact:
        how = SENTENCE if any(_has_sentence(piece, phrase) for piece in every) else SCATTERED
        return Reason(phrase.typed, (), found, how=how, spelling=spelling)
    if phrase.is_typed and not phrase.exact and (fields := _fields_with(zones, Phrase(phrase.text))):
        return Reason(phrase.typed, fields, how=LITERAL)
    return Reason(phrase.typed, (), found, missing, PARTLY if found else NOT_AT_ALL)


def _whole(phrase: QueryPhrase) -> Phrase:
    """A single character is found everywhere, also inside a word."""
    is_single = len(phrase.text) == 1 and not phrase.whole.is_fixed
    return Phrase(phrase.text) if is_single else phrase.phrase()


def _is_in(pieces: Iterable[SearchedText], part: Phrase) -> bool:
    return any(piece.has(part) for piece in pieces)


def _fields_with(zones: Mapping[str, Sequence[SearchedText]], whole: Phrase) -> tuple[str, ...]:
    return tuple(name for name, pieces in zones.items() if _is_in(pieces, whole))


def _has_sentence(text: SearchedText, phrase: QueryPhrase) -> bool:
    """Whether one sentence has all parts."""
    return bool(frozenset.intersection(*(text.sentences_with(part.phrase()) for part in phrase.parts)))
