"""Query strings as Haystack writes them for Whoosh, read by Whoosh's own parser.

In: the fields of search indexes, a query string. Out: a schema to read by, Whoosh's tree of the query.
Texts stay as they were typed, white space inside quotes and all: the engine folds and cuts them itself.
"""

import re
from datetime import datetime
from typing import Any

from haystack.exceptions import SearchBackendError
from whoosh.analysis import IDAnalyzer
from whoosh.fields import BOOLEAN, DATETIME, KEYWORD, NGRAM, NGRAMWORDS, TEXT, FieldType, Schema
from whoosh.qparser import FieldsPlugin, FuzzyTermPlugin, QueryParser, QueryParserError
from whoosh.query import Every, NumericRange, Query
from whoosh.util.times import datetime_to_long

# Digits of a time to the second.
SECOND = 14
# What Whoosh's parser raises of operators that stand alone, brackets without content and the like.
BROKEN_SYNTAX = (AttributeError, LookupError, QueryParserError, RecursionError, TypeError, ValueError)


class Instant(DATETIME):
    """A date or a time of day. Whoosh reads {2021 to} as if 2021 were part of it; here it is not.

    A second is its first moment, no whole one; what Python writes, 2021-05-01 12:30:00, is read too.
    """

    def parse_range(
        self, fieldname: str, start: str | None, end: str | None, startexcl: bool, endexcl: bool, boost: float = 1.0
    ) -> Query:
        if start is None and end is None:
            return Every(fieldname, boost=boost)
        low = start and self._edge(start, up=startexcl)
        high = end and self._edge(end, up=not endexcl)
        return NumericRange(fieldname, low, high, startexcl, endexcl, boost=boost)

    def _parse_datestring(self, qstring: str) -> Any:
        digits = re.sub(r"[-:.T ]", "", qstring)
        return super()._parse_datestring(f"{digits}000000" if len(digits) == SECOND else digits)

    def _edge(self, text: str, *, up: bool) -> int:
        """The last or the first microsecond of what may be a whole year."""
        instant = self._parse_datestring(text)
        if isinstance(instant, datetime):
            return int(datetime_to_long(instant))
        return int(datetime_to_long(instant.ceil() if up else instant.floor()))


def schema_to_read(schema: Schema, analyzed: set[str]) -> Schema:
    """The same fields, their texts read as typed; fields in `analyzed` keep the analyzer their index gave them."""
    read = Schema()
    for name, field in schema.items():
        read.add(name, field if name in analyzed else _as_typed(field))
    return read


def _as_typed(field: FieldType) -> FieldType:
    if isinstance(field, DATETIME):
        return Instant(stored=field.stored)
    if isinstance(field, BOOLEAN):
        # In quotes, too.
        field.analyzer = IDAnalyzer()
    if isinstance(field, NGRAM | NGRAMWORDS):
        return TEXT(analyzer=IDAnalyzer(), stored=field.stored)
    if isinstance(field, TEXT | KEYWORD):
        field.analyzer = IDAnalyzer()
        # Whoosh would add a field of its own for it.
        field.spelling = False
    return field


def parse(schema: Schema, default: str, query_string: str) -> Query:
    """Whoosh's tree, as it was written. SearchBackendError where it is none, or a field does not exist."""
    parser = QueryParser(default, schema=schema)
    parser.add_plugin(FuzzyTermPlugin())
    parser.replace_plugin(FieldsPlugin(remove_unknown=False))
    try:
        query = parser.parse(query_string, normalize=False)
    except BROKEN_SYNTAX as error:
        raise SearchBackendError(f"not understood: {query_string}") from error
    unknown = sorted({leaf.fieldname for leaf in query.leaves() if leaf.field()} - set(schema.names()) - {None})
    if unknown:
        raise SearchBackendError(f"there is no field {', '.join(unknown)}; there are {', '.join(schema.names())}")
    return query
