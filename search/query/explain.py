"""Why a story is among the hits: which parts of the query it has, and which it has not.

In: the texts of a story, and the phrases of the query. Out: a Reason for each term that was typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from search.query.ranking import QueryPhrase
from search.query.searched_text import SearchedText


@dataclass(frozen=True)
class Reason:
    """`typed`: the term as it was typed. `fields`: the fields that have all of it in one piece.

    If no field has all of it: `found` and `missing`, its words that the story has and those that it has not, folded.
    """

    typed: str
    fields: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def reasons(texts: Mapping[str, Sequence[SearchedText]], phrases: Iterable[QueryPhrase]) -> tuple[Reason, ...]:
    """One for each term. If a term has several readings, the one with the fewest missing words is taken.

    `texts`: the texts of each field; only the people of a story are several.
    """
    return tuple(
        min((_reason(texts, reading) for reading in readings), key=lambda reason: len(reason.missing))
        for _, readings in groupby(phrases, key=lambda phrase: (phrase.typed, phrase.zones))
    )


def _reason(texts: Mapping[str, Sequence[SearchedText]], phrase: QueryPhrase) -> Reason:
    zones = {name: pieces for name, pieces in texts.items() if not phrase.zones or name in phrase.zones}
    fields = tuple(name for name, pieces in zones.items() if any(piece.has(phrase.text, phrase) for piece in pieces))
    if fields:
        return Reason(phrase.typed, fields)
    every = [piece for pieces in zones.values() for piece in pieces]
    is_found = {word: any(piece.has(word, phrase) for piece in every) for word in phrase.words}
    found = tuple(word for word in is_found if is_found[word])
    return Reason(phrase.typed, (), found, tuple(word for word in is_found if not is_found[word]))
