"""Builds the `Page` of an extracted text from the places of its stories.

In: the text, with blocks or spans. Out: pages whose drafts, noise and white space cover every character.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.reading.document import Doubt, Draft, Page, Part, Span
from archive.reading.formats.html_marks import is_dateline
from archive.reading.split import split
from archive.reading.split.kinds import is_lead

_NOTICE = re.compile(r"(?:通知|公告|公示|启事|啟事|声明|聲明|告示|名单|名單)$")
_BRACKETS = str.maketrans("（）：，", "():,")
_HEADLINE = re.compile(r"^[^。，；\n]{3,50}(?<![。！？：])$")
_LEAST_STORY = 40  # characters of paragraphs: fewer are not a story
_SPLIT_AT_MOST = 200  # lines used to find the kind of a story


@dataclass(frozen=True)
class TextBlock:
    """A paragraph or heading. `pieces` are the ranges of its words if there is markup between them."""

    start: int
    end: int
    level: int  # of a heading, from 1; 0 for a paragraph
    role: str = ""
    pieces: tuple[Span, ...] = ()


def page_of_blocks(text: str, blocks: Sequence[TextBlock], *, always: bool = False) -> Page | None:
    """Divides a document into stories by its headings.

    There are several stories if each section under the headings of one level begins like a report; else one.
    Returns None if there is no heading, because only the text can show its stories then; with `always`,
    it returns one story in this case too.
    """
    parts = _several(text, blocks)
    if parts is None and not always and not any(block.level for block in blocks):
        return None
    stories = parts if parts is not None else [blocks]
    drafts = tuple(_draft(text, story) for story in stories if story)
    return Page(drafts, noise_outside(text, [(part.start, part.end) for draft in drafts for part in draft.parts]))


def _several(text: str, blocks: Sequence[TextBlock]) -> list[Sequence[TextBlock]] | None:
    for level in sorted({block.level for block in blocks if block.level}):
        starts = [at for at, block in enumerate(blocks) if block.level == level and block.role != "title"]
        parts = [blocks[begin:end] for begin, end in pairwise([*starts, len(blocks)])]
        if len(parts) >= 2 and all(_is_report(text, part) for part in parts):
            before = blocks[: starts[0]]
            is_story = sum(block.end - block.start for block in before if not block.level) >= _LEAST_STORY
            return [before, *parts] if is_story else [*parts]
    return None


def _is_report(text: str, part: Sequence[TextBlock]) -> bool:
    """Whether the text below a heading begins with a lead, a byline or a dateline."""
    opening = [text[block.start : block.end] for block in part[1:4]]
    size = sum(block.end - block.start for block in part if not block.level)
    leads = (is_dateline(line) or _opens(line) for line in opening)
    return size >= _LEAST_STORY and any(leads)


def _draft(text: str, blocks: Sequence[TextBlock]) -> Draft:
    """Builds a draft; its title is the first heading, if no paragraph comes before it."""
    heads = [block for block in blocks if block.level]
    title = heads[0] if heads and not any(_is_paragraph(block) for block in blocks[: blocks.index(heads[0])]) else None
    if not heads and len(blocks) > 1 and _HEADLINE.match(text[blocks[0].start : blocks[0].end]):
        title = blocks[0]
    again = "".join(text[title.start : title.end].split()) if title else ""
    parts: list[Part] = []
    printed = _printed_headline(text, blocks)
    for block in blocks:
        if block is printed:
            parts += _parts_of(text, block, "subtitle")
            continue
        is_again = block.level and block is not title and "".join(text[block.start : block.end].split()) == again
        if not is_again:
            parts += _parts_of(text, block, "title" if block is title else "subhead" if block.level else "body")
    doubts = () if title else (Doubt.of("no-headline"),)
    return Draft(kind_of(text, parts), tuple(parts), doubts)


def _printed_headline(text: str, blocks: Sequence[TextBlock]) -> TextBlock | None:
    """Returns the headline printed in the text, below the title from the file's front matter and above a lead."""
    if len(blocks) < 3 or blocks[0].role != "title" or blocks[1].level:
        return None
    line = text[blocks[1].start : blocks[1].end]
    return (
        blocks[1]
        if _HEADLINE.match(line) and not is_dateline(line) and _opens(text[blocks[2].start : blocks[2].end])
        else None
    )


def _opens(line: str) -> bool:
    return is_lead("".join(line[:60].split()).translate(_BRACKETS), line[:60])


def _is_paragraph(block: TextBlock) -> bool:
    return not block.level and block.end - block.start >= _LEAST_STORY


def _parts_of(text: str, block: TextBlock, role: str) -> list[Part]:
    printed = text[block.start : block.end]
    if role == "body" and is_dateline(printed) and "。" not in printed:
        role = "byline"
    pieces = block.pieces or ((block.start, block.end),)
    return [Part(*piece, role, at > 0) for at, piece in enumerate(pieces)]


def split_within(text: str, spans: Sequence[Span]) -> Page:
    """Finds the stories in these lines of a text; everything else is noise."""
    starts: list[int] = []  # where each line begins in the joined text
    offset = 0
    for begin, end in spans:
        starts.append(offset)
        offset += end - begin + 1
    page = split("\n".join(text[begin:end] for begin, end in spans))

    def moved(part: Part) -> Part:
        line = bisect_right(starts, part.start) - 1
        shift = spans[line][0] - starts[line]
        return replace(part, start=part.start + shift, end=part.end + shift)

    drafts = tuple(replace(draft, parts=tuple(map(moved, draft.parts))) for draft in page.drafts)
    covered = [(part.start, part.end) for draft in drafts for part in draft.parts]
    return Page(drafts, noise_outside(text, covered))


def noise_outside(text: str, covered: Iterable[Span]) -> tuple[Span, ...]:
    """Returns the lines and parts of lines outside the `covered` spans, without white space at their ends."""
    noise: list[Span] = []
    at = 0
    for begin, end in [*sorted(covered), (len(text), len(text))]:
        noise += _lines_in(text, at, begin)
        at = max(at, end)
    return tuple(noise)


def _lines_in(text: str, begin: int, end: int) -> list[Span]:
    found = []
    for match in re.finditer(r"[^\n]+", text[begin:end]):
        printed = match.group()
        if printed.strip():
            start = begin + match.start() + len(printed) - len(printed.lstrip())
            found.append((start, start + len(printed.strip())))
    return found


def kind_of(text: str, parts: Sequence[Part]) -> str:
    """Returns the kind of a story whose parts are known: the kind that the splitter gives to its largest piece."""
    lines = [(part.start, part.end) for part in parts if part.role != "byline"][:_SPLIT_AT_MOST]
    drafts = split_within(text, lines).drafts
    title = "".join(text[part.start : part.end] for part in parts if part.role == "title")
    if _NOTICE.search(title):
        return "list" if title.endswith(("名单", "名單")) else "notice"
    return max(drafts, key=_size).kind if drafts else "news"


def _size(draft: Draft) -> int:
    return sum(part.end - part.start for part in draft.parts)
