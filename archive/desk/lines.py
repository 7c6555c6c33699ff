"""A moved line is saved: stories read anew from their lines, their evidence follows, and who did it is kept.

In: an upload opened for change, the sheet as the editor left it, and a sentence that says what was done.
To be called in a transaction. A field that an editor wrote by hand is left as it is.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from archive.admin.evidence import texts
from archive.desk.found import add_found, describe_new, follow, settle_units
from archive.desk.opened import Opened, Refused, byline_of, fields_of, keep_parts
from archive.desk.sheet import NEW, NOISE, Parts, Sheet
from archive.ingest.discard import remove_drafts
from archive.models import Article, Change
from archive.models.article_queryset import Status
from text.script import script_of

_ROWS = re.compile(r"^第([\d、]+)(?:等\d+)?行")


def save_sheet(desk: Opened, sheet: Sheet, action: str, what: str, editor: Any) -> Article | None:
    """Every story whose lines changed is saved; the new one, if there is one, is returned.

    Raises Refused where a story that was public would change, or one would be left without text.
    """
    touched = [story for story in desk.stories if sheet.parts[story.pk] != desk.sheet.parts[story.pk]]
    for story in touched:
        if story.status != Status.DRAFT:
            number = desk.numbers[story.pk]
            raise Refused(_("第 %(number)d 稿已经发布，它的行不再移动；要改请用更正") % {"number": number})
    kept = [story for story in touched if sheet.parts[story.pk]]
    new = [_begun(desk, sheet.parts[NEW], touched)] if sheet.parts.get(NEW) else []
    for story in kept:
        _save(desk, story, sheet.parts[story.pk], action, what, editor)
    for story in new:
        _save(desk, story, sheet.parts[NEW], action, what, editor)
    gone = [story for story in touched if not sheet.parts[story.pk]]
    _remove(gone, [*kept, *new], action, what, editor)
    noise = sorted([part.start, part.end] for part in sheet.parts.get(NOISE, ()))
    type(desk.upload).objects.filter(pk=desk.upload.pk).update(noise=noise)
    return new[0] if new else None


def _save(desk: Opened, story: Article, parts: Parts, action: str, what: str, editor: Any) -> None:
    is_new = story.pk not in desk.sheet.parts
    before, spans = texts(story), story.spans
    given = {} if is_new else desk.read_from_lines(story)
    for name, value in fields_of(desk.upload.text, parts).items():
        if is_new or getattr(story, name) == given[name]:
            setattr(story, name, value)
    if not (story.title or story.body):
        raise Refused(_("这样会有一稿没有标题也没有正文；请把余下的行也移走"))
    story.spans = [[part.start, part.end] for part in parts]
    story.script = script_of("\n".join(texts(story).values()))
    story.doubts = still_open(story.doubts, rows_of(desk.upload.text, parts))
    if is_new:
        describe_new(story, desk.upload.note)
    story.save()
    keep_parts(story, parts)
    follow(story, before)
    old = "" if is_new else byline_of(desk.upload.text, desk.sheet.parts[story.pk])
    add_found(story, before, old, byline_of(desk.upload.text, parts))
    _note(story, before, spans, action, what, editor)


def _note(story: Article, before: dict[str, str], spans: Any, action: str, what: str, editor: Any) -> None:
    after = texts(story)
    changed = [name for name in after if before[name] != after[name]]
    Change.objects.note(
        action, editor, what, article=story,
        before={"spans": spans, **{name: before[name] for name in changed}},
        after={"spans": story.spans, **{name: after[name] for name in changed}},
    )  # fmt: skip


def _begun(desk: Opened, parts: Parts, touched: list[Article]) -> Article:
    """A new draft with what it shares with the story it was part of: the page it was printed on."""
    like = touched[0] if touched else next(iter(desk.stories), None)
    story = Article(upload=desk.upload, position=max((one.position for one in desk.stories), default=0) + 1)
    if like:
        for name in ("source", "source_inferred", "page", "published", "published_precision", "published_inferred"):
            setattr(story, name, getattr(like, name))
    story.doubts = [_("这一稿是编辑拆出来的，请核对标题、地区与日期")]
    return story


def _remove(gone: list[Article], left: list[Article], action: str, what: str, editor: Any) -> None:
    """Stories without a line go; what speaks of them goes over to those that took the lines."""
    settle_units([*gone, *left], left)
    for story in gone:
        heir = left[0] if left else None
        Change.objects.note(action, editor, f"{what}（{story.headline}）", article=heir, upload=story.upload,
                            before={**texts(story), "spans": story.spans})  # fmt: skip
        story.changes.update(article=heir)
    remove_drafts(Article.objects.filter(pk__in=[story.pk for story in gone]))


def still_open(doubts: Iterable[str], rows: set[int]) -> list[str]:
    """Without the doubts about lines that all stand elsewhere now."""
    return [doubt for doubt in doubts if not (named := named_rows(doubt)) or named & rows]


def named_rows(doubt: str) -> set[int]:
    """The lines of the file that a doubt is about: {93, 95} of 第93、95行句子没有结束."""
    found = _ROWS.match(doubt)
    return {int(row) for row in found[1].split("、") if row} if found else set()


def rows_of(text: str, parts: Parts) -> set[int]:
    """The numbers of the lines of the file, from 1."""
    return {text.count("\n", 0, part.start) + 1 for part in parts}
