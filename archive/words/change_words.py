"""Describes the changes of editors in the language of the page, with one sentence for each kind of change.

In: the code and the arguments of a change as stored in its row, and the reason in the editor's own words.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as _n

from archive.words.languages import listed

ROLE_NAMES: dict[str, Any] = {
    "kicker": _("引题"), "title": _("标题"), "subtitle": _("副题"), "byline": _("署名"), "body": _("正文"),
}  # fmt: skip

# %(rows)s is a phrase such as 第 3、5 行; stories are numbered by their order in the upload.
SENTENCES: dict[str, Any] = {
    "lines-to-story": _("%(rows)s → 第 %(number)d 稿"),
    "lines-to-new-story": _("%(rows)s → 新稿"),
    "lines-to-no-story": _("%(rows)s → 不属于报道"),
    "story-to-story": _("第 %(number)d 稿 → 第 %(into)d 稿"),
    "lines-up": _("%(rows)s 上移"),
    "lines-down": _("%(rows)s 下移"),
    "lines-role": _("%(rows)s 定为%(role)s"),
    "lines-joined": _("%(rows)s 接上段"),
    "lines-parted": _("%(rows)s 另起段"),
    "line-cut": _n("第 %(line)d 行切成 %(count)d 段", "第 %(line)d 行切成 %(count)d 段", "count"),
    "read-again": _("按行重拼"),
    "upload-undone": "%(number)d %(name)s",
}
# Notes in Django's own log, which its history pages show.
LOGGED: dict[str, Any] = {
    "published": _("发布"),
    "withdrawn": _("撤回"),
    "uploaded": _("上传"),
    "reprint": _("同一篇"),
    "different": _("不是同一篇"),
}


@dataclass(frozen=True)
class ChangeNote:
    """A change as it is stored. `str` returns its sentence."""

    code: str
    arguments: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_lines(cls, code: str, rows: Iterable[int], **arguments: Any) -> "ChangeNote":
        """`rows`: numbers of lines of the file, from 1."""
        return cls(code, {"rows": sorted(set(rows)), **arguments})

    def __str__(self) -> str:
        return words_of_change(self.code, self.arguments)


def words_of_change(code: str, arguments: Mapping[str, Any], reason: str = "") -> str:
    """The change and its reason in words. If this version does not know the code, it shows the code itself."""
    try:
        what = str(SENTENCES[code] % _values(arguments)) if code else ""
    except (KeyError, TypeError, ValueError):
        what = code
    if "removed" in arguments:
        what = gettext("%(what)s（%(headline)s）") % {"what": what, "headline": arguments["removed"]}
    if what and reason:
        return gettext("%(what)s；%(reason)s") % {"what": what, "reason": reason}
    return what or reason


def _values(arguments: Mapping[str, Any]) -> dict[str, Any]:
    values = dict(arguments)
    if "rows" in values:
        rows = listed(values["rows"])
        values["rows"] = ngettext("第 %(rows)s 行", "第 %(rows)s 行", len(values["rows"])) % {"rows": rows}
    if "role" in values:
        values["role"] = ROLE_NAMES[values["role"]]
    if values.get("is_pasted"):
        values["name"] = name_of_pasted_text(values["name"])
    return values


def log_note(code: str, reason: str = "") -> list[dict[str, str]]:
    """A message for Django's log, which stores it as JSON. `words_of_log` translates it."""
    return [{"code": code, **({"reason": reason} if reason else {})}]


def words_of_log(message: str) -> str:
    """The words of a message in Django's log. Messages other than `log_note`s stay as they are, for Django to word."""
    try:
        (note,) = json.loads(message)
        what = str(LOGGED[note["code"]])
    except (KeyError, TypeError, ValueError):
        return message
    return gettext("%(what)s：%(reason)s") % {"what": what, "reason": note["reason"]} if "reason" in note else what


def name_of_pasted_text(title: str) -> str:
    """The name of an upload of pasted text, from the first title in it."""
    return gettext("粘贴：%(title)s") % {"title": title} if title else gettext("粘贴的文字")
