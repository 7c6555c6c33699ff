"""The sentence that an editor reads for each doubt, in the language of the page.

In: a `Doubt`. Out: its sentence. A new code needs an entry here, or
tests/archive/words/test_doubt_words.py fails.
"""

from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy as _n

from archive.reading.document import Argument, Doubt
from archive.words.languages import listed

OTHER = "other"  # the code of a doubt in a person's own words: they are its argument `text`
LINES_NAMED = 6

# %(lines)s is a phrase such as 第3、5行; %(story)s one such as 第12号《标题》.
SENTENCES: dict[str, Any] = {
    OTHER: "%(text)s",
    # The lines of the file and how they were put together.
    "line-may-belong-elsewhere": _("%(lines)s也可能属于另一篇，请核对"),
    "sentence-without-end": _("%(lines)s句子没有结束，下文可能缺失或在别处"),
    "kicker-or-title": _("%(lines)s可能是引题和标题，也可能是同一个标题"),
    "no-headline": _("没有找到标题，请补上"),
    "split-by-editor": _("这一稿是编辑拆出来的，请核对标题、地区与日期"),
    # What was lost.
    "bytes-damaged": _n(
        "有%(places)d处字符损坏，无法识别，已用“\ufffd”代替：共%(bytes)d个字节，首处在第%(line)d行",
        "有%(places)d处字符损坏，无法识别，已用“\ufffd”代替：共%(bytes)d个字节，首处在第%(line)d行",
        "places",
    ),
    "characters-damaged": _n(
        "有%(places)d处字符损坏，无法识别，已用“\ufffd”代替：首处在第%(line)d行",
        "有%(places)d处字符损坏，无法识别，已用“\ufffd”代替：首处在第%(line)d行",
        "places",
    ),
    "control-characters-removed": _n(
        "去掉了%(count)d个控制字符，可能是损坏的文字：首处在第%(line)d行",
        "去掉了%(count)d个控制字符，可能是损坏的文字：首处在第%(line)d行",
        "count",
    ),
    "pages-without-text": _n(
        "%(pages)d页中有%(empty)d页没有文字（可能是图片），未能读出",
        "%(pages)d页中有%(empty)d页没有文字（可能是图片），未能读出",
        "empty",
    ),
    "headline-too-long": _("标题超过%(limit)d字，多出的部分未收入，原文见来件"),
    "source-too-long": _("来源名称超过%(limit)d字，未收入"),
    "units-without-program": _n(
        "名单中的%(units)d家单位未归入项目：文中没有已知的项目名称",
        "名单中的%(units)d家单位未归入项目：文中没有已知的项目名称",
        "units",
    ),
    # Where it came from.
    "source-by-bylines": _("来源为推定：由署名记者判断"),
    # The day of publication.
    "published-by-note": _("见报日按备注“%(note)s”推定"),
    "published-by-print": _("见报日按文中印出的日期“%(printed)s”推定"),
    "published-differs": _("印出的日期是 %(printed)s，与所给的见报日 %(given)s 不符，请核对"),
    "weekday-does-not-fit": _("版面印出的日期 %(day)s 与印出的星期不符，请核对"),
    # The day of the event.
    "event-date-inside": _("事发日取自正文中间的“%(printed)s”，请核对"),
    "day-by-publication": _("“%(word)s”按见报日 %(published)s 推算"),
    "month-by-dateline": _("“%(day)d日”的月份按电头定"),
    "month-by-publication": _("“%(day)d日”的年月按见报日 %(published)s 推定"),
    "year-unknown": _("原文只写%(month)d月%(day)d日，年份未定"),
    "year-by-publication": _("%(month)d月%(day)d日的年份 %(year)d 是推定的：按见报日 %(published)s"),
    "year-by-note": _("%(month)d月%(day)d日的年份 %(year)d 是推定的：备注写明 %(noted)d 年"),
    "year-by-page": _("%(month)d月%(day)d日的年份 %(year)d 是推定的：同版有“%(says)s”“%(hopes)s”"),
    "year-by-plans": _("%(month)d月%(day)d日的年份 %(year)d 是推定的：同一句说的是%(planned)d年的安排"),
    # The region.
    "region-unknown": _("地区“%(region)s”不在地区表中，未收入"),
    "region-ambiguous": _("%(name)s不止一处（%(choices)s），地区未定"),
    "regions-named-equally": _("%(names)s并提，地区未定"),
    "region-by-dateline": _("地区只按电头定，请核对"),
    "region-by-other-places": _("%(name)s不止一处，按同版或同篇的其他地名定为%(region)s"),
    "region-by-page": _("文中没有写明地方，按同版其他报道定为%(region)s"),
    "items-apart": _("各条不在一处，地区未定"),
    "items-apart-region-shared": _("各条不在一处，地区定为各条共有的%(region)s"),
    # Another story of the archive.
    "reprint-same": _("疑似重复：与%(story)s全文相同"),
    "reprint-near": _("疑似重复：与%(story)s约%(percent)d%%相同"),
    "reprint-cut": _("疑似重复：似为%(story)s的删节，约为其%(percent)d%%"),
    "reprint-full": _("疑似重复：%(story)s似为本稿的删节，约为本稿的%(percent)d%%"),
    "reprint-inside": _("疑似重复：全文见于%(story)s之中，约占其%(percent)d%%"),
    "reprint-holds": _("疑似重复：%(story)s全文见于本稿之中，约占本稿的%(percent)d%%"),
}
STORIES = {
    "draft": _("第%(number)d号草稿"),
    "published": _("第%(number)d号《%(title)s》"),
    "withdrawn": _("第%(number)d号《%(title)s》（已撤回）"),
}


def words_of_doubt(doubt: Doubt) -> str:
    """The sentence. A row that this version of the archive cannot put into words shows its code."""
    try:
        return str(SENTENCES[doubt.code] % _values(doubt))
    except (KeyError, TypeError, ValueError):
        return doubt.code


def doubt_in_own_words(text: str) -> Doubt:
    """The doubt that an editor wrote by hand."""
    return Doubt.of(OTHER, text=text)


def _values(doubt: Doubt) -> dict[str, Any]:
    values: dict[str, Any] = {name: _value(value) for name, value in doubt.arguments}
    if doubt.lines:
        values["lines"] = _lines(doubt.lines, values.get("count", 0))
    if "story" in values:
        values["story"] = STORIES[values["status"]] % {"number": values["story"], "title": values.get("title", "")}
    return values


def _value(value: Argument) -> str | int:
    return listed(value) if isinstance(value, tuple) else value


def _lines(lines: tuple[int, ...], count: int) -> str:
    """第3、5行; of many only the first: 第1、2、3、4、5、6等8行. `count`: how many there were, if not all are kept."""
    count = max(count, len(lines))
    rows = listed(lines[:LINES_NAMED])
    if count > LINES_NAMED:
        return gettext("第%(rows)s等%(count)d行") % {"rows": rows, "count": count}
    return ngettext("第%(rows)s行", "第%(rows)s行", count) % {"rows": rows}
