"""Why a story is among the hits: what of the query stands in it, and what does not.

In: the texts of a story, and the runs that were wanted. Out: a Reason for each thing that was typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from search.query.piece import Piece
from search.query.ranking import Wanted


@dataclass(frozen=True)
class Reason:
    """`typed`: as it was typed. `fields`: where all of it stands in one piece; where it does nowhere, which
    of its words do and which do not, folded.
    """

    typed: str
    fields: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def reasons(texts: Mapping[str, Sequence[Piece]], wanted: Iterable[Wanted]) -> tuple[Reason, ...]:
    """`texts`: the pieces of each field. Of what may be read in several ways the best reading."""
    return tuple(
        min((_reason(texts, one) for one in readings), key=lambda reason: len(reason.missing))
        for _, readings in groupby(wanted, key=lambda one: (one.typed, one.zones))
    )


def _reason(texts: Mapping[str, Sequence[Piece]], wanted: Wanted) -> Reason:
    here = {name: pieces for name, pieces in texts.items() if not wanted.zones or name in wanted.zones}
    fields = tuple(name for name, pieces in here.items() if any(piece.has(wanted.run, wanted) for piece in pieces))
    if fields:
        return Reason(wanted.typed, fields)
    every = [piece for pieces in here.values() for piece in pieces]
    stands = {word: any(piece.has(word, wanted) for piece in every) for word in wanted.words}
    found = tuple(word for word, is_there in stands.items() if is_there)
    return Reason(wanted.typed, (), found, tuple(word for word in stands if not stands[word]))
