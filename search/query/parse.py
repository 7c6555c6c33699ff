"""What a person typed → a tree (design section 6). Nothing typed is an error.

In: any string. Out: a Parsed: the best reading, and what had to be guessed, in plain Chinese.

    either  := all (OR all)*
    all     := one (AND? one)*
    one     := NOT one | field one | ( either ) | run | phrase | prefix
"""

from dataclasses import replace
from itertools import accumulate

from search.query.date_ranges import days_of
from search.query.parsed_query import TEXT_FIELDS, And, Days, Node, Not, Or, Parsed, TypedPhrase, TypedPrefix, TypedRun
from search.query.tokens import Token, Tokens

LONELY = "“{sign}”前后缺了词，没有理会。"
NO_DATE = "“{text}”不是日期（如 2021、2021-09、2021..2023），按普通的词查找。"
TOO_MANY = "词太多，只按前 {number} 个查找。"
# Words that are read; what takes longer to find than a word counts as so many of them.
MOST_WORDS = 500
COSTS = {"run": 1, "phrase": 1, "prefix": 10, "field": 4}
# A single character of one field is looked for among all its places, of which there may be a million.
SINGLE = 40
# What may be part of a pasted text.
SYNTAX = frozenset({"field", "NOT", "prefix"})
LEAVES: dict[str, type[TypedRun | TypedPhrase | TypedPrefix]] = {
    "run": TypedRun,
    "phrase": TypedPhrase,
    "prefix": TypedPrefix,
}
SIGNS = {"AND": "AND", "OR": "OR 或 ｜", "NOT": "NOT 或 -", "(": "(", ")": ")", "field": "字段名"}


def parse(text: str) -> Parsed:
    """The best reading of what was typed."""
    return _read(text, Tokens(text))


def parse_without_fields(text: str) -> Parsed:
    """The same where a pasted 来源:国际在线 is nothing but text."""
    return _read(text, Tokens(text, fields={}))


def plainly(text: str) -> Parsed:
    """All of the text as runs, all of them wanted; no sign means anything."""
    return Parsed(_all([TypedRun(word) for word in text.split()]))


def _read(text: str, tokens: Tokens) -> Parsed:
    typed = list(tokens)
    found = _affordable(typed)
    reader = _Reader(found)
    tree = reader.read()
    if tree is None:
        return plainly(text)
    syntax = SYNTAX & {token.kind for token in found}
    too_many = (TOO_MANY.format(number=sum(token.kind in LEAVES for token in found)),) if found != typed else ()
    return Parsed(tree, syntax, tuple(dict.fromkeys((*too_many, *tokens.notes, *reader.notes))))


def _affordable(tokens: list[Token]) -> list[Token]:
    """As many of the first tokens as may be looked for, with no sign at their end that wants another."""
    single = SINGLE if any(token.kind == "field" and token.text in TEXT_FIELDS for token in tokens) else 0
    costs = accumulate(COSTS.get(token.kind, 0) + single * (len(token.text) == 1) for token in tokens)
    found = [token for token, cost in zip(tokens, costs, strict=True) if cost <= MOST_WORDS]
    while len(found) < len(tokens) and found and found[-1].kind not in (*LEAVES, ")"):
        found.pop()
    return found


class _Reader:
    """Reads tokens from left to right, once."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0
        self.notes: list[str] = []

    def read(self) -> Node | None:
        found = [self._either()]
        while self.at < len(self.tokens):
            # A bracket that closes nothing: read on behind it.
            self._skip()
            found.append(self._either())
        return _all([node for node in found if node])

    def _either(self) -> Node | None:
        parts = [self._every()]
        while self._peek() == "OR":
            self.at += 1
            parts.append(self._every())
        if None in parts and len(parts) > 1:
            self._lonely("OR")
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
        """What begins here; None where a sign stands without what it needs."""
        negations, field, sign = 0, "", ""
        while (kind := self._peek()) in ("NOT", "field"):
            sign = kind
            negations += kind == "NOT"
            field = self.tokens[self.at].text if kind == "field" else field
            self.at += 1
        node = self._operand(field)
        if node is None:
            if sign:
                self._lonely(sign)
            return None
        return Not(node) if negations % 2 else node

    def _operand(self, field: str) -> Node | None:
        kind = self._peek()
        if kind == "(":
            return self._group(field)
        if kind not in ("run", "phrase", "prefix"):
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
        return _in_field(inside, field) if inside and field else inside

    def _days(self, text: str) -> Node:
        days = days_of(text)
        if days:
            return Days(*days)
        self.notes.append(NO_DATE.format(text=text))
        return TypedRun(text)

    def _skip_and(self, has_left: bool) -> None:
        self.at += 1
        if not has_left or self._peek() in ("OR", ")", "AND", ""):
            self._lonely("AND")

    def _skip(self) -> None:
        self._lonely(self.tokens[self.at].kind)
        self.at += 1

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _lonely(self, kind: str) -> None:
        self.notes.append(LONELY.format(sign=SIGNS[kind]))


def _all(parts: list[Node]) -> Node | None:
    # 驿站 (职工 NOT 食堂) is one list: also a partial hit keeps what is excluded in it.
    flat = (inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
    different = tuple(dict.fromkeys(flat))
    return And(different) if len(different) > 1 else next(iter(different), None)


def _in_field(node: Node, field: str) -> Node:
    """The field goes to every leaf in the group that names none itself."""
    if isinstance(node, And | Or):
        return replace(node, parts=tuple(_in_field(part, field) for part in node.parts))
    if isinstance(node, Not):
        return Not(_in_field(node.part, field))
    if isinstance(node, Days) or node.field:
        return node
    if field != "published":
        return replace(node, field=field)
    days = days_of(node.text)
    return Days(*days) if days else node
