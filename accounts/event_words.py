"""The details of the audit in the language of the page.

In: codes and values as a row holds them. Out: a phrase for a cell of a table.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.words.languages import listed

REASONS: dict[str, Any] = {
    "asked": _("有人在编辑台上结束"), "password": _("改了密码"), "off": _("帐号停用或不再是工作人员"),
    "deleted": _("帐号删除"),
}  # fmt: skip


def words_of_subject(name: str, *, is_known: bool) -> str:
    """`is_known`: whether this is an account. Otherwise `name` is only the beginning of what a stranger typed."""
    return name if is_known else gettext("%(beginning)s（没有这个帐号）") % {"beginning": name}


def words_of_detail(detail: Mapping[str, Any]) -> str:
    return gettext("；").join(_phrases(detail))


def _phrases(detail: Mapping[str, Any]) -> Iterator[str]:
    for field, (before, after) in detail.get("fields", {}).items():
        values = {"name": _label(field), "before": _value(before), "after": _value(after)}
        yield gettext("%(name)s：%(before)s → %(after)s") % values
    if detail.get("added"):
        yield gettext("加上：%(names)s") % {"names": listed(detail["added"])}
    if detail.get("removed"):
        yield gettext("去掉：%(names)s") % {"names": listed(detail["removed"])}
    if detail.get("more"):
        more = detail["more"]
        yield ngettext("还有 %(count)d 项", "还有 %(count)d 项", more) % {"count": more}
    if "sessions" in detail:
        number = detail["sessions"]
        yield ngettext("%(count)d 个会话", "%(count)d 个会话", number) % {"count": number}
    if "why" in detail:
        yield str(REASONS.get(detail["why"], detail["why"]))


def _label(field: str) -> str:
    labels = {one.name: one.verbose_name for one in User._meta.fields}
    return str(labels.get(field, _("名称")))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    return str(value) or "—"
