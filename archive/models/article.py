"""A story, and the only methods that change its status or correct it: publish, withdraw, correct."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.article_choices import Kind, Script, Status
from archive.models.article_queryset import ArticleQuerySet
from archive.models.credit import Credit
from archive.models.doubts_field import DoubtsField
from archive.models.edtf_dates import HOW, Precision, edtf_of, validate_edtf
from archive.models.version import Version
from archive.signals import announce

__all__ = ["Article", "Credit", "Kind", "Script", "Status", "Version"]

FIRST_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]?")
CORRECTABLE = (
    "kicker", "title", "subtitle", "body", "script", "kind", "source", "source_inferred", "page", "url", "region",
    "region_inferred", "published", "published_precision", "published_inferred",
    "event_date", "event_date_inferred",
)  # fmt: skip


class Article(models.Model):
    # What was printed, in the original script and words.
    kicker = models.CharField(_("引题"), max_length=300, blank=True)
    title = models.CharField(_("标题"), max_length=300, blank=True)
    subtitle = models.CharField(_("副题"), max_length=300, blank=True)
    body = models.TextField(_("正文"))
    script = models.CharField(_("文字"), max_length=5, choices=Script)
    kind = models.CharField(_("类型"), max_length=8, choices=Kind, default=Kind.NEWS)

    # Where it was printed and what it is about.
    source = models.ForeignKey(
        "Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("来源"),
    )
    source_inferred = models.BooleanField(_("来源为推定"), default=False)
    page = models.CharField(_("版次"), max_length=40, blank=True)
    url = models.URLField(_("原网址"), max_length=500, blank=True)
    region = models.ForeignKey(
        "Region",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("地区"),
    )
    region_inferred = models.BooleanField(_("地区为推定"), default=False)
    published = models.DateField(_("见报日"), null=True, blank=True, db_index=True)
    published_precision = models.CharField(_("精确到"), max_length=7, choices=Precision, default=Precision.UNKNOWN)
    published_inferred = models.BooleanField(_("见报日为推定"), default=False)
    event_date = models.CharField(
        _("事发日"),
        max_length=30,
        blank=True,
        validators=[validate_edtf],
        help_text=format_lazy(_("如 {}"), HOW),
    )
    event_date_inferred = models.BooleanField(_("事发日为推定"), default=False)

    # Where it came from.
    upload = models.ForeignKey(
        "Upload",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("来件"),
    )
    position = models.PositiveSmallIntegerField(_("来件中的次序"), default=0)
    spans = models.JSONField(_("来件中的段"), default=list, blank=True)
    doubts = DoubtsField(_("存疑"), default=list, blank=True)
    external_id = models.CharField(_("外部编号"), max_length=120, null=True, blank=True, unique=True)
    is_demo = models.BooleanField(_("示例"), default=False)
    reprint_group = models.ForeignKey(
        "ReprintGroup",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("转载组"),
    )

    # Its status and history.
    status = models.CharField(_("状态"), max_length=9, choices=Status, default=Status.DRAFT, editable=False)
    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)
    created_at = models.DateTimeField(_("入档时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("最后改动"), auto_now=True)
    first_published_at = models.DateTimeField(_("发布时间"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, editable=False)
    withdrawn_reason = models.TextField(_("撤回原因"), blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-published", "-pk"]
        verbose_name = pgettext_lazy("one", "报道")
        verbose_name_plural = pgettext_lazy("several", "报道")
        indexes = [
            # A story's row is long: what is counted and sorted must be in the index alone.
            models.Index(fields=["status", "-published", "-id"], name="article_public_by_day"),
            models.Index(fields=["status", "published", "published_precision"], name="article_public_dates"),
            models.Index(
                fields=["status", "region", "published", "published_precision"], name="article_public_in_region"
            ),
            models.Index(
                fields=["status", "source", "published", "published_precision"], name="article_public_of_source"
            ),
            models.Index(fields=["status", "-first_published_at", "-id"], name="article_public_arrivals"),
            models.Index(
                fields=["status", "-first_published_at", "-id"],
                name="article_public_undated",
                condition=models.Q(published=None),
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=Status.values), name="article_status"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="article_kind"),
            models.CheckConstraint(condition=models.Q(script__in=Script.values), name="article_script"),
            models.CheckConstraint(
                condition=models.Q(published=None, published_precision=Precision.UNKNOWN)
                | (models.Q(published__isnull=False) & ~models.Q(published_precision=Precision.UNKNOWN)),
                name="article_day_has_precision",
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.DRAFT) | models.Q(first_published_at__isnull=False),
                name="article_public_since",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=Status.WITHDRAWN) | ~models.Q(withdrawn_reason=""),
                name="article_withdrawn_with_reason",
            ),
            models.CheckConstraint(condition=~models.Q(body="", title=""), name="article_not_empty"),
            models.UniqueConstraint(fields=["upload", "position"], name="article_once_per_place"),
        ]

    def __str__(self) -> str:
        return self.headline

    def save(self, *args: Any, **kwargs: Any) -> None:
        with transaction.atomic():
            super().save(*args, **kwargs)
            announce([self.pk])

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            announce([self.pk])
            return super().delete(*args, **kwargs)

    @property
    def headline(self) -> str:
        """The title, or the first sentence if the paper printed no title."""
        if self.title:
            return self.title
        first = next((line for line in self.body.split("\n") if line.strip()), "")
        found = FIRST_SENTENCE.match(first.strip())
        return found.group() if found else ""

    @property
    def published_edtf(self) -> str | None:
        return edtf_of(self.published, self.published_precision)

    @property
    def is_public(self) -> bool:
        return self.status == Status.PUBLISHED

    def publish(self) -> None:
        """Draft or withdrawn → published. Raises ValidationError if there is no text to show."""
        with transaction.atomic():
            self._lock()
            if self.is_public:
                return
            self.full_clean(exclude=["upload"])
            self.status = Status.PUBLISHED
            self.first_published_at = self.first_published_at or timezone.now()
            self.withdrawn_at, self.withdrawn_reason = None, ""
            self.save(update_fields=[
                "status", "first_published_at", "withdrawn_at", "withdrawn_reason", "updated_at",
            ])  # fmt: skip

    def withdraw(self, reason: str) -> None:
        """Published → withdrawn: the story leaves every public page. Raises ValidationError without a reason."""
        if not reason.strip():
            raise ValidationError(_("请写明撤回原因"))
        with transaction.atomic():
            self._lock()
            if not self.is_public:
                raise ValidationError(_("只有已发布的报道可以撤回"))
            self.status = Status.WITHDRAWN
            self.withdrawn_at, self.withdrawn_reason = timezone.now(), reason.strip()
            self.save(update_fields=["status", "withdrawn_at", "withdrawn_reason", "updated_at"])

    def correct(self, reason: str, by: Any = None, *, reason_code: str = "", **fields: Any) -> None:
        """Change the text or place of a published story, and keep the former version.

        `fields`: new values, by names of CORRECTABLE. A correction that no person makes has a `reason_code` of Version
        instead of a reason. Raises ValidationError without either, for a field that is not in CORRECTABLE, and for a
        story that was never published.
        """
        unknown = sorted(set(fields) - set(CORRECTABLE))
        if unknown or not (reason.strip() or reason_code):
            raise ValidationError(_("请写明更正原因") if not unknown else f"not correctable: {', '.join(unknown)}")
        with transaction.atomic():
            self._lock()
            if self.status == Status.DRAFT:
                raise ValidationError(_("草稿直接修改即可，无须更正"))
            self._keep_version(reason.strip(), reason_code, by)
            for name, value in fields.items():
                setattr(self, name, value)
            self.version += 1
            self.full_clean(exclude=["upload"])
            self.save()

    def _lock(self) -> None:
        """Lock the row and read its current status, so that of two editors at once only one can win."""
        row = type(self).objects.select_for_update().get(pk=self.pk)
        for name in ("status", "version", "first_published_at", "withdrawn_at", "withdrawn_reason"):
            setattr(self, name, getattr(row, name))

    def _keep_version(self, reason: str, reason_code: str, by: Any) -> None:
        row = type(self).objects.filter(pk=self.pk).values(*CORRECTABLE).get()
        day = row["published"]
        row["published"] = day.isoformat() if day else None
        why = {"reason": reason, "reason_code": reason_code}
        Version.objects.create(article=self, number=self.version, snapshot=row, replaced_by=by, **why)
