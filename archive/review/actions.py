"""What the buttons of the review page do.

In: an upload opened for change, what was posted, who did it. Out: an ActionOutcome: a sentence for the editor and
the story to show next. Raises Refused, with nothing written: the caller rolls back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from archive.models import Article
from archive.models.article_queryset import Status
from archive.models.change import Action
from archive.review.context import ROLE_NAMES
from archive.review.evidence_form import EvidenceForm
from archive.review.field_edits import Typed, publish, read_again, save_fields
from archive.review.line_edits import Edit, save_sheet
from archive.review.page_lines import NEW, NOISE, ROLES, PageLines
from archive.review.session import EditRefused, ReviewSession
from archive.review.story_form import KeptInput, StoryForm
from archive.review.typed_text import TypedText


class ActForm(forms.Form):
    """Which button, of which story, on which lines, before which state of the page."""

    do = forms.CharField(max_length=20)
    token = forms.CharField(max_length=16)
    story = forms.IntegerField(required=False)
    line = forms.TypedMultipleChoiceField(coerce=int, required=False)
    to = forms.IntegerField(required=False)
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES], required=False)
    reason = TypedText(required=False, max_length=500)  # where the lines of a published story are moved

    def __init__(self, data: Any, desk: ReviewSession) -> None:
        super().__init__(data)
        lines = [part.start for parts in desk.sheet.parts.values() for part in parts]
        self.fields["line"].choices = [(line, line) for line in lines]  # type: ignore[attr-defined]  # a choice field's


@dataclass(frozen=True)
class ActionOutcome:
    said: str
    show: int | None = None  # a story


@dataclass(frozen=True)
class ActionRequest:
    """A valid request, with all that an action may look at."""

    desk: ReviewSession
    said: dict[str, Any]
    post: Any
    user: Any

    @property
    def lines(self) -> list[int]:
        """Raises Refused where none is ticked."""
        if not self.said["line"]:
            raise EditRefused(_("请先在左边勾选行"))
        return self.said["line"]

    @property
    def story(self) -> Article:
        return self.desk.story(self.said["story"] or 0)

    def rows(self, lines: list[int]) -> str:
        numbers = sorted({self.desk.upload.text.count("\n", 0, line) + 1 for line in lines})
        return _("第 %(rows)s 行") % {"rows": "、".join(map(str, numbers))}

    def named(self, story: int) -> str:
        if story == NOISE:
            return _("不属于报道")
        return _("新稿") if story == NEW else _("第 %(number)d 稿") % {"number": self.desk.numbers[story]}


def _move(asked: ActionRequest) -> ActionOutcome:
    to = asked.said["to"]
    if to not in (NEW, NOISE):
        asked.desk.story(to or 0)
    what = f"{asked.rows(asked.lines)} → {asked.named(to)}"
    action = Action.SPLIT if to == NEW else Action.LINES
    return _saved(asked, asked.desk.sheet.move(asked.lines, to), action, what)


def _split(asked: ActionRequest) -> ActionOutcome:
    lines = [line for line in asked.lines if asked.desk.sheet.story_of(line) != NOISE]
    if len(lines) != 1:
        raise EditRefused(_("请只勾选一行：从它起拆成新稿"))
    rest = asked.desk.sheet.after(lines[0])
    return _saved(asked, asked.desk.sheet.move(rest, NEW), Action.SPLIT, f"{asked.rows(rest)} → {asked.named(NEW)}")


def _merge(asked: ActionRequest) -> ActionOutcome:
    into = asked.desk.story(asked.said["to"] or 0)
    sheet = asked.desk.sheet.merge(asked.story.pk, into.pk)
    what = f"{asked.named(asked.story.pk)} → {asked.named(into.pk)}"
    outcome = _saved(asked, sheet, Action.MERGE, what)
    return ActionOutcome(outcome.said, into.pk)


def _up(asked: ActionRequest) -> ActionOutcome:
    return _saved(asked, asked.desk.sheet.up(asked.lines), Action.LINES, _("%s 上移") % asked.rows(asked.lines))


def _down(asked: ActionRequest) -> ActionOutcome:
    return _saved(asked, asked.desk.sheet.down(asked.lines), Action.LINES, _("%s 下移") % asked.rows(asked.lines))


def _role(asked: ActionRequest) -> ActionOutcome:
    role = asked.said["role"] or "body"
    what = _("%(rows)s 定为%(role)s") % {"rows": asked.rows(asked.lines), "role": ROLE_NAMES[role]}
    return _saved(asked, asked.desk.sheet.as_role(asked.lines, role), Action.LINES, what)


def _join(asked: ActionRequest) -> ActionOutcome:
    return _saved(asked, asked.desk.sheet.joined(asked.lines), Action.LINES, _("%s 接上段") % asked.rows(asked.lines))


def _part(asked: ActionRequest) -> ActionOutcome:
    return _saved(asked, asked.desk.sheet.parted(asked.lines), Action.LINES, _("%s 另起段") % asked.rows(asked.lines))


def _saved(asked: ActionRequest, sheet: PageLines, action: str, what: str) -> ActionOutcome:
    if sheet.parts == asked.desk.sheet.parts:
        return ActionOutcome(_("没有什么要改"), asked.said["story"])
    new = save_sheet(asked.desk, sheet, Edit(action, what, asked.user, asked.said["reason"]))
    return ActionOutcome(what, new.pk if new else asked.said["story"])


class Invalid(Exception):
    """The fields as posted cannot be saved: the form says why."""

    def __init__(self, form: StoryForm) -> None:
        super().__init__()
        self.form = form


def _save(asked: ActionRequest) -> ActionOutcome:
    typed = Typed(StoryForm(asked.post), KeptInput(asked.post), EvidenceForm(asked.story, asked.post))
    if not (typed.fields.is_valid() and typed.kept.is_valid()):
        raise Invalid(typed.fields)
    is_changed = save_fields(asked.desk, asked.story, typed, asked.user)
    said = _("已存第 %(number)d 稿") if is_changed else _("第 %(number)d 稿没有改动")
    return ActionOutcome(said % {"number": asked.desk.numbers[asked.story.pk]}, asked.story.pk)


def _publish(asked: ActionRequest) -> ActionOutcome:
    """Save and publish; the next draft is shown."""
    _save(asked)
    publish(asked.desk, asked.story, asked.user)
    left = [one for one in asked.desk.stories if one.status == Status.DRAFT and one.pk != asked.story.pk]
    after = next((one for one in left if one.position > asked.story.position), None) or (left[0] if left else None)
    said = _("已发布第 %(number)d 稿，几秒后可以检索到") % {"number": asked.desk.numbers[asked.story.pk]}
    return ActionOutcome(said, after.pk if after else asked.story.pk)


def _publish_all(asked: ActionRequest) -> ActionOutcome:
    drafts = [story for story in asked.desk.stories if story.status == Status.DRAFT]
    for story in drafts:
        publish(asked.desk, story, asked.user)
    return ActionOutcome(_("已发布 %(count)d 稿，几秒后可以检索到") % {"count": len(drafts)}, asked.said["story"])


def _again(asked: ActionRequest) -> ActionOutcome:
    read_again(asked.desk, asked.story, asked.user)
    return ActionOutcome(
        _("第 %(number)d 稿已按行重拼") % {"number": asked.desk.numbers[asked.story.pk]}, asked.story.pk
    )


ACTIONS: dict[str, Callable[[ActionRequest], ActionOutcome]] = {
    "move": _move, "split": _split, "merge": _merge, "up": _up, "down": _down, "role": _role, "join": _join,
    "part": _part, "save": _save, "again": _again,
}  # fmt: skip
# What only those do who may publish.
PUBLISHING: dict[str, Callable[[ActionRequest], ActionOutcome]] = {"publish": _publish, "publish_all": _publish_all}
