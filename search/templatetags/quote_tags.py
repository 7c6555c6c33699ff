"""Template filters of the quote check: verdicts and differences in words."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from archive.words.languages import listed
from search.checked_quote import CheckedPassage, CheckedQuote, Verdict
from search.quotes.same_passage import QuotePiece, WordedDifference

register = template.Library()

VERDICTS = {
    "word-for-word": gettext_lazy("一字不差"),
    "differs": gettext_lazy("有出入"),
    "not-here": gettext_lazy("档案里没有"),
    "unchecked": gettext_lazy("没有核对"),
}
FIELDS = {
    "kicker": gettext_lazy("引题"),
    "title": gettext_lazy("标题"),
    "subtitle": gettext_lazy("副题"),
    "body": gettext_lazy("正文"),
}
# Characters of a difference that are repeated in words.
LONGEST_NAMED = 40


@register.filter
def verdict_words(passage: CheckedPassage) -> str:
    """一字不差; 有 2 处出入"""
    if passage.verdict != "differs" or passage.comparison is None:
        return str(VERDICTS[passage.verdict])
    count = len(passage.comparison.differences)
    return ngettext("有 %(n)s 处出入", "有 %(n)s 处出入", count) % {"n": count}


@register.filter
def which_sentences(passage: CheckedPassage) -> str:
    """第 2 句; 第 2–4 句"""
    if passage.sentences == 1:
        return _("第 %(n)s 句") % {"n": passage.first}
    return _("第 %(first)s–%(last)s 句") % {"first": passage.first, "last": passage.last}


@register.filter
def summary(checked: CheckedQuote) -> str:
    """3 句：一字不差 1、有出入 1、档案里没有 1"""
    counts = listed(_counted(verdict, count) for verdict, count in checked.counts)
    words = ngettext("%(n)s 句：%(counts)s", "%(n)s 句：%(counts)s", checked.sentences)
    return words % {"n": checked.sentences, "counts": counts}


def _counted(verdict: Verdict, count: int) -> str:
    return _("%(verdict)s %(n)s") % {"verdict": VERDICTS[verdict], "n": count}


@register.filter
def printed_where(passage: CheckedPassage) -> str:
    """标题; 正文第 3 段"""
    if passage.paragraph:
        return _("正文第 %(n)s 段") % {"n": passage.paragraph}
    return str(FIELDS[passage.field])


@register.filter
def difference_words(difference: WordedDifference) -> str:
    """您写“26”，原文是“27”"""
    quoted, printed = _named(difference.quoted), _named(difference.printed)
    if difference.kind == "added":
        return _("您多了“%(quoted)s”") % {"quoted": quoted}
    if difference.kind == "left-out":
        return _("您少了“%(printed)s”") % {"printed": printed}
    return _("您写“%(quoted)s”，原文是“%(printed)s”") % {"quoted": quoted, "printed": printed}


def _named(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST_NAMED)


@register.filter
def with_differences(pieces: Iterable[QuotePiece]) -> SafeString:
    """The text, with a mark of its kind on everything that the other text does not have."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: QuotePiece) -> str:
    if piece.kind == "same":
        return piece.text
    return format_html('<mark class="{}">{}</mark>', piece.kind, piece.text)
