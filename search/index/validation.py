"""Checks the values of a story when it is added: later a wrong one would break a whole commit, or pass unnoticed.

In: the shape of a schema, values by name of the field. Out: the key; TypeError or ValueError if a value is wrong.
"""

import json
from collections.abc import Callable, Mapping
from functools import cache
from numbers import Integral
from typing import Any

import numpy as np

from search.fields import Shape

# The lowest number of 64 bits means "no number" (search.index.layout).
MIN_NUMBER, MAX_NUMBER = np.iinfo(np.int64).min + 1, np.iinfo(np.int64).max

Check = Callable[[str, Any], None]


def validated_key(shape: Shape, fields: Mapping[str, Any]) -> str:
    """The key of a story, once all its values are checked. None counts as no value, except for the key."""
    checks = _checks(shape)
    for name, value in fields.items():
        check = checks.get(name)
        if check is None:
            raise TypeError(f"stories have no values in the field {name}")
        check(name, value)
    if shape.key not in fields:
        raise TypeError(f"a story needs a key: {shape.key} is missing")
    return str(fields[shape.key])


@cache
def _checks(shape: Shape) -> dict[str, Check]:
    kinds = {
        _key: (shape.key,),
        _strings: shape.text + shape.asked + shape.many,
        _one_string: shape.facets,
        _whole_number: shape.numbers,
        _kept: shape.kept,
    }
    return {name: check for check, names in kinds.items() for name in names}


def _key(name: str, value: Any) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {value!r}")


def _strings(name: str, value: Any) -> None:
    if value is None or isinstance(value, str):
        return
    if not isinstance(value, list | tuple):
        raise TypeError(f"{name} must be a string or a list of strings, not {value!r}")
    for item in value:
        if not isinstance(item, str):
            raise TypeError(f"{name} must be a list of strings, {item!r} is not a string")


def _one_string(name: str, value: Any) -> None:
    _strings(name, value)
    if value is not None and not isinstance(value, str) and len(value) > 1:
        raise ValueError(f"{name} takes one value, not {len(value)}: FacetField(many=True) takes many")


def _whole_number(name: str, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if not MIN_NUMBER <= int(value) <= MAX_NUMBER:
        raise ValueError(f"{name} must fit into 64 bits, {value!r} does not")


def _kept(name: str, value: Any) -> None:
    try:
        json.dumps(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise TypeError(f"{name} must be a value that JSON can hold: {error}") from error
