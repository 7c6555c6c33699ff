"""What a person asks for, as a tree.

In: nothing. Out: the nodes that search.query.parse makes and search.query.plan reads. Texts are as typed.
"""

from dataclasses import dataclass
from typing import TypeAlias

# Fields of a story's text that can be asked for alone, and what else a story can be asked for by.
TEXT_FIELDS = ("kicker", "title", "subtitle", "body", "people")
NAME_FIELDS = ("province", "region", "organization", "source", "program")
VALUE_FIELDS = ("year", "kind", "script")


@dataclass(frozen=True)
class Run:
    """Characters without white space: they stand in one field, or all their words do."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Phrase:
    """What stood between quotes: exactly this, in one field."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Prefix:
    """Words that begin so."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Days:
    """Published from one day to another, both included, as proleptic ordinals."""

    first: int
    last: int


@dataclass(frozen=True)
class And:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Not:
    part: "Node"


Leaf = Run | Phrase | Prefix
Node: TypeAlias = Leaf | Days | And | Or | Not


@dataclass(frozen=True)
class Parsed:
    """`tree` is None where nothing was asked. `syntax`: which of field, NOT, prefix were read.

    A text that is only pasted may look like these, and mean nothing by it.
    """

    tree: Node | None
    syntax: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
