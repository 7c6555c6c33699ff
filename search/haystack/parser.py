"""Query strings as Haystack writes them for Whoosh, read by Whoosh's own parser.

In: the fields of search indexes, and a query string. Out: a schema for the parser, and Whoosh's tree of the query.
Texts stay as they were typed, also the white space inside quotes: the engine folds and cuts them itself.
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
# Errors that Whoosh's parser raises for operators without words, brackets without content and the like.
BROKEN_SYNTAX = (AttributeError, LookupError, QueryParserError, RecursionError, TypeError, ValueError)


class Instant(DATETIME):
    """A date or a time. Whoosh reads {2021 to} as if 2021 belonged to the range; here it does not.

    A time to the second means its first moment, not the whole second. Times as Python writes them,
    2021-05-01 12:30:00, are read, too.
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
        """The last (`up`) or the first microsecond of the time, which may be a whole year."""
        instant = self._parse_datestring(text)
        if isinstance(instant, datetime):
            return int(datetime_to_long(instant))
        return int(datetime_to_long(instant.ceil() if up else instant.floor()))


def schema_to_read(schema: Schema, analyzed: set[str]) -> Schema:
    """The same fields, but texts are read as typed. Fields in `analyzed` keep the analyzer of their SearchIndex."""
    read = Schema()
    for name, field in schema.items():
        read.add(name, field if name in analyzed else _as_typed(field))
    return read


def _as_typed(field: FieldType) -> FieldType:
    if isinstance(field, DATETIME):
        return Instant(stored=field.stored)
    if isinstance(field, BOOLEAN):
        # So that it is read in quotes, too.
        field.analyzer = IDAnalyzer()
    if isinstance(field, NGRAM | NGRAMWORDS):
        return TEXT(analyzer=IDAnalyzer(), stored=field.stored)
    if isinstance(field, TEXT | KEYWORD):
        field.analyzer = IDAnalyzer()
        # Otherwise Whoosh adds another field for it.
        field.spelling = False
    return field


def parse(schema: Schema, default: str, query_string: str) -> Query:
    """Whoosh's tree, not simplified. SearchBackendError for broken syntax, or for a field that does not exist."""
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
