"""The tokens of a query: words, and the signs that have a meaning.

In: any string. Out: tokens in their order, and notes on signs that could not be read as they were meant.

A sign has a meaning only around whole words: in a pasted 开展“双创”活动 or 子（重庆）有限, quotes and brackets
are part of the term. Invisible characters are ignored.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from search.query.date_ranges import LONGEST, is_date
from search.query.note import BRACKETS_TOO_DEEP, UNPAIRED_QUOTE, Note
from text.fold import fold
from text.grams import strip_invisible, strip_punctuation

QUOTES = {'"': '"', "＂": "＂", "“": "”", "「": "」", "『": "』", "〝": "〞"}
OPENING, CLOSING = "(（", ")）"
EITHER = "|｜"
# Typed on a keyboard, full-width, small, mathematical; hyphens and an en dash.
WITHOUT = "-－﹣−‐‑–"
STARS = "*＊"
WORDS = {"and": "AND", "or": "OR", "not": "NOT"}
FIELD_NAMES = {
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
    "日期": "published", "年份": "published", "年": "published", "见报日": "published",
    "date": "published", "year": "published", "published": "published",
}  # fmt: skip
SYNTAX = {*QUOTES, *QUOTES.values(), *OPENING, *CLOSING, *EITHER, *WITHOUT, *STARS, ":", "："}
OPERATOR = re.compile("[A-ZＡ-Ｚ]{2,3}")
# An OR between brackets.
CHOICE = re.compile(r"[|｜]|(?<=[\s)）”」』\"])(?:OR|ＯＲ)(?=[\s(（“「『\"])")
FIELD = re.compile(r"(\w{1,12})\s?[:：]\s?(?=\S)")
COLON = re.compile("[:：]")
# A date may have blanks inside: 2018年7月1日 至 7月3日. A minus behind one of them excludes, and is not part of it.
MOST_DATE_WORDS = 6
EXCLUDES = re.compile(f"\\s[{WITHOUT}](?=\\S)")
BETWEEN_DAYS = re.compile(r"至|到|to|[^\w\s]+")
# Brackets that are nested more deeply than this are ignored.
DEEPEST = 40


@dataclass(frozen=True)
class Token:
    """`kind`: AND OR NOT ( ) field phrase prefix term."""

    kind: str
    text: str = ""


@dataclass
class Tokens:
    """Iterate once; then `notes` are complete. `fields`: names that may be typed before a colon."""

    text: str
    fields: Mapping[str, str] = field(default_factory=lambda: FIELD_NAMES)

    def __post_init__(self) -> None:
        # The texts of stories are in NFC, too.
        self.text = unicodedata.normalize("NFC", strip_invisible(self.text))
        self.notes: list[Note] = []
        self._closers: set[int] = set()
        self._depth = 0
        self._asks_for_date = False

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
        """The token that begins here, at the start of a word, and the place after it."""
        char = self.text[at]
        asks_for_date, self._asks_for_date = self._asks_for_date, False
        if asks_for_date and (end := self._date_end(at)):
            return Token("term", self.text[at:end]), end
        if char in EITHER:
            return Token("OR"), at + 1
        if at in self._closers:
            return self._close(at)
        if char in OPENING and self._is_group(at):
            return self._open(at)
        if char in WITHOUT and self._is_exclusion(at):
            return Token("NOT"), at + 1
        if char in QUOTES and (end := self._closing_quote(at)):
            return Token("phrase", self.text[at + 1 : end]), self._after_quote(end) or end + 1
        if (end := self._operator(at)) is not None:
            return Token(WORDS[fold(self.text[at:end])]), end
        name = FIELD.match(self.text, at)
        if name and fold(name[1]) in self.fields:
            field = self.fields[fold(name[1])]
            self._asks_for_date = field == "published"
            return Token("field", field), name.end()
        return self._word(at)

    def _date_end(self, at: int) -> int | None:
        """The end of the longest date of a few words that begins here, behind 日期:."""
        if self.text[at - 1].isspace() and self.text[at] in WITHOUT and self._is_exclusion(at):
            return None
        # No date goes on behind the name of the next field.
        colon = COLON.search(self.text, at)
        last = min(at + LONGEST, colon.start() if colon else len(self.text))
        ends = [end for end in range(at + 1, last + 1) if self._ends_here(end)]
        return next((end for end in reversed(ends[:MOST_DATE_WORDS]) if self._is_date(self.text[at:end])), None)

    def _is_date(self, text: str) -> bool:
        *before, last = text.split()
        if not before:
            return is_date(text)
        # 2018年 10 may be a year and a number. An end that is open, as in 2018 -, is not followed by a blank.
        may_end = not last[-1].isdigit() or is_date(last) or BETWEEN_DAYS.fullmatch(before[-1])
        return bool(may_end) and not BETWEEN_DAYS.fullmatch(last) and not EXCLUDES.search(text) and is_date(text)

    def _ends_here(self, at: int) -> bool:
        """Whether a word ends before this place."""
        return not self.text[at - 1].isspace() and (at == len(self.text) or self._ends_word(at))

    def _word(self, at: int) -> tuple[Token, int]:
        end = at + 1
        while end < len(self.text) and not self._ends_word(end):
            end += 1
        word = self.text[at:end]
        if self._is_unpaired(at, end):
            self._note(UNPAIRED_QUOTE)
        if self._joins(word, at, end):
            return Token(WORDS[fold(word)]), end
        if word[-1] in STARS and (stem := word.rstrip(STARS)) and strip_punctuation(fold(stem)).text == fold(stem):
            return Token("prefix", stem), end
        return Token("term", word), end

    def _joins(self, word: str, at: int, end: int) -> bool:
        """Whether a lower-case `and` or `or` is between Chinese words; between English words it is a word itself."""
        around = (self.text[:at].rstrip()[-1:], self.text[end:].lstrip()[:1])
        return fold(word) in ("and", "or") and all(char and not char.isascii() for char in around)

    def _operator(self, at: int) -> int | None:
        """The end of an AND, OR or NOT in capitals that begins here. Before a bracket or quote it needs no space."""
        found = OPERATOR.match(self.text, at)
        if not found or fold(found[0]) not in WORDS:
            return None
        end = found.end()
        opens = end in self._pairs or end in self._quote_pairs or self.text[end : end + 1] == '"'
        return end if opens or end >= len(self.text) or self._ends_word(end) else None

    def _ends_word(self, at: int) -> bool:
        return self.text[at].isspace() or self.text[at] in EITHER or at in self._closers

    def _is_exclusion(self, at: int) -> bool:
        """Whether this minus at the start of a word excludes; directly behind 标题: it is part of the word."""
        before, after = self.text[at - 1 : at], self.text[at + 1 : at + 2]
        return bool(after) and not after.isspace() and after not in WITHOUT and before not in (":", "：")

    def _is_group(self, at: int) -> bool:
        end = self._pairs.get(at)
        # Brackets with an OR inside are a group, whatever follows: （职工｜农民工）驿站.
        return end is not None and (self._at_word_end(end + 1) or bool(CHOICE.search(self.text, at, end)))

    def _open(self, at: int) -> tuple[Token | None, int]:
        self._closers.add(self._pairs[at])
        self._depth += 1
        if self._depth > DEEPEST:
            self._note(BRACKETS_TOO_DEEP)
            return None, at + 1
        return Token("("), at + 1

    def _close(self, at: int) -> tuple[Token | None, int]:
        self._depth -= 1
        return (None if self._depth >= DEEPEST else Token(")")), at + 1

    def _closing_quote(self, at: int) -> int | None:
        """The place of the quote that closes the one here, at the end of a word."""
        end = self._closes_at(at)
        return end if end > at + 1 and self._after_quote(end) is not None else None

    def _closes_at(self, at: int) -> int:
        closing = QUOTES[self.text[at]]
        return self.text.find(closing, at + 1) if closing == self.text[at] else self._quote_pairs.get(at, -1)

    def _after_quote(self, end: int) -> int | None:
        """The place where the next word may begin, after any commas; None if the word goes on, as in “双创”活动."""
        at = end + 1
        while at < len(self.text) and _only_separates(self.text[at]):
            at += 1
        is_next = at > end + 1 and self.text[at : at + 1] in QUOTES
        return at if is_next or self._at_word_end(at) else None

    def _at_word_end(self, at: int) -> bool:
        is_end = at >= len(self.text) or self.text[at].isspace() or self.text[at] in EITHER + CLOSING
        return is_end or self._operator(at) is not None

    def _is_unpaired(self, at: int, end: int) -> bool:
        """Whether the word begins or ends with a quote that has no partner in the whole text."""
        first, last = self.text[at], self.text[end - 1]
        opened = {closing: opening for opening, closing in QUOTES.items()}
        return (first in QUOTES and QUOTES[first] not in self.text[at + 1 :]) or (
            last in opened and opened[last] not in self.text[: end - 1]
        )

    @cached_property
    def _quote_pairs(self) -> dict[int, int]:
        """Opening and closing quotes that differ: nested pairs; an unpaired one goes up to the next that closes."""
        pairs: dict[int, int] = {}
        for opening, closing in QUOTES.items():
            open_ones: list[int] = []
            for at, char in enumerate(self.text if opening != closing else ""):
                if char == opening:
                    open_ones.append(at)
                elif char == closing and open_ones:
                    pairs[open_ones.pop()] = at
            pairs.update((at, self.text.find(closing, at)) for at in open_ones)
        return pairs

    @cached_property
    def _pairs(self) -> dict[int, int]:
        pairs, open_ones = {}, []
        for at, char in enumerate(self.text):
            if char in OPENING:
                open_ones.append(at)
            elif char in CLOSING and open_ones:
                pairs[open_ones.pop()] = at
        return pairs

    def _note(self, code: str) -> None:
        if Note.of(code) not in self.notes:
            self.notes.append(Note.of(code))


def _only_separates(char: str) -> bool:
    """Whether a sign only separates words and has no meaning."""
    return not char.isspace() and char not in SYNTAX and not strip_punctuation(fold(char)).text
