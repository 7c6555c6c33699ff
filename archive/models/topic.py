"""A topic with its synonyms and short forms: 产改 = 产业工人队伍建设改革. Editors write them, the search uses them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.saved_together import SavedTogether


class Topic(SavedTogether):
    name = models.CharField(_("名称"), max_length=80, unique=True)
    synonyms = models.JSONField(_("同义词与简称"), default=list, blank=True)
    note = models.TextField(_("说明"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = pgettext_lazy("one", "专题")
        verbose_name_plural = pgettext_lazy("several", "专题")
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="topic_named")]

    def __str__(self) -> str:
        return self.name
