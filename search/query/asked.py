"""What a snapshot can be asked: conditions on stories, and what ranks those that fulfil them.

In: folded and squeezed strings, made by search.query.plan. Out: nothing, these are plain data;
search.index.evaluate answers them. Zones are names of search.document.FIELDS, or `people`;
no zones means any one of them.
"""

from dataclasses import dataclass
from typing import TypeAlias

Zones = tuple[str, ...]


@dataclass(frozen=True)
class Stands:
    """These squeezed characters stand together in one zone; `whole`: cutting no number or word."""

    run: str
    zones: Zones = ()
    whole: bool = False


@dataclass(frozen=True)
class Reads:
    """These folded characters stand together in one zone, signs and all; only white space is left out."""

    text: str


@dataclass(frozen=True)
class Begins:
    """A word of the story begins with these squeezed characters."""

    prefix: str
    zones: Zones = ()


@dataclass(frozen=True)
class IsNamed:
    """One of the story's names of one of these kinds holds the squeezed characters.

    Kinds are tried in their order; the first with any such name counts, and in it a name that is
    exactly so keeps out those that only hold it.
    """

    kinds: tuple[str, ...]
    run: str


@dataclass(frozen=True)
class Counted:
    """The story counts under one of these values of a facet."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """Published between two days, as proleptic ordinals, both included, certainly."""

    first: int
    last: int


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True)
class NoneOf:
    part: "Condition"


Condition: TypeAlias = Stands | Reads | Begins | IsNamed | Counted | Published | AllOf | AnyOf | NoneOf
EVERYTHING = AllOf()


@dataclass(frozen=True)
class Wanted:
    """A run that ranks, and is marked where it stands.

    `words`: what it is cut into. `terms`: those and the shorter words inside them, for ranking.
    `exact`: no part of it will do. `typed`: as it was typed.
    """

    run: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    zones: Zones = ()
    exact: bool = False
    typed: str = ""


@dataclass(frozen=True)
class Asked:
    """`required`: what also a partial hit must fulfil. No `wanted`: nothing ranks, newest first."""

    condition: Condition
    wanted: tuple[Wanted, ...]
    required: Condition
