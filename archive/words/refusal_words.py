"""The reason that people read for a file that was not taken in, in the language of the page.

In: the code and the arguments of the reason, as a row keeps them. Out: the end of a sentence that begins with the
file's name. The codes of `UnreadableFile` are among them.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as _n

from archive.words.languages import listed

OTHER = "other"  # the code of a reason from before there were codes: its words are its argument `text`
ILLEGIBLE = "illegible"
REASONS: dict[str, Any] = {
    OTHER: "%(text)s",
    # What reading says of a file.
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
    ILLEGIBLE: _("不是可以识别的文字（能读 UTF-8、UTF-16、GB18030、Big5）"),
    # What the queue says of it.
    "over-20-mb": _("超过 20 MB"),
    "already-here": _("早已收到过"),
    "interrupted": _n("读了 %(attempts)d 次都中断，未收入", "读了 %(attempts)d 次都中断，未收入", "attempts"),
    "delivery-spent": _n(
        "没有读：这一批已经读了 %(minutes)d 分钟，到了上限。请把没读的拆成几批，再上传",
        "没有读：这一批已经读了 %(minutes)d 分钟，到了上限。请把没读的拆成几批，再上传",
        "minutes",
    ),
    "content-missing": _("磁盘上读不到它的内容：%(error)s"),
    "entries-skipped": _n(
        "%(count)d 个不是文稿，没有读：%(names)s", "%(count)d 个不是文稿，没有读：%(names)s", "count"
    ),
}


def words_of_refusal(code: str, arguments: Mapping[str, Any]) -> str:
    """The reason; empty without a code. A reason that this version cannot put into words shows its code."""
    if not code:
        return ""
    values = dict(arguments)
    if "names" in values:
        names = listed(values["names"])
        is_cut = values.get("count", 0) > len(values["names"])
        values["names"] = gettext("%(names)s……") % {"names": names} if is_cut else names
    try:
        return str(REASONS[code] % values)
    except (KeyError, TypeError, ValueError):
        return code
