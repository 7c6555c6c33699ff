"""The kinds of fields that a schema of the engine has.

In: field objects given to whoosh.fields.Schema. Out: a Shape: the names of the fields of each kind.

Whoosh pickles these classes by module and name into its table of contents: if this module is renamed, every index has
to be built again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from whoosh.fields import FieldType, Schema
from whoosh.formats import Frequency

# Text fields of the first group are searched by every query, those of the second only if a query names the field.
TEXT, ASKED = GROUPS = ("text", "asked")


class EngineField(FieldType):
    """A field that our engine indexes, not Whoosh: to Whoosh it is "not indexed"."""

    def __init__(self) -> None:
        super().__init__(format=None, analyzer=None)
        self.indexed = False


class TextField(EngineField):
    """Text, or several texts, in which any characters in one piece are found.

    `weight`: how much a word in this field counts, 1 to 255. A field of weight 0 is searched only if a query names it,
    and does not rank.
    """

    def __init__(self, weight: int = 1) -> None:
        super().__init__()
        if not 0 <= weight <= 255:
            raise ValueError(f"a field's weight is 0 to 255, not {weight}")
        self.weight = weight


class FacetField(EngineField):
    """The value under which a story is counted, as a string, or "" without a value; with `many`, several values."""

    def __init__(self, many: bool = False) -> None:
        super().__init__()
        self.many = many


class NumberField(EngineField):
    """A whole number of 64 bits (a day, a microsecond, an amount), for comparing and sorting."""


class KeyField(EngineField):
    """The string that identifies a story; each schema has one. A story added under a known key replaces the old one."""

    def __init__(self) -> None:
        super().__init__()
        self.unique = True


class KeptField(EngineField):
    """Any value that JSON has. It is given back as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.stored = True


class TermsField(FieldType):
    """The words of the engine, for Whoosh's own queries. The writer fills it from the text fields."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=True)

    def index(self, value: object, **kwargs: object) -> Iterator:
        raise TypeError("words are cut from the text fields, not given")


class GramsField(TermsField):
    """The same for bigrams. As bytes they are two UTF-16 units, so that they sort as the engine's keys do."""

    def to_bytes(self, value: str | bytes) -> bytes:
        return value if isinstance(value, bytes) else value.encode("utf-16-be", "surrogatepass")

    def from_bytes(self, bs: bytes) -> str:
        return bs.decode("utf-16-be", "surrogatepass")


@dataclass(frozen=True)
class Shape:
    """The fields of a schema by kind, each kind in the order of their names."""

    key: str
    text: tuple[str, ...]
    asked: tuple[str, ...]
    weights: tuple[int, ...]
    facets: tuple[str, ...]
    many: tuple[str, ...]
    numbers: tuple[str, ...]
    kept: tuple[str, ...]

    @classmethod
    def of(cls, schema: Schema) -> "Shape":
        """Raises ValueError for a schema without exactly one key, or without text."""
        items = sorted(schema.items())
        text = [name for name, field in items if isinstance(field, TextField) and field.weight]
        keys = _named(items, KeyField)
        if len(keys) != 1:
            raise ValueError(f"a schema has one KeyField, not {len(keys)}")
        if not text:
            raise ValueError("a schema has a TextField of some weight: by its text a story is found")
        return cls(
            key=keys[0],
            text=tuple(text),
            asked=tuple(name for name in _named(items, TextField) if name not in text),
            weights=tuple(schema[name].weight for name in text),
            facets=tuple(name for name in _named(items, FacetField) if not schema[name].many),
            many=tuple(name for name in _named(items, FacetField) if schema[name].many),
            numbers=_named(items, NumberField),
            kept=_named(items, KeptField),
        )

    def fields(self, group: str) -> tuple[str, ...]:
        """The fields of TEXT or ASKED, in the order of their slots."""
        return self.text if group == TEXT else self.asked

    @cached_property
    def weight_of_slot(self) -> np.ndarray:
        return np.array(self.weights or (0,), np.int64)


def _named(items: list, kind: type) -> tuple[str, ...]:
    return tuple(name for name, field in items if isinstance(field, kind))


def schema_of(**fields: EngineField) -> Schema:
    """A schema with these fields, and with the two that Whoosh's own queries need."""
    return Schema(words=TermsField(), grams=GramsField(), **fields)
