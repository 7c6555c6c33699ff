"""What of an object is indexed, and how it comes back: for SearchIndexes of any kind.

In: what Haystack prepared of an object; the schema Haystack's fields make. Out: fields of the engine,
and of these again Python's values.

All text is one field of runs; every other field is kept as it is and counted under its values, by which
it is asked for and sorted.
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
    """The engine's fields for these fields."""
    values = {counted(name): FacetField(many=True) for name in schema.names() if name not in (default, ID)}
    own = {ID: KeyField(), TEXT: TextField(), ARRIVAL: NumberField(), STORED: KeptField()}
    return schema_of(**own, **values)


def story_of(prepared: Mapping[str, Any], schema: Schema, default: str, arrival: int) -> dict[str, Any]:
    """Values of the engine's fields. `arrival` rises from object to object."""
    known = {name: prepared[name] for name in schema.names() if prepared.get(name) is not None}
    values = {counted(name): said(value) for name, value in known.items() if name not in (default, ID)}
    kept = {name: _kept(value) for name, value in known.items() if name != ID}
    text = str(known.get(default, ""))
    return {ID: str(prepared[ID]), TEXT: text, ARRIVAL: arrival, STORED: kept, **values}


def counted(name: str) -> str:
    """The engine's field for the values of a field; no name of ours and none of Haystack's meet."""
    return f"value_{name}"


def said(value: Any) -> list[str]:
    """The strings a value is counted under."""
    if isinstance(value, list | tuple | set):
        return [one for some in value for one in said(some)]
    kept = _kept(value)
    return [kept if isinstance(kept, str) else str(kept).lower() if isinstance(kept, bool) else repr(kept)]


def _kept(value: Any) -> Any:
    """The same as JSON can say it; a list as the strings of its members."""
    if isinstance(value, list | tuple | set):
        return [str(one) for one in value]
    if isinstance(value, datetime.datetime):
        return (timezone.make_naive(value) if timezone.is_aware(value) else value).isoformat()
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day).isoformat()
    return value if isinstance(value, bool | int | float | str) else str(value)


def meant(field: FieldType, text: str) -> Any:
    """The value that was counted under this string."""
    if isinstance(field, BOOLEAN):
        return text == "true"
    if isinstance(field, DATETIME):
        return datetime.datetime.fromisoformat(text)
    return field.numtype(text) if isinstance(field, NUMERIC) else text


def given_back(field: FieldType | None, kept: Any) -> Any:
    """What was kept of a value, as it was."""
    return meant(field, kept) if isinstance(field, DATETIME) and isinstance(kept, str) else kept
