"""A person who is credited for a story, with the role that the paper printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.article_choices import Status


class CreditQuerySet(models.QuerySet["Credit"]):
    def public(self) -> "CreditQuerySet":
        """Without those of drafts and withdrawn stories."""
        return self.filter(article__status=Status.PUBLISHED)


class Credit(models.Model):
    article = models.ForeignKey("Article", models.CASCADE, related_name="credits", verbose_name=_("报道"))
    name = models.CharField(_("姓名"), max_length=40)
    role = models.CharField(_("身份"), max_length=10, help_text=_("记者、通讯员、实习生、摄影、作者"))
    position = models.PositiveSmallIntegerField(_("次序"), default=0)

    objects = CreditQuerySet.as_manager()

    class Meta:
        ordering = ["article", "position", "pk"]
        verbose_name = pgettext_lazy("one", "署名")
        verbose_name_plural = pgettext_lazy("several", "署名")
        constraints = [
            models.UniqueConstraint(fields=["article", "name", "role"], name="credit_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="credit_named"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"
