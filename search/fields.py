"""What a schema of this index is made of, and what the engine reads from it.

In: field objects given to whoosh.fields.Schema. Out: a Shape: which fields there are of each kind.

Whoosh pickles these classes by name into its table of contents: their place must not change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from whoosh.fields import FieldType, Schema
from whoosh.formats import Frequency

# Runs in the first group are found by any query; in the second only where it names the field.
TEXT, ASKED = GROUPS = ("text", "asked")


class EngineField(FieldType):
    """A field whose place is not among Whoosh's terms; Whoosh finds it "not indexed"."""

    def __init__(self) -> None:
        super().__init__(format=None, analyzer=None)
        self.indexed = False


class TextField(EngineField):
    """Text, or several pieces of text, in which every run is found.

    `weight`: how much a word counts that stands there, 1 to 255. With weight 0 the field is searched
    only when it is asked for by name, and does not rank.
    """

    def __init__(self, weight: int = 1) -> None:
        super().__init__()
        if not 0 <= weight <= 255:
            raise ValueError(f"a field's weight is 0 to 255, not {weight}")
        self.weight = weight


class FacetField(EngineField):
    """A value (or, with `many`, values) a story is counted under, as strings; "" where it has none."""

    def __init__(self, many: bool = False) -> None:
        super().__init__()
        self.many = many


class NumberField(EngineField):
    """A whole number of 64 bits (a day, a microsecond, an amount), to compare and to sort by."""


class KeyField(EngineField):
    """The string a story is known by. One of each schema; a story added under a known key replaces it."""

    def __init__(self) -> None:
        super().__init__()
        self.unique = True


class KeptField(EngineField):
    """Anything JSON can say, given back as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.stored = True


class TermsField(FieldType):
    """Where Whoosh's own queries find the engine's words; the writer fills it from the text fields."""

    def __init__(self) -> None:
        super().__init__(format=Frequency(), analyzer=None, scorable=True)

    def index(self, value: object, **kwargs: object) -> Iterator:
        raise TypeError("words are cut from the text fields, not given")


class GramsField(TermsField):
    """The same for pairs of characters: in bytes the two UTF-16 units, so that they sort as the keys do."""

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
        """Raises ValueError where the schema has no key, or more than one; or no text."""
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
    """A schema with these fields, and those through which Whoosh's own queries read the index."""
    return Schema(words=TermsField(), grams=GramsField(), **fields)
