"""From Whoosh's tree of a query to the engine's.

In: a tree of whoosh.query, and the fields of the index. Out: a ReadQuery. The fields decide what a lookup means.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fnmatch import translate
from functools import singledispatchmethod

from haystack.exceptions import SearchBackendError
from whoosh import query as whoosh
from whoosh.qparser import QueryParserError

from search.engine.query_tree import And, Every, Node, Not, Or, Ranked, Word
from search.haystack.lookup_fields import Bounds, LookupFields
from search.haystack.query_writer import restored, restored_in_quotes
from search.query.parsed_query import TypedPhrase, TypedPrefix, TypedTerm
from search.query.ranking import QueryPhrase
from text.fold import fold
from text.grams import strip_punctuation

NOTHING: Node = Or(())


@dataclass(frozen=True)
class ReadQuery:
    """`phrases`: they rank and are marked. `boosted`: words that only rank."""

    tree: Node
    phrases: tuple[QueryPhrase, ...] = ()
    boosted: tuple[Ranked, ...] = ()


def read(query: whoosh.Query, fields: LookupFields) -> ReadQuery:
    """Raises SearchBackendError for a query that cannot be read, or that this engine does not answer."""
    reader = _LookupReader(fields)
    tree = reader.node(query)
    phrases = tuple(dict.fromkeys(reader.phrases))
    return ReadQuery(tree, phrases, tuple(reader.boosted))


@dataclass
class _LookupReader:
    fields: LookupFields
    phrases: list[QueryPhrase] = field(default_factory=list)
    boosted: list[Ranked] = field(default_factory=list)

    @singledispatchmethod
    def node(self, query: whoosh.Query) -> Node:
        if query == whoosh.NullQuery:
            return self._null(query)
        raise SearchBackendError(f"not supported by this engine: {query!r}")

    def _null(self, query: whoosh.Query) -> Node:
        if getattr(query, "error", None):
            raise SearchBackendError(f"not understood: {query.error}")
        return NOTHING

    @node.register
    def _(self, query: whoosh.Every) -> Node:
        return Every()

    @node.register
    def _(self, query: whoosh.And) -> Node:
        required, optional = self._without_boosted(query.subqueries)
        parts = tuple(self.node(part) for part in required)
        for part in optional:
            self.boosted += (Ranked(Word(term), part.boost) for term in self.fields.terms(part.text))
        return And(parts) if parts else NOTHING

    def _without_boosted(self, parts: list) -> tuple[list, list]:
        """The parts that must match, and those that Haystack adds for boost(), as word^2: these only rank."""
        asked = [part for part in parts if not _is_sign(part)] or parts
        boosted = [part for part in asked if isinstance(part, whoosh.Term) and part.boost != 1.0]
        return ([part for part in asked if part not in boosted], boosted) if len(boosted) < len(asked) else (asked, [])

    @node.register
    def _(self, query: whoosh.Or) -> Node:
        return Or(tuple(self.node(part) for part in query.subqueries))

    @node.register
    def _(self, query: whoosh.Not) -> Node:
        return Not(replace(self, phrases=[], boosted=[]).node(query.query))

    @node.register
    def _(self, query: whoosh.AndNot) -> Node:
        return And((self.node(query.a), self.node(whoosh.Not(query.b))))

    @node.register
    def _(self, query: whoosh.Term) -> Node:
        return self._contains(query.fieldname, query.text, whole=False)

    @node.register
    def _(self, query: whoosh.Phrase) -> Node:
        text, field = restored_in_quotes(" ".join(query.words)), self.fields.schema[query.fieldname]
        if not field.self_parsing():
            return self._contains(query.fieldname, text, whole=True)
        # Whoosh leaves numbers, times and booleans as they were typed.
        try:
            return self.node(field.parse_query(query.fieldname, text))
        except QueryParserError as error:
            raise SearchBackendError(f"not understood: {text}") from error

    def _contains(self, name: str, value: object, *, whole: bool) -> Node:
        if isinstance(value, str):
            value = restored(value)
            self.phrases += self.fields.phrases(name, value, TypedPhrase if whole else TypedTerm)
        return self.fields.contains(name, value, whole=whole)

    @node.register
    def _(self, query: whoosh.Prefix) -> Node:
        text = restored(query.text)
        self.phrases += self.fields.phrases(query.fieldname, text, TypedPrefix)
        return self.fields.starts_with(query.fieldname, text)

    @node.register
    def _(self, query: whoosh.Wildcard) -> Node:
        text = query.text
        if text == "*":
            return Every()
        inside = text.strip("*")
        if not re.search("[*?]", inside):
            if text == f"*{inside}*":
                return self._contains(query.fieldname, inside, whole=False)
            if text == f"*{inside}":
                ending = restored(inside)
                self.phrases += self.fields.phrases(query.fieldname, ending, TypedTerm)
                return self.fields.ends_with(query.fieldname, ending)
        return self.fields.has_word(query.fieldname, _matching(text))

    @node.register
    def _(self, query: whoosh.FuzzyTerm) -> Node:
        near = self.fields.near(restored(query.text), query.maxdist, query.prefixlength)
        return self.fields.has_word(query.fieldname, near)

    @node.register
    def _(self, query: whoosh.TermRange) -> Node:
        return self.fields.between(query.fieldname, _bounds(query))

    @node.register
    def _(self, query: whoosh.NumericRange) -> Node:
        return self.fields.between(query.fieldname, _bounds(query))


def _is_sign(query: whoosh.Query) -> bool:
    """Whether this is a sign, or nothing: beside words it only separates."""
    if query == whoosh.NullQuery:
        return not getattr(query, "error", None)
    is_text = isinstance(query, whoosh.Term) and isinstance(query.text, str)
    return is_text and not strip_punctuation(fold(restored(query.text))).text


def _bounds(query: whoosh.TermRange | whoosh.NumericRange) -> Bounds:
    low, high = (restored(edge) if isinstance(edge, str) else edge for edge in (query.start, query.end))
    return Bounds(low, high, query.startexcl, query.endexcl)


def _matching(wildcard: str) -> Callable[[str], bool]:
    pattern = re.compile(translate(fold(wildcard)))
    return lambda word: bool(pattern.match(word))
