"""From the lines of one story to its draft: each line's role, the kind of story, the doubts.

In: the story's lines in reading order, each with its kind, its part in the story and whether it
carries on the paragraph above. Out: a `Draft`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from archive.reading.document import Draft, Part
from archive.reading.split.kinds import BYLINE, CONTINUED, CREDIT, ITEM, LEAD
from archive.reading.split.lines import Line
from archive.reading.split.placement import BOX, SUBHEAD, TITLE
from archive.reading.split.starts import IMAGE_GAP

_NOTICE = re.compile(r"(?:通知|公告|公示|启事|啟事|声明|聲明|告示|名单|名單)$")
_COMMENT = re.compile(r"评论员|評論員|社论|社論|短评|短評|时评|時評")
_SUBTITLE = re.compile(r"^[—–-]{1,2}")
_PICTURED = re.compile(r"(?:摄影|攝影|图片|圖片)(?:报道|報道|報導)$")
_LONGEST_CAPTION = 3  # paragraphs of a photo story


class Placed(NamedTuple):
    line: Line
    kind: str
    part: str
    continues: bool


def draft_of(placed: Sequence[Placed], doubts: Sequence[str]) -> Draft:
    """The draft of a story from its lines in reading order."""
    heads = [one for one in placed if one.part == TITLE]
    rest = [one for one in placed if one.part != TITLE]
    parts = [*_head_parts(heads), *(_part(one) for one in rest)]
    found = [*doubts]
    if not heads:
        found.append("没有找到标题，请补上")
    return Draft(_kind(heads, rest), tuple(parts), tuple(found))


def _head_parts(heads: Sequence[Placed]) -> list[Part]:
    """The last headline line is the title, what stands above it the kicker."""
    title = len(heads) - 1
    if title > 0 and _SUBTITLE.match(heads[title].line.text):
        title -= 1
    while title > 0 and heads[title].continues:
        title -= 1
    roles = ["kicker" if at < title else "title" for at in range(len(heads))]
    for at in range(title + 1, len(heads)):
        roles[at] = "title" if heads[at].continues else "subtitle"
    return [
        Part(one.line.start, one.line.end, role, one.continues and role == "title")
        for one, role in zip(heads, roles, strict=True)
    ]


def _part(one: Placed) -> Part:
    return Part(one.line.start, one.line.end, _role(one), one.continues)


def _role(one: Placed) -> str:
    if one.kind in (BYLINE, CONTINUED):
        return "byline"
    if one.part == BOX:
        return "box"
    if one.part == SUBHEAD:
        return "caption" if one.line.gap >= IMAGE_GAP else "subhead"
    return "item" if one.kind == ITEM else "body"


def _kind(heads: Sequence[Placed], rest: Sequence[Placed]) -> str:
    kinds = [one.kind for one in rest]
    title = heads[-1].line.text if heads else ""
    if CONTINUED in kinds:
        return "fragment"
    labels = [one.line.text for one in [*heads[:-1], *rest[:1]]]
    if any(len(label) < 20 and _COMMENT.search(label) for label in labels):
        return "comment"
    is_pictured = bool(kinds) and kinds[-1] == BYLINE and bool(_PICTURED.search(rest[-1].line.text))
    has_lead = LEAD in kinds or BYLINE in (kinds[:-1] if is_pictured else kinds)
    paragraphs = sum(not one.continues for one in rest)
    if (is_pictured or CREDIT in kinds) and not has_lead and paragraphs <= _LONGEST_CAPTION:
        return "photo"
    if kinds.count(ITEM) * 2 > len(kinds) and not has_lead:
        return "list"
    return "notice" if _NOTICE.search(title) and not has_lead else "news"
