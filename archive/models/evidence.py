"""The words of a story that are the evidence for a link or a figure. Every link has its evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SPAN_IS_NOT_EMPTY = models.Q(end__gt=models.F("start"))


class ArticleField(models.TextChoices):
    """The fields of a story with text that readers see."""

    KICKER = "kicker", _("引题")
    TITLE = "title", _("标题")
    SUBTITLE = "subtitle", _("副题")
    BODY = "body", _("正文")


class Evidence(models.Model):
    """`text` is in the story's `field`, from code point `start` up to, not including, `end`."""

    field = models.CharField(_("所在"), max_length=8, choices=ArticleField)
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))
    text = models.CharField(_("原文"), max_length=200)

    class Meta:
        abstract = True
