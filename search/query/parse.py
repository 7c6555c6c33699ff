"""The parser of the query language. Every string is a query: nothing that is typed is an error.

In: any string, and the date of today in Shanghai. Out: a Parsed: the best reading, and notes on what had to be guessed.

    either  := all (OR all)*
    all     := one (AND? one)*
    one     := NOT one | field one | ( either ) | term | phrase | prefix
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from itertools import accumulate

from search.query.date_ranges import days_of
from search.query.note import NOT_A_DATE, SIGN_WITHOUT_WORD, TOO_MANY_WORDS, Note
from search.query.parsed_query import TEXT_FIELDS, And, Days, Node, Not, Or, Parsed, TypedPhrase, TypedPrefix, TypedTerm
from search.query.tokens import FIELD_NAMES, Token, Tokens

# How many words of a query are read. A token that takes longer to find than a word counts as several words.
MOST_WORDS = 500
COSTS = {"term": 1, "phrase": 1, "prefix": 10, "field": 4}
# A single character in one field is looked for in all its places, and there may be a million of them.
SINGLE = 40
# Syntax that may be part of a pasted text.
SYNTAX = frozenset({"field", "NOT", "prefix"})
# Reads a date as a first and a last day.
ReadDays = Callable[[str], tuple[int, int] | None]
LEAVES: dict[str, type[TypedTerm | TypedPhrase | TypedPrefix]] = {
    "term": TypedTerm,
    "phrase": TypedPhrase,
    "prefix": TypedPrefix,
}


def parse(text: str, today: datetime.date, fields: Mapping[str, str] = FIELD_NAMES) -> Parsed:
    """The best reading of what was typed. `fields`: names that may be typed before a colon, and what each asks for."""
    return _read(text, Tokens(text, fields), partial(days_of, today=today))


def parse_without_fields(text: str) -> Parsed:
    """The same, except that a pasted 来源:国际在线 is nothing but text."""
    return _read(text, Tokens(text, fields={}), lambda typed: None)


def parse_without_syntax(text: str) -> Parsed:
    """The text as terms that are all required; no sign has a meaning."""
    return Parsed(_all([TypedTerm(word) for word in text.split()]))


def _read(text: str, tokens: Tokens, read_days: ReadDays) -> Parsed:
    typed = list(tokens)
    found = _affordable(typed)
    reader = _Reader(found, read_days)
    tree = reader.read()
    if tree is None:
        return parse_without_syntax(text)
    syntax = SYNTAX & {token.kind for token in found}
    number = sum(token.kind in LEAVES for token in found)
    too_many = (Note.of(TOO_MANY_WORDS, number=number),) if found != typed else ()
    return Parsed(tree, syntax, tuple(dict.fromkeys((*too_many, *tokens.notes, *reader.notes))))


def _affordable(tokens: list[Token]) -> list[Token]:
    """As many of the first tokens as may be looked for, without an operator at their end that needs another token."""
    single = SINGLE if any(token.kind == "field" and token.text in TEXT_FIELDS for token in tokens) else 0
    costs = accumulate(COSTS.get(token.kind, 0) + single * (len(token.text) == 1) for token in tokens)
    found = [token for token, cost in zip(tokens, costs, strict=True) if cost <= MOST_WORDS]
    while len(found) < len(tokens) and found and found[-1].kind not in (*LEAVES, ")"):
        found.pop()
    return found


class _Reader:
    """Reads the tokens from left to right, once."""

    def __init__(self, tokens: list[Token], read_days: ReadDays) -> None:
        self.tokens = tokens
        self.read_days = read_days
        self.at = 0
        self.notes: list[Note] = []

    def read(self) -> Node | None:
        found = [self._either()]
        while self.at < len(self.tokens):
            # A bracket that closes nothing is skipped.
            self._skip()
            found.append(self._either())
        return _all([node for node in found if node])

    def _either(self) -> Node | None:
        parts = [self._every()]
        while self._peek() == "OR":
            self.at += 1
            parts.append(self._every())
        if None in parts and len(parts) > 1:
            self._note_sign("OR")
        found = tuple(dict.fromkeys(part for part in parts if part))
        return Or(found) if len(found) > 1 else next(iter(found), None)

    def _every(self) -> Node | None:
        parts: list[Node] = []
        while (kind := self._peek()) not in ("OR", ")", ""):
            if kind == "AND":
                self._skip_and(bool(parts))
                continue
            part = self._one()
            if part:
                parts.append(part)
        return _all(parts)

    def _one(self) -> Node | None:
        """The node that begins here; None after a sign without the word that it needs."""
        negations, field, sign = 0, "", ""
        while (kind := self._peek()) in ("NOT", "field"):
            sign = kind
            negations += kind == "NOT"
            field = self.tokens[self.at].text if kind == "field" else field
            self.at += 1
        node = self._operand(field)
        if node is None:
            if sign:
                self._note_sign(sign)
            return None
        return Not(node) if negations % 2 else node

    def _operand(self, field: str) -> Node | None:
        kind = self._peek()
        if kind == "(":
            return self._group(field)
        if kind not in LEAVES:
            return None
        text = self.tokens[self.at].text
        self.at += 1
        if field == "published":
            return self._days(text)
        if kind == "phrase" and not text.strip():
            return None
        return LEAVES[kind](text, field)

    def _group(self, field: str) -> Node | None:
        self.at += 1
        inside = self._either()
        if self._peek() == ")":
            self.at += 1
        return self._in_field(inside, field) if inside and field else inside

    def _in_field(self, node: Node, field: str) -> Node:
        """The same with this field for every leaf that has no field of its own."""
        if isinstance(node, And | Or):
            return replace(node, parts=tuple(self._in_field(part, field) for part in node.parts))
        if isinstance(node, Not):
            return Not(self._in_field(node.part, field))
        if isinstance(node, Days) or node.field:
            return node
        return self._days(node.text) if field == "published" else replace(node, field=field)

    def _days(self, text: str) -> Node:
        days = self.read_days(text)
        if days:
            return Days(*days)
        self.notes.append(Note.of(NOT_A_DATE, text=text))
        return TypedTerm(text)

    def _skip_and(self, has_left: bool) -> None:
        self.at += 1
        if not has_left or self._peek() in ("OR", ")", "AND", ""):
            self._note_sign("AND")

    def _skip(self) -> None:
        self._note_sign(self.tokens[self.at].kind)
        self.at += 1

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _note_sign(self, kind: str) -> None:
        self.notes.append(Note.of(SIGN_WITHOUT_WORD, sign=kind))


def _all(parts: list[Node]) -> Node | None:
    # 驿站 (职工 NOT 食堂) becomes one list, so that a partial hit keeps the exclusion inside the brackets.
    flat = (inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    different = tuple(dict.fromkeys(flat))
    return And(different) if len(different) > 1 else next(iter(different), None)
