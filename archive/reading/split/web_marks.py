"""Recognizes what a web page prints around its story: breadcrumbs, tools, links to other pages, the credit line.

In: printed lines. Out: what each is, judged by its shape alone. Lines are folded and stripped of white space first.
"""

import re

from text.fold import fold
from text.normalized import pattern
from text.patterns import DATE, HAN, REPORTERS

_LONGEST = 160
_HERE = pattern("^[(\\[【]?(?:您|你)?(?:现在的?|当前的?|目前的?|所在)*(?:位置|所在)[:】].{0,80}$")
_TRAIL = pattern(
    f"^(?:首页|主页|网站首页|[{HAN}]{{2,8}}网|[{HAN}]{{2,8}}首页)(?:[>›»→/|·-]{{1,2}}[^>›»→/|,。]{{2,14}}){{1,6}}[>›»]?$"
)
_ARROWS = pattern("^[^>›»,。]{2,14}(?:[>›»]{1,2}[^>›»,。]{2,14})+[>›»]?(?:正文|内容|详情)$")
_TOOL = pattern(
    "字[号体级]|字体大小|a[-+]|[-+]a|打印(?:本[页文])?|列印|友善列印|关闭(?:窗口|本页)?|分享(?:到|至|给|本文)?|转发(?:到|至)?|收藏(?:本[页文])?|复制(?:链接|网址)"
    "|新浪微博|腾讯微博|微博|微信(?:好友)?|朋友圈|qq(?:空间|好友)?|facebook|twitter|line|返回(?:首页|顶部|列表|目录)?|回到顶部|top|我要(?:纠错|评论|分享)|纠错"
    "|点赞|语音播报|听新闻|听全文|(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:]?[0-9]*次?|[0-9]*(?:人评论|条评论)|放大|缩小|默认|评论"
)
_SIZES = pattern("[特超]?大|中|小|a")
_SCAN = pattern(
    "^(?:打开微信|用?(?:手机|微信))?[,]?(?:点击底部.{0,12})?(?:扫一扫|扫描二维码|扫码|微信扫码|长按二维码)[^。]{0,30}。?$"
)
_NEIGHBOUR = pattern("^[<《«←]*(?:[上下前后]一(?:篇|条|则|页|个)|[上下]篇)[>»→]*(?:[:].{0,80}|)$")
_RELATED = pattern(
    "^[■▌|●]*(?:相关(?:阅读|新闻|报道|链接|文章|稿件|推荐|内容)|延伸阅读|推荐(?:阅读|新闻)|(?:热门|热点|精彩|编辑|为您|猜您|今日)推荐|热点新闻|热门(?:文章|新闻)|最新(?:文章|新闻)"
    "|猜你喜欢|新闻排行|点击排行|阅读排行|更多新闻|新闻链接)[:>»]*$"
)
_SIGNS = re.compile(r"[\s:：/|·•()\[\]【】<>,、_=—–+-]+")

_TIME = "[0-9]{1,2}[:时][0-9]{2}(?:[:分][0-9]{2}秒?)?"
_FIELD = (
    f"(?:(?:信息|文章|新闻|稿件)?(?:来源|出处)|稿源|作者|撰稿|{REPORTERS}|编辑|责任编辑|责编|编审|审核|发布(?:者|人|机构|单位|时间|日期)|更新时间|时间|日期"
    "|(?:点击|浏览|阅读|访问)(?:次数|量|数)?|评论|字[号体]|分享|打印)"
)
_STAMP = pattern(f"^[(\\[【]?(?:(?:发布|更新|发表)?(?:时间|日期|于)[:])?{DATE}(?P<time>{_TIME})?")
_FIELD_AT = pattern(f"{_FIELD}[:]")
_BARE_SOURCE = pattern(f"^[|·]*[{HAN}a-z]{{2,12}}$")
_STARTS_FIELD = pattern(f"^[(\\[【|]?{_FIELD}[:]")
_SAID = pattern(f"(?:来源|出处|稿源|作者|{REPORTERS}|撰稿)[:]")
_VISITS = pattern("(?:点击|浏览|阅读|访问)(?:次数|量|数)?[:]")
_ORIGINAL = pattern("^(?:原标题|原题)[:]")


def is_web_mark(printed: str) -> bool:
    """Whether a line is a breadcrumb trail, a tool (print, share …), or a link to the previous or next page."""
    if len(printed) > _LONGEST:
        return False
    text = normalized(printed)
    if any(shape.match(text) for shape in (_HERE, _TRAIL, _ARROWS, _SCAN, _NEIGHBOUR)):
        return True
    return bool(_TOOL.search(text)) and not _SIZES.sub("", _SIGNS.sub("", _TOOL.sub("", text)))


def is_credit_line(printed: str) -> bool:
    """Whether a line gives the date, source and author of a page: 2023-05-18 09:32 来源：… 作者：…"""
    text = normalized(printed)
    if len(text) > _LONGEST or "。" in text or '"' in text or "“" in text:
        return False
    stamp = _STAMP.match(text)
    if not stamp:
        return bool(_STARTS_FIELD.match(text)) and len(_FIELD_AT.findall(text)) > 1 and bool(_SAID.search(text))
    rest = text[stamp.end() :].strip("|()[]【】· ")
    if _SAID.search(rest) or (stamp["time"] and _FIELD_AT.search(rest)) or _VISITS.search(rest):
        return True
    return bool(stamp["time"]) and (not rest or bool(_BARE_SOURCE.match(rest)))


def is_related_head(printed: str) -> bool:
    """Whether a line is the heading of a list of links to other pages."""
    return len(printed) <= 20 and bool(_RELATED.match(normalized(printed)))


def is_original_title(printed: str) -> bool:
    return bool(_ORIGINAL.match(normalized(printed[:12])))


def normalized(printed: str) -> str:
    return "".join(fold(printed).split())
