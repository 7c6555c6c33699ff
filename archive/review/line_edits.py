"""Saves moved lines: stories are read from their lines again, their links are updated, the change is logged.

In: a session opened for change, the PageLines as edited, and an Edit that describes the change. To be called in a
transaction. A field that an editor wrote by hand is left as it is. If the text of a published story changes, it is
corrected: readers get the reason, and the former text is kept as a version.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from archive.ingest.discard import remove_drafts
from archive.models import Article, Change
from archive.models.article_choices import Status
from archive.models.change import Action
from archive.reading.document import Doubt
from archive.review.evidence_spans import texts
from archive.review.page_lines import NEW, NOISE, PageLines, Parts, line_numbers
from archive.review.permissions import may_publish
from archive.review.relink import add_new_links, describe_new, move_units, update_own_links
from archive.review.session import EditRefused, ReviewSession, byline_of, fields_of, keep_parts
from archive.words.change_words import ChangeNote
from archive.words.languages import in_sequence
from text.script import script_of


@dataclass(frozen=True)
class Edit:
    """A change and its editor. `reason`: for the readers of the published stories that it changes."""

    action: str
    what: ChangeNote
    editor: Any
    reason: str = ""


def save_lines(session: ReviewSession, page_lines: PageLines, edit: Edit) -> Article | None:
    """Save every story whose lines changed. Returns the new story, if there is one.

    Raises EditRefused if the change is not allowed for a story that was public, or leaves a story without text.
    """
    touched = [story for story in session.stories if page_lines.parts[story.pk] != session.page_lines.parts[story.pk]]
    for story in touched:
        _refuse_public(session, story, page_lines.parts[story.pk], edit)
    kept = [story for story in touched if page_lines.parts[story.pk]]
    new = [_begun(session, page_lines.parts[NEW], touched)] if page_lines.parts.get(NEW) else []
    for story in kept:
        _save(session, story, page_lines.parts[story.pk], edit)
    for story in new:
        _save(session, story, page_lines.parts[NEW], edit)
    _remove([story for story in touched if not page_lines.parts[story.pk]], [*kept, *new], edit)
    noise = sorted([part.start, part.end] for part in page_lines.parts.get(NOISE, ()))
    type(session.upload).objects.filter(pk=session.upload.pk).update(noise=noise)
    return new[0] if new else None


def _refuse_public(session: ReviewSession, story: Article, parts: Parts, edit: Edit) -> None:
    if story.status == Status.DRAFT:
        return
    number = {"number": session.numbers[story.pk]}
    if story.status == Status.WITHDRAWN or not may_publish(edit.editor):
        raise EditRefused(_("第 %(number)d 稿已经发布过，它的行不能再动") % number)
    if not parts:
        raise EditRefused(_("第 %(number)d 稿已经发布，不能一行不留；要去掉它请撤回") % number)
    if not edit.reason:
        raise EditRefused(_("第 %(number)d 稿已经发布：要动它的行，请写明更正原因，读者会看到") % number)


def _save(session: ReviewSession, story: Article, parts: Parts, edit: Edit) -> None:
    is_new = story.pk not in session.page_lines.parts
    before, spans = texts(story), story.spans
    given = {} if is_new else session.read_from_lines(story)
    for name, value in fields_of(session.upload.text, parts).items():
        if is_new or getattr(story, name) == given[name]:
            setattr(story, name, value)
    if not (story.title or story.body):
        raise EditRefused(_("这样会有一稿没有标题也没有正文；请把余下的行也移走"))
    story.spans = [[part.start, part.end] for part in parts]
    story.script = script_of("\n".join(texts(story).values()))
    story.doubts = still_open(story.doubts, rows_of(session.upload.text, parts))
    if is_new:
        describe_new(story, session.upload.note)
    _write(story, before, edit)
    keep_parts(story, parts)
    old = "" if is_new else byline_of(session.upload.text, session.page_lines.parts[story.pk])
    update_own_links(story, before)
    add_new_links(story, before, old, byline_of(session.upload.text, parts))
    _note(story, before, spans, edit)


def _write(story: Article, before: dict[str, str], edit: Edit) -> None:
    """Save a draft, and correct a published story if its text changed."""
    if story.status == Status.DRAFT or texts(story) == before:
        story.save()
        return
    try:
        story.correct(edit.reason, by=edit.editor)
    except ValidationError as error:
        raise EditRefused(in_sequence(error.messages)) from error


def _note(story: Article, before: dict[str, str], spans: Any, edit: Edit) -> None:
    after = texts(story)
    changed = [name for name in after if before[name] != after[name]]
    is_correction = story.status != Status.DRAFT and bool(changed)
    Change.objects.note(
        Action.CORRECT if is_correction else edit.action,
        edit.editor,
        edit.reason if is_correction else "",
        what=edit.what,
        article=story,
        before={"spans": spans, **{name: before[name] for name in changed}},
        after={"spans": story.spans, **{name: after[name] for name in changed}},
    )


def _begun(session: ReviewSession, parts: Parts, touched: list[Article]) -> Article:
    """A new draft with the source, page and date of the story that its lines were part of."""
    like = touched[0] if touched else next(iter(session.stories), None)
    story = Article(upload=session.upload, position=max((one.position for one in session.stories), default=0) + 1)
    if like:
        for name in ("source", "source_inferred", "page", "published", "published_precision", "published_inferred"):
            setattr(story, name, getattr(like, name))
    story.doubts = [Doubt.of("split-by-editor")]
    return story


def _remove(gone: list[Article], left: list[Article], edit: Edit) -> None:
    """Delete stories without lines. Their pilot units and changes now belong to the stories that took the lines."""
    move_units([*gone, *left], left)
    for story in gone:
        heir = left[0] if left else None
        what = replace(edit.what, arguments={**edit.what.arguments, "removed": story.headline})
        before = {**texts(story), "spans": story.spans}
        Change.objects.note(edit.action, edit.editor, what=what, article=heir, upload=story.upload, before=before)
        story.changes.update(article=heir)
    remove_drafts(Article.objects.filter(pk__in=[story.pk for story in gone]))


def still_open(doubts: Iterable[Doubt], rows: set[int]) -> list[Doubt]:
    """Without the doubts about lines that are all in other stories now."""
    return [doubt for doubt in doubts if not doubt.lines or rows.intersection(doubt.lines)]


def rows_of(text: str, parts: Parts) -> set[int]:
    """The numbers of the lines in the file, from 1."""
    number = line_numbers(text)
    return {number(part.start) for part in parts}
