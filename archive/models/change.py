"""The log of changes: who changed what and when, with the text before and after. Rows are never changed or deleted."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from archive.models.article import Article
from archive.models.figure import Figure
from archive.models.upload import Upload
from archive.reading.document import Doubt
from archive.words.change_words import ChangeNote, words_of_change
from archive.words.doubt_words import words_of_doubt
from archive.words.languages import listed


class Action(models.TextChoices):
    LINES = "lines", _("移动行")
    CUT = "cut", _("切开一行")
    SPLIT = "split", _("拆出一稿")
    MERGE = "merge", _("并稿")
    FIELDS = "fields", _("修改")
    PUBLISH = "publish", _("发布")
    CORRECT = "correct", _("更正")
    WITHDRAW = "withdraw", _("撤回")
    UNDO = "undo", _("撤销来件")


# The labels of the values that a change shows, in the order in which they are shown.
NAMES = {
    "kicker": _("引题"), "title": _("标题"), "subtitle": _("副题"), "body": _("正文"), "kind": _("类型"),
    "people": _("作者"), "source": _("来源"), "source_inferred": _("来源为推定"), "page": _("版次"),
    "published": _("见报日"), "published_inferred": _("见报日为推定"), "event_date": _("事发日"),
    "event_date_inferred": _("事发日为推定"), "region": _("地区"), "region_inferred": _("地区为推定"),
    "url": _("原网址"), "reason": _("原因"), "organizations": _("单位"), "programs": _("项目"),
    "figures": _("数字"), "doubts": _("存疑"),
}  # fmt: skip


class ChangeQuerySet(models.QuerySet["Change"]):
    def note(
        self,
        action: str,
        editor: Any,
        reason: str = "",
        *,
        what: ChangeNote | None = None,
        article: Article | None = None,
        upload: Upload | None = None,
        before: Any = None,
        after: Any = None,
    ) -> "Change":
        """Write down one change. To be called inside the transaction that makes the change."""
        whose = editor if getattr(editor, "pk", None) else None
        return self.create(
            action=action,
            editor=whose,
            code=what.code if what else "",
            arguments=what.arguments if what else {},
            reason=reason,
            article=article,
            upload=upload or (article.upload if article else None),
            before=before or {},
            after=after or {},
        )

    def note_all(self, action: str, editor: Any, articles: Iterable[Article]) -> None:
        """Write down the same change of many stories."""
        rows = [self.model(action=action, editor=editor, article=one, upload_id=one.upload_id) for one in articles]
        self.bulk_create(rows, batch_size=500)

    def latest_first(self) -> "ChangeQuerySet":
        return self.select_related("editor").order_by("-at", "-pk")


class Change(models.Model):
    """`before` and `after`: the values that differ, by name.

    `code` and `arguments` are those of a ChangeNote, `reason` holds the editor's own words; `what` joins them.
    """

    article = models.ForeignKey(
        "Article", models.SET_NULL, null=True, blank=True, related_name="changes", verbose_name=_("报道")
    )
    upload = models.ForeignKey(
        "Upload", models.SET_NULL, null=True, blank=True, related_name="changes", verbose_name=_("来件")
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("编辑")
    )
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    action = models.CharField(_("做了什么"), max_length=8, choices=Action)
    code = models.CharField(_("改动的代码"), max_length=30, blank=True)
    arguments = models.JSONField(_("改动的细节"), default=dict)
    reason = models.TextField(_("说明"), blank=True)
    before = models.JSONField(_("改前"), default=dict)
    after = models.JSONField(_("改后"), default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = pgettext_lazy("one", "改动")
        verbose_name_plural = pgettext_lazy("several", "改动")

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.what}"

    @property
    def what(self) -> str:
        """The change and its reason in words. Empty if the action says everything."""
        return words_of_change(self.code, self.arguments, self.reason)

    @property
    def differences(self) -> list[dict[str, str]]:
        """{name, before, after} as words, for each value that differs. Moved lines are described in `what` only."""
        names = [name for name in NAMES if name in self.before or name in self.after]
        return [
            {
                "name": str(NAMES[name]),
                "before": _words(self.before.get(name)),
                "after": _words(self.after.get(name)),
            }
            for name in names
        ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("是")) if value else str(_("否"))
    if isinstance(value, list):
        return listed(map(_words, value))
    if isinstance(value, dict) and "bound" in value:
        figure = Figure.of_amount(value)
        return gettext("%(figure)s（%(amount)s）") % {"figure": figure.text, "amount": figure.in_words}
    return words_of_doubt(Doubt.from_json(value)) if isinstance(value, dict) else str(value or "")
