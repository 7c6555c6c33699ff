"""Why a file was not taken in, in Chinese. In: what decode raised. Out: the end of a sentence about the file."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from archive.ingest.decode import Unreadable

TOO_LARGE = _("超过 20 MB")
ALREADY_HERE = _("早已收到过")
# What decode says in English, by how its sentence begins.
_REASONS = (
    (re.compile("binary"), _("是二进制文件,不是文字(图片、程序、PDF、Office 文档等请先转成文字)")),
    (re.compile("the file is empty"), _("是空的,没有文字")),
    (re.compile("larger than"), TOO_LARGE),
)
_ILLEGIBLE = _("不是可以识别的文字(能读 UTF-8、UTF-16、GB18030、Big5)")


def reason_of(error: Unreadable) -> Any:
    return next((reason for pattern, reason in _REASONS if pattern.match(str(error))), _ILLEGIBLE)
