"""A place in a story that shows why something is said of it: no link without its evidence."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SPAN_IS_NOT_EMPTY = models.Q(end__gt=models.F("start"))


class ArticleField(models.TextChoices):
    """The fields of a story that a reader sees."""

    KICKER = "kicker", _("引题")
    TITLE = "title", _("标题")
    SUBTITLE = "subtitle", _("副题")
    BODY = "body", _("正文")


class Evidence(models.Model):
    """`text` stands in the story's `field` from code point `start` up to `end`."""

    field = models.CharField(_("所在"), max_length=8, choices=ArticleField)
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))
    text = models.CharField(_("原文"), max_length=200)

    class Meta:
        abstract = True
