"""Files that were uploaded together, and what became of each. The worker takes the files it reads from this table."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.upload import shown_name
from archive.words.refusal_words import words_of_refusal


class FileState(models.TextChoices):
    WAITING = "waiting", _("等待")
    READING = "reading", _("正在读")
    DONE = "done", _("已读入")
    REFUSED = "refused", _("未收入")
    SKIPPED = "skipped", _("略过")
    CANCELLED = "cancelled", _("已取消")


OPEN = (FileState.WAITING, FileState.READING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def with_counts(self) -> "DeliveryQuerySet":
        """Adds `number`, `open_number` and `refused_number`: counts of the files of each delivery."""
        return self.annotate(
            number=Count("files"),
            open_number=Count("files", filter=Q(files__state__in=OPEN)),
            refused_number=Count("files", filter=Q(files__state=FileState.REFUSED)),
        )


class FileTally(NamedTuple):
    """How many files of a delivery are in which state."""

    all: int
    open: int  # waiting or being read
    waiting: int
    done: int

    @property
    def ended(self) -> int:
        return self.all - self.open


class Delivery(models.Model):
    """Date, source, page and note are typed once and apply to all files of the delivery."""

    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("上传者")
    )
    sent_at = models.DateTimeField(_("收到时间"), auto_now_add=True)
    date = models.CharField(_("见报日"), max_length=10, blank=True)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    page = models.CharField(_("版次"), max_length=40, blank=True)
    note = models.TextField(_("备注"), blank=True)
    seconds = models.FloatField(default=0)  # spent on reading its files

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = pgettext_lazy("one", "一批来件")
        verbose_name_plural = pgettext_lazy("several", "各批来件")

    def __str__(self) -> str:
        return f"{self.pk}"

    def tally(self) -> FileTally:
        found = dict(self.files.order_by().values_list("state").annotate(number=Count("pk")))
        waiting, reading = (found.get(state, 0) for state in OPEN)
        return FileTally(sum(found.values()), waiting + reading, waiting, found.get(FileState.DONE, 0))


class DeliveredFileQuerySet(models.QuerySet["DeliveredFile"]):
    def open(self) -> "DeliveredFileQuerySet":
        """Files that are not read yet."""
        return self.filter(state__in=OPEN)

    def waiting(self, is_slow: bool) -> "DeliveredFileQuerySet":
        return self.filter(state=FileState.WAITING, is_slow=is_slow)

    def of(self, account_id: int | None) -> "DeliveredFileQuerySet":
        """Files that this account sent."""
        return self.filter(delivery__sent_by=account_id)

    def accounts(self) -> set[int | None]:
        """Who sent them."""
        return set(self.order_by().values_list("delivery__sent_by", flat=True).distinct())

    def number_and_bytes(self) -> tuple[int, int]:
        sums = self.aggregate(number=Count("pk"), size=Sum("size"))
        return sums["number"], sums["size"] or 0


class DeliveredFile(models.Model):
    """A file, or an entry of a ZIP, which has a row of its own as soon as the ZIP was opened.

    `content` is the path of the bytes below MEDIA_ROOT; for an entry those of the whole ZIP. It is empty if the file
    was too large to be stored, and for an entry that was refused.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="files", verbose_name=_("批"))
    position = models.PositiveIntegerField(_("次序"))
    name = models.CharField(_("文件名"), max_length=255)
    is_pasted = models.BooleanField(_("粘贴的文字"), default=False)  # its name is then empty
    size = models.PositiveBigIntegerField(_("字节数"))
    entry = models.PositiveIntegerField(null=True, blank=True)  # its number in the directory of the ZIP
    is_slow = models.BooleanField(default=False)  # it takes long to read: files that take less do not wait for it
    content = models.CharField(max_length=100, blank=True)
    state = models.CharField(_("状态"), max_length=9, choices=FileState, default=FileState.WAITING, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("读过几次"), default=0)
    reason_code = models.CharField(_("未收入的原因"), max_length=30, blank=True)
    reason_arguments = models.JSONField(default=dict)
    upload = models.ForeignKey(
        "Upload", models.SET_NULL, null=True, blank=True, related_name="deliveries", verbose_name=_("来件")
    )
    ended_at = models.DateTimeField(_("读完时间"), null=True, blank=True)

    objects = DeliveredFileQuerySet.as_manager()

    class Meta:
        ordering = ["delivery", "position"]
        verbose_name = pgettext_lazy("one", "批中的文件")
        verbose_name_plural = pgettext_lazy("several", "批中的文件")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="delivered_once_per_place"),
            models.CheckConstraint(condition=Q(state__in=FileState.values), name="delivered_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        return shown_name(self.name, self.is_pasted)

    @property
    def reason(self) -> str:
        """Why it was not taken in, in words; empty if it was."""
        return words_of_refusal(self.reason_code, self.reason_arguments)

    @property
    def outcome(self) -> Any:
        """The state in words. A file that was read before it was cancelled counts as undone (已撤销)."""
        if self.state == FileState.WAITING and self.is_slow:
            return _("等待（读得久，另排一队）")
        is_taken_back = self.state == FileState.CANCELLED and self.attempts
        return _("已撤销") if is_taken_back else self.get_state_display()
