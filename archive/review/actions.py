"""The actions behind the buttons of the review page.

In: a review session opened for change, what was posted, and who posted it. Out: an ActionOutcome: a sentence for
the editor and the story to show next. Raises EditRefused; the caller then rolls the transaction back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.forms.typed_text import TypedText
from archive.models import Article
from archive.models.article_choices import Status
from archive.models.change import Action
from archive.review.evidence_form import EvidenceForm
from archive.review.field_edits import PostedForms, read_again, save_fields
from archive.review.line_edits import Edit, save_lines
from archive.review.page_lines import NEW, NOISE, ROLES, PageLines
from archive.review.publish import publish_draft
from archive.review.review_form import KeptInput, ReviewForm
from archive.review.session import EditRefused, ReviewSession
from archive.words.change_words import ChangeNote


class ActionForm(forms.Form):
    """Which button was pressed, for which story and lines, and which state of the page the editor saw."""

    do = forms.CharField(max_length=20)
    token = forms.CharField(max_length=16)
    story = forms.IntegerField(required=False)
    line = forms.TypedMultipleChoiceField(coerce=int, required=False)
    to = forms.IntegerField(required=False)
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES], required=False)
    reason = TypedText(required=False, max_length=500)  # needed if lines of a published story are moved

    def __init__(self, data: Any, session: ReviewSession) -> None:
        super().__init__(data)
        lines = [part.start for parts in session.page_lines.parts.values() for part in parts]
        self.fields["line"].choices = [(line, line) for line in lines]  # type: ignore[attr-defined]  # a choice field's


@dataclass(frozen=True)
class ActionOutcome:
    message: str
    story: int | None = None  # primary key of the story to show next


@dataclass(frozen=True)
class ActionRequest:
    """A valid request, with everything that an action may look at. `values`: the cleaned data of an ActionForm."""

    session: ReviewSession
    values: dict[str, Any]
    post: Any
    user: Any

    @property
    def ticked(self) -> list[int]:
        """The ticked lines. Raises EditRefused if none is ticked."""
        if not self.values["line"]:
            raise EditRefused(_("请先在左边勾选行"))
        return self.values["line"]

    @property
    def story(self) -> Article:
        return self.session.story(self.values["story"] or 0)

    @property
    def page_lines(self) -> PageLines:
        return self.session.page_lines

    def note(self, code: str, lines: list[int] | None = None, **arguments: Any) -> ChangeNote:
        """A note of a change to these lines, by default to the ticked lines."""
        text = self.session.upload.text
        rows = (text.count("\n", 0, line) + 1 for line in (self.ticked if lines is None else lines))
        return ChangeNote.of_lines(code, rows, **arguments)

    def note_of_move(self, lines: list[int], to: int) -> ChangeNote:
        if to == NOISE:
            return self.note("lines-to-no-story", lines)
        if to == NEW:
            return self.note("lines-to-new-story", lines)
        return self.note("lines-to-story", lines, number=self.session.numbers[to])


def _move(request: ActionRequest) -> ActionOutcome:
    to = request.values["to"]
    if to not in (NEW, NOISE):
        request.session.story(to or 0)
    what = request.note_of_move(request.ticked, to)
    action = Action.SPLIT if to == NEW else Action.LINES
    return _save_lines(request, request.page_lines.move(request.ticked, to), action, what)


def _split(request: ActionRequest) -> ActionOutcome:
    lines = [line for line in request.ticked if request.page_lines.story_of(line) != NOISE]
    if len(lines) != 1:
        raise EditRefused(_("请只勾选一行：从它起拆成新稿"))
    rest = request.page_lines.after(lines[0])
    what = request.note_of_move(rest, NEW)
    return _save_lines(request, request.page_lines.move(rest, NEW), Action.SPLIT, what)


def _merge(request: ActionRequest) -> ActionOutcome:
    into = request.session.story(request.values["to"] or 0)
    merged = request.page_lines.merge(request.story.pk, into.pk)
    numbers = request.session.numbers
    what = ChangeNote("story-to-story", {"number": numbers[request.story.pk], "into": numbers[into.pk]})
    outcome = _save_lines(request, merged, Action.MERGE, what)
    return ActionOutcome(outcome.message, into.pk)


def _up(request: ActionRequest) -> ActionOutcome:
    what = request.note("lines-up")
    return _save_lines(request, request.page_lines.up(request.ticked), Action.LINES, what)


def _down(request: ActionRequest) -> ActionOutcome:
    what = request.note("lines-down")
    return _save_lines(request, request.page_lines.down(request.ticked), Action.LINES, what)


def _role(request: ActionRequest) -> ActionOutcome:
    role = request.values["role"] or "body"
    what = request.note("lines-role", role=role)
    return _save_lines(request, request.page_lines.as_role(request.ticked, role), Action.LINES, what)


def _join(request: ActionRequest) -> ActionOutcome:
    what = request.note("lines-joined")
    return _save_lines(request, request.page_lines.joined(request.ticked), Action.LINES, what)


def _part(request: ActionRequest) -> ActionOutcome:
    what = request.note("lines-parted")
    return _save_lines(request, request.page_lines.parted(request.ticked), Action.LINES, what)


def _save_lines(request: ActionRequest, edited: PageLines, action: str, what: ChangeNote) -> ActionOutcome:
    if edited.parts == request.page_lines.parts:
        return ActionOutcome(_("没有什么要改"), request.values["story"])
    new = save_lines(request.session, edited, Edit(action, what, request.user, request.values["reason"]))
    return ActionOutcome(str(what), new.pk if new else request.values["story"])


class InvalidFields(Exception):
    """The posted fields cannot be saved. The form says why."""

    def __init__(self, form: ReviewForm) -> None:
        super().__init__()
        self.form = form


def _save(request: ActionRequest) -> ActionOutcome:
    posted = PostedForms(ReviewForm(request.post), KeptInput(request.post), EvidenceForm(request.story, request.post))
    if not (posted.fields.is_valid() and posted.kept.is_valid()):
        raise InvalidFields(posted.fields)
    is_changed = save_fields(request.session, request.story, posted, request.user)
    message = _("已存第 %(number)d 稿") if is_changed else _("第 %(number)d 稿没有改动")
    return ActionOutcome(message % {"number": request.session.numbers[request.story.pk]}, request.story.pk)


def _publish(request: ActionRequest) -> ActionOutcome:
    """Save and publish the story, and show the next draft: the first one below it, or else the first of all."""
    _save(request)
    session, story = request.session, request.story
    publish_draft(session, story, request.user)
    drafts = [other for other in session.stories if other.status == Status.DRAFT and other.pk != story.pk]
    below = [other for other in drafts if other.position > story.position]
    following = next(iter([*below, *drafts]), story)
    message = _("已发布第 %(number)d 稿，几秒后可以检索到") % {"number": session.numbers[story.pk]}
    return ActionOutcome(message, following.pk)


def _publish_all(request: ActionRequest) -> ActionOutcome:
    drafts = [story for story in request.session.stories if story.status == Status.DRAFT]
    for story in drafts:
        publish_draft(request.session, story, request.user)
    count = len(drafts)
    message = ngettext("已发布 %(count)d 稿，几秒后可以检索到", "已发布 %(count)d 稿，几秒后可以检索到", count) % {
        "count": count
    }
    return ActionOutcome(message, request.values["story"])


def _again(request: ActionRequest) -> ActionOutcome:
    read_again(request.session, request.story, request.user)
    message = _("第 %(number)d 稿已按行重拼") % {"number": request.session.numbers[request.story.pk]}
    return ActionOutcome(message, request.story.pk)


# By the name that the button posts as `do`.
ACTIONS: dict[str, Callable[[ActionRequest], ActionOutcome]] = {
    "move": _move, "split": _split, "merge": _merge, "up": _up, "down": _down, "role": _role, "join": _join,
    "part": _part, "save": _save, "again": _again,
}  # fmt: skip
# Only for users who may publish.
PUBLISHING: dict[str, Callable[[ActionRequest], ActionOutcome]] = {"publish": _publish, "publish_all": _publish_all}
