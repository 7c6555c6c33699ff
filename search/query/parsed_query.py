"""What a person asks for, as a tree.

In: nothing. Out: the nodes that search.query.parse makes and search.query.plan reads. Texts are as typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from search.engine.query_tree import And, Not, Or
from text.fold import fold
from text.grams import strip_punctuation
from text.readings import readings

# Fields of a story's text that can be asked for alone, and what else a story can be asked for by.
TEXT_FIELDS = ("kicker", "title", "subtitle", "body", "people")
NAME_FIELDS = ("province", "region", "organization", "source", "program")
VALUE_FIELDS = ("year", "kind", "script")
# Characters that all readings of a text may have together.
MOST_READ = 1000


@dataclass(frozen=True)
class TypedRun:
    """Characters without white space: they stand in one field, or all their words do."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class TypedPhrase:
    """What stood between quotes: exactly this, in one field."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class TypedPrefix:
    """Words that begin so."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Days:
    """Published from one day to another, both included, as proleptic ordinals."""

    first: int
    last: int


Leaf = TypedRun | TypedPhrase | TypedPrefix
Node: TypeAlias = Leaf | Days | And["Node"] | Or["Node"] | Not["Node"]


@dataclass(frozen=True)
class Parsed:
    """`tree` is None where nothing was asked. `syntax`: which of field, NOT, prefix were read.

    A text that is only pasted may look like these, and mean nothing by it.
    """

    tree: Node | None
    syntax: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def readings_of(leaf: Leaf) -> Iterator[str]:
    """All that its text may stand for, folded; of a long one fewer."""
    return islice(readings(leaf.text), max(MOST_READ // max(len(leaf.text), 1), 1))


def leaves(node: Node) -> Iterator[Leaf]:
    """All that is asked for by a text, excluded texts left out."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif not isinstance(node, Not | Days):
        yield node


def without_signs(node: Node) -> Node:
    """The tree without leaves that are nothing but signs, which beside words only separate; alone they are meant."""
    return _without_signs(node) or node


def _without_signs(node: Node) -> Node | None:
    if isinstance(node, And | Or):
        parts = tuple(part for part in map(_without_signs, node.parts) if part)
        return replace(node, parts=parts) if len(parts) > 1 else next(iter(parts), None)
    if isinstance(node, Not):
        part = _without_signs(node.part)
        return Not(part) if part else None
    return node if isinstance(node, Days) or strip_punctuation(fold(node.text)).text else None
