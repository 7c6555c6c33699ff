"""The role of each line of a story, as an editor has set it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Layout(models.Model):
    """`parts`: [start, end, role, continues] for each line in reading order; see archive.reading.document.Part."""

    article = models.OneToOneField(
        "Article", models.CASCADE, primary_key=True, related_name="layout", verbose_name=_("报道")
    )
    parts = models.JSONField(_("各行"), default=list)

    class Meta:
        verbose_name = pgettext_lazy("one", "行的安排")
        verbose_name_plural = pgettext_lazy("several", "行的安排")

    def __str__(self) -> str:
        return f"{self.article_id}"
