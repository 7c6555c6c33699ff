"""The values of a story's status, kind and script."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    WITHDRAWN = "withdrawn", _("已撤回")


class Kind(models.TextChoices):
    NEWS = "news", _("新闻")
    PHOTO = "photo", _("图片")
    LIST = "list", _("名单")
    NOTICE = "notice", _("通知")
    COMMENT = "comment", _("评论")
    FRAGMENT = "fragment", _("残篇")


# Kinds of stories that report about the organizations they name. A list or a notice only names them.
REPORT_KINDS = (Kind.NEWS, Kind.PHOTO, Kind.COMMENT, Kind.FRAGMENT)


class Script(models.TextChoices):
    HANS = "hans", _("简体")
    HANT = "hant", _("繁体")
    MIXED = "mixed", _("简繁混排")
