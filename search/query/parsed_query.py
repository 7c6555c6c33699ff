"""The tree of a query as it was typed.

In: nothing. Out: the nodes that search.query.parse makes and search.query.plan reads. All texts are as typed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeAlias

from search.engine.query_tree import And, Not, Or
from search.query.note import Note
from text.fold import fold
from text.grams import strip_punctuation
from text.readings import readings

# The fields of a story's text that can be searched alone, and the kinds of names that stories can be asked for by.
# Any other field, except the date, is a facet, and its text is one of the facet's values.
TEXT_FIELDS = ("kicker", "title", "subtitle", "body", "people")
NAME_FIELDS = ("province", "region", "organization", "source", "program")
# How many characters all readings of a text may have together.
MOST_READ = 1000


@dataclass(frozen=True)
class TypedTerm:
    """Characters without white space: a story has them in one piece in one field, or it has all their words."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class TypedPhrase:
    """The text between quotes: exactly this, in one piece of one field."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class TypedPrefix:
    """Words that begin with this text."""

    text: str
    field: str = ""


@dataclass(frozen=True)
class Days:
    """Published between two days, both included, as proleptic ordinals."""

    first: int
    last: int


Leaf = TypedTerm | TypedPhrase | TypedPrefix
Node: TypeAlias = Leaf | Days | And["Node"] | Or["Node"] | Not["Node"]


@dataclass(frozen=True)
class Parsed:
    """`tree` is None for a query without any words. `syntax`: those of field, NOT, prefix that were read in it.

    Pasted text may look like this syntax without meaning it.
    """

    tree: Node | None
    syntax: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()


def readings_of(leaf: Leaf) -> Iterator[str]:
    """The readings of its text, folded. A long text gets fewer readings."""
    return islice(readings(leaf.text), max(MOST_READ // max(len(leaf.text), 1), 1))


def leaves(node: Node) -> Iterator[Leaf]:
    """The leaves that have a text, without those that are excluded."""
    if isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part)
    elif not isinstance(node, Not | Days):
        yield node


def excludes_by_field(node: Node) -> bool:
    """Whether a field is behind a NOT: those who exclude by 来源: do not want the word 来源."""
    if isinstance(node, And | Or):
        return any(excludes_by_field(part) for part in node.parts)
    return isinstance(node, Not) and _has_field(node.part)


def _has_field(node: Node) -> bool:
    if isinstance(node, And | Or):
        return any(_has_field(part) for part in node.parts)
    return _has_field(node.part) if isinstance(node, Not) else isinstance(node, Days) or bool(node.field)


def without_signs(node: Node) -> Node:
    """The tree without the leaves that are nothing but signs.

    Beside words, signs only separate. If there are no words, the tree stays as it is: then the signs are meant.
    """
    return _without_signs(node) or node


def _without_signs(node: Node) -> Node | None:
    if isinstance(node, And | Or):
        parts = tuple(part for part in map(_without_signs, node.parts) if part)
        return replace(node, parts=parts) if len(parts) > 1 else next(iter(parts), None)
    if isinstance(node, Not):
        part = _without_signs(node.part)
        return Not(part) if part else None
    return node if isinstance(node, Days) or strip_punctuation(fold(node.text)).text else None


def without_days(node: Node) -> Node | None:
    """The tree without the days that it requires; those in an OR or behind a NOT stay."""
    if isinstance(node, Days):
        return None
    if not isinstance(node, And):
        return node
    parts = tuple(part for part in map(without_days, node.parts) if part)
    return replace(node, parts=parts) if len(parts) > 1 else next(iter(parts), None)
