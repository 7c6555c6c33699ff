"""From an object that Haystack prepared to the fields of the engine, and back.

In: the prepared fields of an object, and Haystack's schema. Out: values for the engine's fields; Python's values again.

The document field becomes the engine's text. Every other field is kept as it is, and is a facet, too: lookups and
sorting go by its values.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from haystack.constants import ID
from whoosh.fields import BOOLEAN, DATETIME, NUMERIC, FieldType, Schema

from search.fields import FacetField, KeptField, KeyField, NumberField, TextField, schema_of

TEXT, ARRIVAL, STORED = "haystack_text", "haystack_arrival", "haystack_stored"


def schema_of_arrays(schema: Schema, default: str) -> Schema:
    """The engine's schema for this schema of Haystack."""
    values = {value_field(name): FacetField(many=True) for name in schema.names() if name not in (default, ID)}
    own = {ID: KeyField(), TEXT: TextField(), ARRIVAL: NumberField(), STORED: KeptField()}
    return schema_of(**own, **values)


def story_of(prepared: Mapping[str, Any], schema: Schema, default: str, arrival: int) -> dict[str, Any]:
    """The values of the engine's fields. `arrival` must grow from object to object: it breaks ties in the order."""
    known = {name: prepared[name] for name in schema.names() if prepared.get(name) is not None}
    values = {value_field(name): value_strings(value) for name, value in known.items() if name not in (default, ID)}
    kept = {name: _kept(value) for name, value in known.items() if name != ID}
    text = str(known.get(default, ""))
    return {ID: str(prepared[ID]), TEXT: text, ARRIVAL: arrival, STORED: kept, **values}


def value_field(name: str) -> str:
    """The facet with the values of a field. The prefix keeps our names apart from Haystack's."""
    return f"value_{name}"


def value_strings(value: Any) -> list[str]:
    """The strings under which a value is counted."""
    if isinstance(value, list | tuple | set):
        return [text for item in value for text in value_strings(item)]
    kept = _kept(value)
    return [kept if isinstance(kept, str) else str(kept).lower() if isinstance(kept, bool) else repr(kept)]


def _kept(value: Any) -> Any:
    """The value in a form that JSON has; a list becomes a list of strings."""
    if isinstance(value, list | tuple | set):
        return [str(item) for item in value]
    if isinstance(value, datetime.datetime):
        return (timezone.make_naive(value) if timezone.is_aware(value) else value).isoformat()
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day).isoformat()
    return value if isinstance(value, bool | int | float | str) else str(value)


def value_of(field: FieldType, text: str) -> Any:
    """The value that is counted under this string."""
    if isinstance(field, BOOLEAN):
        return text == "true"
    if isinstance(field, DATETIME):
        return datetime.datetime.fromisoformat(text)
    return field.numtype(text) if isinstance(field, NUMERIC) else text


def kept_value(field: FieldType | None, kept: Any) -> Any:
    """The value as it was, from what was kept of it."""
    return value_of(field, kept) if isinstance(field, DATETIME) and isinstance(kept, str) else kept
