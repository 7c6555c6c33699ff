"""Recognizes lines of a web page by their wording: navigation, datelines, legal notices.

In: the text of a line. Out: whether it is one of these. The phrases are those of Chinese news sites, in both
scripts; texts are folded and stripped of white space first.
"""

import re
from itertools import pairwise

from text.normalized import normalize_spaces, pattern
from text.patterns import AFTER_YEAR, CORRESPONDENT, DATE, PHOTOGRAPHY, REPORTER, REPORTERS, YEAR

_OPEN = r"[\[(【〔<«←·•*>|■●▍]*"
_EDITOR = (
    "责任编辑|责编|本文编辑|网络编辑|网站编辑|编辑|编审|审核|审签|终审|校对|初审|复审|监制"
    "|(?:文章|信息)?(?:录入|上传|发布者|发布人)"
)

# The story ends before these.
_END = pattern(
    rf"^{_OPEN}(?:(?:纠错|举报)[\])】]+{_OPEN})?(?:{_EDITOR})(?:[:|丨/ ]|[^,。]{{2,8}}[\])】〕]$)"
    rf"|^{_OPEN}(?:分享到|分享至|分享让更多|分享本文|我要分享|打印本页|关闭窗口|关闭本页|返回顶部|回到顶部|返回列表)"
    rf"|^{_OPEN}(?:[上下前后]一?[篇条])(?:[:|]|文章|新闻|信息|$)"
    r"|^(?:(?:扫一扫|扫码|扫描)[^。]{0,6}(?:关注|二维码|阅读|查看|下载|分享|观看|打开)[^。]{0,12}$|长按(?:识别|扫描)|微信扫|(?:点击)?(?:查看原文|阅读原文)|(?:点赞|在看|举报|纠错)[\])】]?$)"
    rf"|^{_OPEN}(?:版权声明|免责声明|特别声明|版权所有|版权与免责|声明:|凡本网|凡注明|本网转载|著作权声明)"
    r"|^(?:网友评论|我要评论|发表评论|最新评论|全部评论|评论\(|热门评论|评论[0-9]*$)"
    r"|^(?:你可能喜欢|猜你喜欢|您可能感兴趣|更多(?:精彩|新闻)[^。]{0,12}$|往期回顾|预览时标签不可点|喜欢此内容的人还喜欢)"
)
# The story ends before these if links follow: newspapers print boxes under the same names.
_THINGS = "阅读|新闻|链接|报道|文章|推荐|专题|资讯|内容|稿件|信息|排行榜?|要闻|视频|头条|图片|评论|回顾|榜单?"
_END_OF_LINKS = pattern(
    rf"^{_OPEN}(?:24小时)?(?:相关|延伸|推荐|热门|热点|热文|热榜|最新|精彩|今日|图片|专题|排行|点击|更多|友情|往期|猜你喜欢)"
    rf"(?:{_THINGS})?(?:{_THINGS})?[\])】:>]*$"
)
_BUTTON = (
    "字号|字体|大中小|打印|友善列印|列印|转寄(?:好友)?|关闭|收藏|分享|复制链接|转发|点赞|评论|返回|下载|登录|注册|搜索|设为首页|加入收藏|无障碍"
    "|朗读|语音播报|播报|听新闻|关注|小|中|大|A[+-]?"
)
_WITH_BUTTON = (
    "微信|微博|qq|qq空间|新浪微博|朋友圈|人人网|facebook|twitter|line|plurk|whatsapp|telegram|email"
    "|本页|本文|页面|窗口|到|至|更多|[\\[\\]【】()|/+· -]"
)
_NAVIGATION = pattern(
    rf"^{_OPEN}(?:首页(?:$|[>»/|·:-])|(?:您的?|您?当前的?|您?现在的|您所在的|所在)?位置[:>])"
    rf"|^{_OPEN}[0-9]{{0,6}}(?:{_BUTTON})[:】\])]?(?:{_BUTTON}|{_WITH_BUTTON})*$"
    r"|^(?:上一页|下一页|尾页|末页|首页|第[0-9]+页|共[0-9]+页|\[?[0-9]{1,2}\]?|[<>«»‹› ]+)+(?:共[0-9]+页)?$"
    r"|^(?:浏览|阅读|点击|访问)(?:次数|量|数|人次)?[:(]?[0-9,]*[次)]*$"
    rf"|^{_OPEN}原?标题:.{{0,80}}$|^(?:点击|轻触)?(?:上方|下方|蓝字|上面)[^。]{{0,20}}关注|^点击[^。]{{0,16}}(?:关注|订阅)"
    r"|^(?:图集|高清大图|视频加载中|加载中|正在加载|展开全文|点击展开|点击播放|全屏)[.…]*$"
    r"|^(?:微信|微博|朋友圈|qq空间|新浪微博|微信好友|人人网)+$|^今天是.{0,12}年.{0,16}$|^.{0,40}欢迎您?(?:访问|来到|光临)[^。]{0,20}(?:网站?|主页)!?$|^广告(?::|$)"
)
_LEGAL = pattern(
    "版权所有|版权归|版权均?属|不得(?:转载|摘编)|仅代表作者|免责声明|转载请注明|本网(?:注明|赞同|转载)|请与本[网站]联系"
    "|(?:icp|网安?)备[0-9案]|icp证|公网安备|网站标识码|copyright|all rights reserved|最佳分辨率"
)
# Phrases of imprints and notices that stories use too: they count only next to one of those above.
_HALF_LEGAL = pattern(
    "未经[^。]{0,12}(?:授权|许可)|著作权|法律责任|本网站?|转载|许可证|主办单位|主办:|承办:|主管:|技术支持|联系电话:|邮政编码"
)
_CREDITED = f"(?:信息|稿件|文章|新闻)?(?:来源|稿源)|(?:本文)?作者|撰稿|撰文|供稿|{REPORTERS}|{PHOTOGRAPHY}"
_KEY = (
    rf"(?:发布|更新|发表|创建|上传|见报)?(?:时间|日期|于)|{_CREDITED}|{_EDITOR}"
    r"|(?:浏览|阅读|点击|访问)(?:次数|量|数|率)?|字号|字体|打印|分享(?:到)?|评论|关闭|收藏|栏目|分类|索引号|主题词|关键词|标签"
)
_DATELINE = pattern(
    rf"^[^。,]{{0,30}}?{DATE}|^{_OPEN}(?:{_KEY})[:|]"
    rf"|^(?:文|图|文/图|图/文|撰文|本[报网刊社]?(?:首席|见习|全媒体)?(?:{REPORTERS}))[^,。]{{0,40}}$"
)
_CREDIT_LINE = pattern(rf"^{_OPEN}(?:{_CREDITED})[:|][^。]{{1,60}}$|^(?:文|图|文/图|图/文)[/|:][^,。]{{1,30}}$")
_SEGMENT = re.compile(
    r"(?:(?:文章|信息)?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|审核|審核|校对|校對|初审|复审|终审|发布者|发布人|录入)"
    r"|(?:浏览|瀏覽|阅读|閱讀|点击|點擊|访问|訪問)(?:次数|量|数|率|次數|數)?|[小大中]?字\s*[号號体體]|打印|列印|分享到?|评论|評論|关闭|關閉|关注|收藏"
    r"|[【\[（(]?\s*大\s*中\s*小|A[+-]|我要|索引号|标签|关键词)"
)
_KEEP = re.compile(
    rf"(?:信息|稿件|文章|新闻|新聞)?(?:来源|來源|稿源)|(?:本文)?作者|(?:本[报報网網]?)?(?:{REPORTER})|{CORRESPONDENT}|{PHOTOGRAPHY}|撰稿|供稿"
    rf"|(?:发布|發布|更新|发表|见报)?(?:时间|時間|日期)[：:]|发布于|(?<![\d：:])(?<![：:] ){YEAR}{AFTER_YEAR}"
)
_EDGES = " \t　|｜[【(（<"
_LONGEST_DATELINE = 160


def ends_the_story(text: str) -> bool:
    return len(text) <= 400 and bool(_END.search(normalized(text)))


def ends_before_links(text: str) -> bool:
    return len(text) <= 16 and bool(_END_OF_LINKS.search(normalized(text)))


def is_navigation(text: str) -> bool:
    """Whether a line is part of a menu, a button or paging: every page has these, whatever its story."""
    return len(text) <= 100 and bool(_NAVIGATION.search(normalized(text)))


def is_legal(text: str) -> bool:
    """Whether a line belongs to a legal notice or imprint: a short line needs one phrase, a long one two."""
    plain = normalized(text)
    found = set(_LEGAL.findall(plain))
    return bool(found) and (len(text) <= 60 or len(found) + len(set(_HALF_LEGAL.findall(plain))) >= 2)


def is_dateline(text: str) -> bool:
    """Whether a line is the one below a headline: date, source, author, buttons."""
    return len(text) <= _LONGEST_DATELINE and bool(_DATELINE.search(normalized(text)))


def is_credit_line(text: str) -> bool:
    """Whether a line is a credit on its own, such as 来源：某某日报, anywhere on the page."""
    return len(text) <= _LONGEST_DATELINE and bool(_CREDIT_LINE.search(normalized(text)))


def credits_of(text: str) -> list[tuple[int, int]]:
    """Returns the ranges of a dateline with date, source and author, without editors, counts and buttons."""
    cuts = sorted({match.start() for find in (_SEGMENT, _KEEP) for match in find.finditer(text)} | {0, len(text)})
    found = []
    for begin, end in pairwise(cuts):
        stripped = text[begin:end].strip(_EDGES)
        if stripped and not _SEGMENT.match(text, begin) and re.search(r"\w", stripped):
            start = begin + text[begin:end].index(stripped)
            found.append((start, start + len(stripped)))
    return found


def normalized(text: str) -> str:
    return normalize_spaces(text).text
