"""What a person typed, cut into words and signs of syntax.

In: any string. Out: tokens in their order, and notes on what could not be read as meant.

A sign is syntax only where it is typed as such, around whole words: in a pasted 开展“双创”活动 or
子（重庆）有限 quotes and brackets are part of the run.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from text.fold import fold
from text.grams import squeeze

QUOTES = {'"': '"', "＂": "＂", "“": "”", "「": "」", "『": "』", "〝": "〞"}
OPENING, CLOSING = "(（", ")）"
EITHER = "|｜"
WITHOUT = "-－"
STARS = "*＊"
WORDS = {"and": "AND", "or": "OR", "not": "NOT"}
FIELDS = {
    "标题": "title", "题目": "title", "title": "title",
    "引题": "kicker", "kicker": "kicker",
    "副题": "subtitle", "subtitle": "subtitle",
    "正文": "body", "body": "body",
    "作者": "people", "记者": "people", "通讯员": "people", "author": "people", "people": "people",
    "省": "province", "省份": "province", "province": "province",
    "地区": "region", "地方": "region", "region": "region",
    "工会": "organization", "单位": "organization", "union": "organization", "organization": "organization",
    "来源": "source", "source": "source",
    "项目": "program", "试点": "program", "program": "program",
    "日期": "published", "date": "published", "published": "published",
    "年份": "year", "year": "year", "kind": "kind", "script": "script",
}  # fmt: skip
FIELD = re.compile(r"(\w{1,12})\s?[:：]\s?(?=\S)")
# Deeper brackets are read as if they were not there.
DEEPEST = 40
TOO_DEEP = "括号套得太深，里层的括号没有理会。"
UNPAIRED = "引号没有成对，按普通的词查找。"


@dataclass(frozen=True)
class Token:
    """`kind`: AND OR NOT ( ) field phrase prefix run."""

    kind: str
    text: str = ""


@dataclass
class Tokens:
    """Iterate once; `notes` are complete then. `fields`: what may stand before a colon."""

    text: str
    fields: Mapping[str, str] = field(default_factory=lambda: FIELDS)

    def __post_init__(self) -> None:
        self.notes: list[str] = []
        self._closers: set[int] = set()
        self._depth = 0

    def __iter__(self) -> Iterator[Token]:
        at = 0
        while at < len(self.text):
            if self.text[at].isspace():
                at += 1
                continue
            token, at = self._next(at)
            if token:
                yield token

    def _next(self, at: int) -> tuple[Token | None, int]:
        """The token that begins at a word's start, and where it ends."""
        char = self.text[at]
        if char in EITHER:
            return Token("OR"), at + 1
        if at in self._closers:
            return self._close(at)
        if char in OPENING and self._is_group(at):
            return self._open(at)
        if char in WITHOUT and self._is_exclusion(at):
            return Token("NOT"), at + 1
        if char in QUOTES and (end := self._closing_quote(at)):
            return Token("phrase", self.text[at + 1 : end]), end + 1
        name = FIELD.match(self.text, at)
        if name and fold(name[1]) in self.fields:
            return Token("field", self.fields[fold(name[1])]), name.end()
        return self._word(at)

    def _word(self, at: int) -> tuple[Token, int]:
        end = at + 1
        while end < len(self.text) and not self._ends_word(end):
            end += 1
        word = self.text[at:end]
        if word[0] in QUOTES or word[-1] in QUOTES.values():
            self._note(UNPAIRED)
        if fold(word) in WORDS and (word == word.upper() or self._joins(word, at, end)):
            return Token(WORDS[fold(word)]), end
        if word[-1] in STARS and (stem := word.rstrip(STARS)) and squeeze(fold(stem)).text == fold(stem):
            return Token("prefix", stem), end
        return Token("run", word), end

    def _joins(self, word: str, at: int, end: int) -> bool:
        """Whether a small and, or stands between Chinese words: between English ones it is one of them."""
        around = (self.text[:at].rstrip()[-1:], self.text[end:].lstrip()[:1])
        return fold(word) != "not" and all(char and not char.isascii() for char in around)

    def _ends_word(self, at: int) -> bool:
        return self.text[at].isspace() or self.text[at] in EITHER or at in self._closers

    def _is_exclusion(self, at: int) -> bool:
        after = self.text[at + 1 : at + 2]
        return bool(after) and not after.isspace() and after not in WITHOUT

    def _is_group(self, at: int) -> bool:
        end = self._pairs.get(at)
        # What has a choice in it is a group, whatever follows: （职工｜农民工）驿站.
        return end is not None and (self._at_word_end(end + 1) or any(sign in self.text[at:end] for sign in EITHER))

    def _open(self, at: int) -> tuple[Token | None, int]:
        self._closers.add(self._pairs[at])
        self._depth += 1
        if self._depth > DEEPEST:
            self._note(TOO_DEEP)
            return None, at + 1
        return Token("("), at + 1

    def _close(self, at: int) -> tuple[Token | None, int]:
        self._depth -= 1
        return (None if self._depth >= DEEPEST else Token(")")), at + 1

    def _closing_quote(self, at: int) -> int | None:
        end = self.text.find(QUOTES[self.text[at]], at + 1)
        return end if end > at + 1 and self._at_word_end(end + 1) else None

    def _at_word_end(self, at: int) -> bool:
        return at >= len(self.text) or self.text[at].isspace() or self.text[at] in EITHER + CLOSING

    @cached_property
    def _pairs(self) -> dict[int, int]:
        pairs, open_ones = {}, []
        for at, char in enumerate(self.text):
            if char in OPENING:
                open_ones.append(at)
            elif char in CLOSING and open_ones:
                pairs[open_ones.pop()] = at
        return pairs

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
