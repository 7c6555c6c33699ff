"""Why a file was not taken in, in Chinese. In: what reading raised. Out: the end of a sentence about the file."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from archive.ingest.charset import Unreadable

TOO_LARGE = _("超过 20 MB")
ALREADY_HERE = _("早已收到过")
_REASONS = {
    "binary": _("是二进制文件，不是文字（能读文本、Markdown、网页、Word 的 .docx、有文字的 PDF，以及它们的 ZIP）"),
    "empty": _("是空的，没有文字"),
    "large": _("超过 20 MB（ZIP 超过 200 MB）"),
    "damaged": _("已损坏，读不出来"),
    "encrypted": _("加了密码，请先去掉密码"),
    "textless": _("里没有文字，可能是扫描的图片，请先识别成文字"),
    "bomb": _("解压或展开后过大，为安全起见不读"),
    "nested": _("是 ZIP 里的 ZIP，请先解开"),
    "crowded": _("里的文件超过 1000 个"),
    "slow": _("太大或太复杂，60 秒没有读完"),
    "crashed": _("使读取程序中断，可能已损坏"),
}
_ILLEGIBLE = _("不是可以识别的文字（能读 UTF-8、UTF-16、GB18030、Big5）")


def reason_of(error: Unreadable) -> Any:
    return _REASONS.get(error.code, _ILLEGIBLE)
