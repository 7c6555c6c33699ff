"""Groups of stories that are the same text, printed in several places."""

from django.db import models
from django.utils.translation import pgettext_lazy


class ReprintGroup(models.Model):
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = pgettext_lazy("one", "转载组")
        verbose_name_plural = pgettext_lazy("several", "转载组")

    def __str__(self) -> str:
        return f"{self.pk}"
