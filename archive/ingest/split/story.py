"""From the lines of one story to its draft: each line's role, the kind of story, the doubts.

In: the story's lines in reading order with their kinds, and how many headline lines open it.
Out: a `Draft`.
"""

import re
from collections.abc import Sequence

from archive.ingest.document import Draft, Part
from archive.ingest.split.kinds import BODY, BYLINE, CONTINUED, CREDIT, HEAD, ITEM, LABEL, LEAD
from archive.ingest.split.lines import Line

_NOTICE = re.compile(r"(?:通知|公告|公示|启事|啟事|声明|聲明|告示|名单|名單)$")
_COMMENT = re.compile(r"评论员|評論員|社论|社論|短评|短評|时评|時評")
_LONGEST_CAPTION = 3  # lines of a photo story's text
_SHORT = 45  # code points of a caption

Placed = tuple[Line, str]  # a line and its kind


def draft_of(heads: Sequence[Placed], rest: Sequence[Placed], doubts: Sequence[str] = ()) -> Draft:
    """The draft of a story from its headline lines and the others, both in reading order."""
    parts = [*_head_parts(heads), *_rest_parts(rest)]
    kind = _kind(heads, rest)
    found = [*doubts]
    if not any(part.role == "title" for part in parts):
        found.append("没有找到标题，请补上")
    elif len(heads) == 2 and _may_be_one_title(heads[0][0], heads[1][0]):
        found.append("标题上面一行可能是引题，也可能是同一标题的前半行")
    return Draft(kind, tuple(parts), tuple(found))


def _head_parts(heads: Sequence[Placed]) -> list[Part]:
    """The last headline line is the title, what stands above it the kicker."""
    roles = ["kicker"] * (len(heads) - 1) + ["title"]
    return [
        Part(line.start, line.end, role)
        for (line, _), role in zip(heads, roles[-len(heads) :] if heads else [], strict=True)
    ]


def _may_be_one_title(upper: Line, lower: Line) -> bool:
    return upper.text[-1] not in ":—!?" and abs(len(upper.text) - len(lower.text)) <= 4


def _rest_parts(rest: Sequence[Placed]) -> list[Part]:
    parts = []
    in_box = False
    for position, (line, kind) in enumerate(rest):
        in_box = kind == LABEL or (in_box and kind != HEAD and rest[position - 1][0].is_open)
        in_box = in_box or (position > 0 and rest[position - 1][1] == LABEL)
        role = "box" if in_box else _role(line, kind, position, rest)
        continues = bool(parts) and parts[-1].role == role and rest[position - 1][0].is_open
        parts.append(Part(line.start, line.end, role, continues and role in ("body", "box")))
    return parts


def _role(line: Line, kind: str, position: int, rest: Sequence[Placed]) -> str:
    if kind in (BYLINE, CONTINUED):
        return "byline"
    if kind == ITEM:
        return "item"
    if kind == HEAD:
        return _role_of_head(line, position, rest)
    return "body"


def _role_of_head(line: Line, position: int, rest: Sequence[Placed]) -> str:
    """A headline shape inside a story: a subhead, a caption, or the end of a broken sentence."""
    before = rest[position - 1][0] if position else None
    if before is not None and before.is_open and rest[position - 1][1] in (BODY, LEAD):
        return "body"
    return "caption" if line.gap >= 3 else "subhead"


def _kind(heads: Sequence[Placed], rest: Sequence[Placed]) -> str:
    kinds = [kind for _, kind in rest]
    title = heads[-1][0].text if heads else ""
    if CONTINUED in kinds:
        return "fragment"
    if any(_COMMENT.search(line.text) for line, _ in [*heads[:-1], *rest[:1]] if len(line.text) < 20):
        return "comment"
    has_lead = LEAD in kinds or BYLINE in kinds
    if CREDIT in kinds and not has_lead and _is_caption(rest):
        return "photo"
    if kinds.count(ITEM) * 2 > len(kinds) and not has_lead:
        return "list"
    return "notice" if _NOTICE.search(title) and not has_lead else "news"


def _is_caption(rest: Sequence[Placed]) -> bool:
    """Whether little stands there beside the photographer's line."""
    paragraphs = sum(not line.is_open or kind == CREDIT for line, kind in rest)
    return paragraphs <= _LONGEST_CAPTION
