"""A published story as it read before it was corrected."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

IMPORTED = "imported"
REASONS = {IMPORTED: _("导入的数据有更新")}  # of corrections that no person makes


class Version(models.Model):
    """`snapshot`: the fields that the correction replaced.

    Readers see why it was corrected: in the editor's words (`reason`), or in those that `reason_code` has in REASONS.
    """

    article = models.ForeignKey("Article", models.CASCADE, related_name="versions", verbose_name=_("报道"))
    number = models.PositiveIntegerField(_("版本"))
    snapshot = models.JSONField(_("更正前"))
    reason = models.TextField(_("更正原因"))
    reason_code = models.CharField(max_length=20, blank=True)
    replaced_at = models.DateTimeField(_("更正时间"), auto_now_add=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("更正者")
    )

    class Meta:
        ordering = ["article", "number"]
        verbose_name = pgettext_lazy("one", "旧版")
        verbose_name_plural = pgettext_lazy("several", "旧版")
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"

    @property
    def shown_reason(self) -> str:
        return self.reason or str(REASONS.get(self.reason_code, ""))
