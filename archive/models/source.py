"""Newspapers, websites and agencies that published stories."""

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.saved_together import SavedTogether


class SourceKind(models.TextChoices):
    NEWSPAPER = "newspaper", _("报纸")
    SITE = "site", _("网站")
    AGENCY = "agency", _("通讯社")
    BROADCASTER = "broadcaster", _("广播电视")
    OTHER = "other", _("其他")


class SourceQuerySet(models.QuerySet["Source"]):
    def public(self) -> "SourceQuerySet":
        """Without sources that only drafts or withdrawn stories have."""
        stories = apps.get_model("archive", "Article").objects.published().filter(source=models.OuterRef("pk"))
        return self.filter(models.Q(registered=True) | models.Q(models.Exists(stories)))


class Source(SavedTogether):
    name = models.CharField(_("名称"), max_length=80, unique=True)
    aliases = models.JSONField(_("别名"), default=list, blank=True)
    kind = models.CharField(_("类型"), max_length=12, choices=SourceKind, default=SourceKind.OTHER)
    home_page = models.URLField(_("网址"), blank=True)
    registered = models.BooleanField(
        _("登记在册"), default=True, help_text=_("未登记的，有已发布的报道时才公开；从来件中读出的来源起初都未登记")
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("one", "来源")
        verbose_name_plural = pgettext_lazy("several", "来源")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=SourceKind.values), name="source_kind"),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/sources/{self.pk}/"
