"""Turns the draft of a story into its printed fields.

In: the decoded text and a draft of a story in it. Out: its `StoryFields`, with broken lines joined, stray spaces
removed, full-width punctuation, paired quotes, and paragraphs separated by one \\n. The words and their script do not
change.
"""

import re
from dataclasses import dataclass

from archive.reading.document import Draft, Part
from text.patterns import HAN, INTERNS, PICTURED_BY, REPORTERS

_SIGNS = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·"
_CHINESE = f"[{HAN}{_SIGNS}]"
_WHO = f"{REPORTERS}|{INTERNS}|{PICTURED_BY}"
# The spaces in a credit stay because they separate names.
_CREDIT = re.compile(rf"[(（][^()（）]{{0,60}}(?:{_WHO})[^()（）]{{0,60}}[)）]")
_CREDIT_AT_END = re.compile(rf"(?<=[。！？”」!?]) *(?:[^\s。]{{0,8}}(?:{_WHO}))[^。]{{0,24}}[摄攝影图圖]$")
# 决赛现场 张三/摄: without the space the name could not be found.
_CREDIT_BEHIND = re.compile(
    rf"(?<=[{HAN}])[{HAN}] (?:[{HAN}]{{2,4}}[ 、])*[{HAN}]{{2,4}} ?"
    rf"(?:[/／] ?(?:摄影?|攝影?|[图圖])|{PICTURED_BY})[。)）]?$"
)
_SPACED = f'(?:[“"《]?[{HAN}][”"》]?|[“”"《》])'  # a single character or quotation mark
_LETTER_SPACED = re.compile(rf"(?<![^\s]){_SPACED}(?:[ 　]+{_SPACED}(?![^\s]))+")
_ORIGINAL_TITLE = re.compile(r"^(?:原标题|原標題|原题|原題) *[:：] *")
_FULL_WIDTH = {",": "，", ":": "：", ";": "；", "!": "！", "?": "？"}
_STRAY_SPACE = re.compile(rf"(?<={_CHINESE}) | (?={_CHINESE})|(?<=[^\w\s]) (?=[^\w\s])")
_HALF_WIDTH_SIGN = re.compile(r"[,:;!?]")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_HEADLINES = ("kicker", "title", "subtitle", "byline")


@dataclass(frozen=True)
class StoryFields:
    """The printed fields of a story. `byline` holds the credits printed on lines of their own."""

    kicker: str
    title: str
    subtitle: str
    byline: str
    body: str


def clean(text: str, draft: Draft) -> StoryFields:
    """The fields of a draft of this text."""
    return StoryFields(
        kicker=_headline(text, draft, "kicker"),
        title=_headline(text, draft, "title"),
        subtitle=_headline(text, draft, "subtitle"),
        byline=" ".join(_raw(text, part) for part in draft.parts if part.role == "byline"),
        body="\n".join(_paragraphs(text, draft)),
    )


def clean_headline(raw: str) -> str:
    """A headline without letter spacing. The space between two halves of the headline stays."""
    line = _LETTER_SPACED.sub(lambda found: re.sub(r"\s", "", found.group()), " ".join(raw.split()))
    return _ORIGINAL_TITLE.sub("", _with_full_signs(_with_paired_quotes(line)))


def clean_paragraph(raw: str) -> str:
    """A paragraph without spaces beside Chinese characters, with full-width signs and paired quotes."""
    line = re.sub(r"\s+", " ", raw.strip())
    return _with_full_signs(_with_paired_quotes(_without_stray_spaces(line)))


def _headline(text: str, draft: Draft, role: str) -> str:
    """A headline with a space between its lines, unless a line continues the word of the line above."""
    parts = [part for part in draft.parts if part.role == role]
    lines = [("" if part.continues else " ") + _raw(text, part) for part in parts]
    return clean_headline("".join(lines))


def _raw(text: str, part: Part) -> str:
    return text[part.start : part.end].strip()


def _paragraphs(text: str, draft: Draft) -> list[str]:
    blocks: list[list[str]] = []
    for part in draft.parts:
        raw = _raw(text, part)
        if not raw or part.role in _HEADLINES:
            continue
        if part.continues and blocks:
            blocks[-1] += [_seam(blocks[-1][-1], raw), raw]
        else:
            blocks.append([raw])
    return [paragraph for block in blocks if (paragraph := clean_paragraph("".join(block)))]


def _seam(above: str, below: str) -> str:
    """A space if the line break separates two Latin words, else nothing."""
    return " " if above[-1:].isascii() and above[-1:].isalpha() and below[0].isascii() else ""


def _without_stray_spaces(line: str) -> str:
    """The line without spaces beside Chinese characters, except those between the names of a credit."""
    kept = sorted(match.span() for find in (_CREDIT, _CREDIT_AT_END, _CREDIT_BEHIND) for match in find.finditer(line))
    out = []
    at = 0
    for start, end in kept:
        if start >= at:
            out += [_STRAY_SPACE.sub("", line[at : start + 1]), line[start + 1 : end - 1]]
            at = end - 1
    # The spaces at both ends of a credit go too: its outer characters are part of the text around it.
    return "".join([*out, _STRAY_SPACE.sub("", line[at:])])


def _is_chinese(char: str) -> bool:
    return bool(re.match(_CHINESE, char))


def _with_full_signs(line: str) -> str:
    line = _BRACKETS.sub(_full_brackets, line)
    return _HALF_WIDTH_SIGN.sub(lambda found: _full_sign(found, line), line)


def _full_brackets(found: re.Match[str]) -> str:
    return f"（{found[1]}）" if re.search(f"[{HAN}]", found[1]) else found[0]


def _full_sign(found: re.Match[str], line: str) -> str:
    """The full-width sign if a Chinese character is before or after it, else the sign itself."""
    before, after = _beside(line, found.start() - 1, -1), _beside(line, found.end(), 1)
    sign = found.group()
    if not (_is_chinese(before) or _is_chinese(after)):
        return sign
    return _FULL_WIDTH[sign]


def _beside(line: str, at: int, step: int) -> str:
    """The next character in one direction that is not a space. At the end of the line: a space."""
    while 0 <= at < len(line) and line[at] == " ":
        at += step
    return line[at] if 0 <= at < len(line) else " "


def _with_paired_quotes(line: str) -> str:
    line = _paired(line, '"', "“”")
    return _paired(line, "'", "‘’") if _has_chinese_quote(line) else line


def _has_chinese_quote(line: str) -> bool:
    """Whether the straight single quotes of this line are quotes rather than apostrophes."""
    return not re.search(r"[A-Za-z]'[A-Za-z]", line)


def _paired(line: str, straight: str, pair: str) -> str:
    count = line.count(straight)
    if not count or count % 2:
        return line
    pieces = line.split(straight)
    return "".join(piece + (pair[i % 2] if i < count else "") for i, piece in enumerate(pieces))
