"""Says why a file was refused. In: the error raised by reading. Out: the end of a sentence about the file."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.reading.charset import UnreadableFile

NAMED = 8  # skipped files in one sentence
TOO_LARGE = _("超过 20 MB")
ALREADY_HERE = _("早已收到过")
_REASONS = {
    "legacy": _("是旧版 Word 或 RTF 文件（.doc、.rtf），请用 Word 或 WPS 打开，另存为 .docx 再上传"),
    "picture": _("是图片，里面的字要先识别成文字再上传"),
    "packed": _("是 ZIP 以外的压缩包，请解开后上传，或改压成 ZIP"),
    "office": _("是 Office 的表格或幻灯片，不是 Word 文件；请把文字另存为 .docx 或文本"),
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


def reason_of(error: UnreadableFile) -> Any:
    return _REASONS.get(error.code, _ILLEGIBLE)


def skipped_in(names: Sequence[str]) -> str:
    """Returns a sentence about the files of a ZIP that are not documents."""
    named = "、".join(names[:NAMED]) + ("……" if len(names) > NAMED else "")
    return gettext("%(count)d 个不是文稿，没有读：%(names)s") % {"count": len(names), "names": named}
