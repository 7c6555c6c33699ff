"""Turns the lines of one story into its draft: the role of each line, the kind of story, the doubts.

In: the story's lines in reading order, each with its kind, its part in the story, and whether it
continues the paragraph above. Out: a `Draft`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from archive.reading.document import Doubt, Draft, Part
from archive.reading.split.kinds import BYLINE, CONTINUED, CREDIT, ITEM, LEAD
from archive.reading.split.lines import Line
from archive.reading.split.placement import BOX, SUBHEAD, TITLE
from archive.reading.split.starts import IMAGE_GAP

_NOTICE = re.compile(r"(?:通知|公告|公示|启事|啟事|声明|聲明|告示|名单|名單)$")
_COMMENT = re.compile(r"评论员|評論員|社论|社論|短评|短評|时评|時評")
_SUBTITLE = re.compile(r"^[—–-]{1,2}")
_PICTURED = re.compile(r"(?:摄影|攝影|图片|圖片)(?:报道|報道|報導)$")
_LONGEST_CAPTION = 3  # paragraphs of a photo story


class PlacedLine(NamedTuple):
    line: Line
    kind: str
    part: str
    continues: bool


def draft_of(lines: Sequence[PlacedLine], doubts: Sequence[Doubt]) -> Draft:
    """Builds the draft of a story from its lines in reading order."""
    heads = [placed for placed in lines if placed.part == TITLE]
    rest = [placed for placed in lines if placed.part != TITLE]
    parts = [*_head_parts(heads), *(_part(placed) for placed in rest)]
    found = [*doubts]
    if not heads:
        found.append(Doubt.of("no-headline"))
    return Draft(_kind(heads, rest), tuple(parts), tuple(found))


def _head_parts(heads: Sequence[PlacedLine]) -> list[Part]:
    """Makes the last headline line the title and the lines above it the kicker."""
    title = len(heads) - 1
    if title > 0 and _SUBTITLE.match(heads[title].line.text):
        title -= 1
    while title > 0 and heads[title].continues:
        title -= 1
    roles = ["kicker" if at < title else "title" for at in range(len(heads))]
    for at in range(title + 1, len(heads)):
        roles[at] = "title" if heads[at].continues else "subtitle"
    return [
        Part(placed.line.start, placed.line.end, role, placed.continues and role == "title")
        for placed, role in zip(heads, roles, strict=True)
    ]


def _part(placed: PlacedLine) -> Part:
    return Part(placed.line.start, placed.line.end, _role(placed), placed.continues)


def _role(placed: PlacedLine) -> str:
    if placed.kind in (BYLINE, CONTINUED):
        return "byline"
    if placed.part == BOX:
        return "box"
    if placed.part == SUBHEAD:
        return "caption" if placed.line.gap >= IMAGE_GAP else "subhead"
    return "item" if placed.kind == ITEM else "body"


def _kind(heads: Sequence[PlacedLine], rest: Sequence[PlacedLine]) -> str:
    kinds = [placed.kind for placed in rest]
    title = heads[-1].line.text if heads else ""
    if CONTINUED in kinds:
        return "fragment"
    labels = [placed.line.text for placed in [*heads[:-1], *rest[:1]]]
    if any(len(label) < 20 and _COMMENT.search(label) for label in labels):
        return "comment"
    is_pictured = bool(kinds) and kinds[-1] == BYLINE and bool(_PICTURED.search(rest[-1].line.text))
    has_lead = LEAD in kinds or BYLINE in (kinds[:-1] if is_pictured else kinds)
    paragraphs = sum(not placed.continues for placed in rest)
    if (is_pictured or CREDIT in kinds) and not has_lead and paragraphs <= _LONGEST_CAPTION:
        return "photo"
    if kinds.count(ITEM) * 2 > len(kinds) and not has_lead:
        return "list"
    return "notice" if _NOTICE.search(title) and not has_lead else "news"
