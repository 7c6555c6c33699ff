"""Finds amounts of money and counts in a story.

In: the printed fields of the story. Out: each figure with its value, unit, bound and exact position. Dates, ordinals,
numbers of lists, telephone numbers and words that only look like numbers are not figures.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from archive.reading.document import FoundFigure
from text.fold import fold
from text.normalized import NormalizedText, normalize_spaces, pattern
from text.numerals import AMOUNT, is_chinese, value_of

# Units that are also counted in times, as in 400门次. 名次, 位次, 本次, 首次 and 个次 are other words.
_COUNTED_EACH_TIME = "人户场班车架门件台辆批轮项例份期处所组篇头艘列只点段座间支种条套笔部册家节课"
_UNITS = {
    "times": " ".join(f"{unit}次" for unit in _COUNTED_EACH_TIME) + " 次 场 趟",
    "share": "个百分点 %",
    "people": "人 名 位",
    "households": "户",
    "units": "家 个 处 所 座 支 间",
    "things": "平方公里 平方米 立方米 公里 公顷 千米 千瓦时 千瓦 兆瓦 公斤 件 项 份 套 台 辆 册 种 张 条 本 篇 宗 起 "
    "例 亩 吨 米 只 头 株 棵 艘 列 枚 块 部 幅 首 款 门 期 组 笔 顶 瓶 箱 盒 袋 床 片",
}
_KINDS = {unit: kind for kind, units in _UNITS.items() for unit in units.split()}
_PRINTED_UNIT = {fold(unit): unit for unit in _KINDS}
_CURRENCIES = {
    "元": "CNY", "块钱": "CNY", "人民币": "CNY", "rmb": "CNY", "港元": "HKD", "港币": "HKD", "hk$": "HKD",
    "美元": "USD", "美金": "USD", "us$": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "日圆": "JPY",
    "新台币": "TWD", "台币": "TWD", "nt$": "TWD", "台元": "TWD", "澳门元": "MOP", "澳门币": "MOP", "澳元": "AUD",
    "加元": "CAD", "韩元": "KRW", "卢布": "RUB", "新加坡元": "SGD", "泰铢": "THB", "瑞士法郎": "CHF", "卢比": "INR",
}  # fmt: skip
_BEFORE = {
    "at_least": "不少于 不低于 不小于 至少 最少 最低",
    "at_most": "不超过 不多于 不高于 最多 至多 最高 不足 不到 少于 低于",
    "nearly": "将近 接近 近",
    "over": "超过 超出 突破 逾 超 多于 高于",
    "about": "大约 约 大概",
}
_AFTER = {"at_least": "及以上 以上", "at_most": "及以下 以下 以内", "about": "左右 上下"}
_BOUNDS = {word: bound for words in (_BEFORE, _AFTER) for bound, some in words.items() for word in some.split()}

# For each unit, the characters that make another word of it if they follow.
_OTHER_WORDS = {
    "日圆": "满|梦|桌|形",
    "元": "旦|月|素|件|宵|首|帅|老|年|朝|代",
    "人": "次|民|均|大代|工智|工费|物|类|事|力|才|行道|造|气|生|间|机|份|选", "名": "额|列前|称|字|牌|录",
    "位": "于|置|列|居|次", "户": "外|口|籍|型", "次": "日|年|月|要|数", "场": "馆|地|所|景|面|内|外",
    "家": "子|庭|乡|长(?!期)|属|具|电|政|务", "个": "多?月|半月|多?小时|工作日|人所|体|性|星期|百分",
    "处": "长|于|理|罚|分|级", "所": "有|以|属|在|得|谓|需", "座": "谈|位", "支": "持|付|出|部", "间": "接|断|隔|歇",
    "份": "额", "套": "餐|路", "台": "湾|风|阶", "种": "植|子|业", "张": "力|贴", "条": "件|例|约|款", "篇": "幅",
    "例": "如|外|会", "本": "科|地|届|市|省|县|区|级|月|年|周|次|报|人|质", "起": "来|到|步|草|点|义",
    "米": "饭|粉|线", "头": "部", "列": "车|入|为", "块": "链", "部": "分|门|队|署|委|长",
    "首": "先|次|个|届|批|都|府|家|席|创", "门": "诊|店|户|口", "期": "间|限|待|望|货|末", "组": "织|成|建|长|合",
    "片": "区",
}  # fmt: skip
# In 30件次品 the unit is 件: 次品 is a word.
_OTHER_WORDS |= {f"{unit}次": "品|生灾" for unit in _COUNTED_EACH_TIME}


def _either(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _words(bounds: Mapping[str, str]) -> list[str]:
    return [word for words in bounds.values() for word in words.split()]


def _guarded(unit: str) -> str:
    return f"{unit}(?!{_OTHER_WORDS[unit]})" if unit in _OTHER_WORDS else re.escape(unit)


_MONEY_BEFORE = _either(["人民币", "rmb", "港币", "hk$", "美金", "us$", "新台币", "台币", "nt$", "澳门币"])
_MONEY = (
    _either([name for name in _CURRENCIES if name not in ("元", "日圆")])
    + "|"
    + _guarded("元")
    + "|"
    + _guarded("日圆")
)
_UNIT = _MONEY + "|" + "|".join(_guarded(u) for u in sorted(_KINDS, key=len, reverse=True))
_BARE_UNIT = f"{_MONEY}|" + _either(list(_KINDS))
_FIGURE = pattern(
    "(?<![0-9a-z第+×零〇一二三四五六七八九十百千万亿两几数])(?<![0-9][,.:/-])"
    f"(?:(?P<low>{AMOUNT})(?P<low_unit>{_BARE_UNIT})?(?:~|-|—{{1,2}}|至|到))?"
    f"(?P<amount>{AMOUNT})(?P<unit>{_UNIT})"
    f"(?P<after>{_either(_words(_AFTER))})?"
)
_BEFORE_IT = pattern(f"(?P<before>{_either(_words(_BEFORE))})?(?P<currency>{_MONEY_BEFORE})?$")
_PERCENT = pattern(f"百分之(?P<amount>{AMOUNT})(?P<after>{_either(_words(_AFTER))})?")
# 近千人, 百余家, 突破千亿元: a power of ten without a number before it. 上百 and 数百 are too vague for any bound.
_POWER = "[十百千]?万亿|[十百千]?亿|[十百千]?万|千|百"
_ROUND = pattern(
    f"(?:(?<![附最临公条合契节签制])(?P<before>{_either(_words(_BEFORE))})(?P<bare>{_POWER})|"
    f"(?<![0-9零一二三四五六七八九十百千万亿两几数上成])(?P<amount>{_POWER})(?P<more>[余多]))(?P<unit>{_UNIT})"
)
_LONGEST_BEFORE = 8
_TOO_LARGE = 10**18  # a misprint, and more than the database can store
# 唯一一家, 五六个: two numerals side by side are not a number
_NO_NUMERAL = pattern("[一二三四五六七八九两]{2}")
_MORE = pattern("[余多几]")
_ROUGHLY = pattern("来")
_FROM = pattern("[从由自]$")
WordsBefore = tuple[str, str]  # the words of bound and currency before a number
FigureValue = tuple[int, Decimal, Decimal | None, str]  # start, value, upper end, bound
_LOCAL_MONEY = {"71": "TWD", "81": "HKD", "82": "MOP"}


def find_figures(fields: Mapping[str, str], region_code: str | None = None) -> list[FoundFigure]:
    """All figures in the fields, which are given by name, in reading order.

    `region_code` decides which currency 元 means: a story about 台湾, 香港 or 澳门 has its own.
    """
    local = _LOCAL_MONEY.get((region_code or "")[:2], "CNY")
    return [figure for field, printed in fields.items() for figure in _in_field(field, printed, local)]


def _in_field(field: str, printed: str, local: str) -> list[FoundFigure]:
    text = normalize_spaces(printed)
    found = []
    for match in _FIGURE.finditer(text.text):
        before = _before(match, text.text)
        found_value = _value_of_match(match, before, text.text)
        if found_value is not None:
            begin, low, high, bound = found_value
            start, end = text.origin(begin, match.end())
            kind, unit = _kind_and_unit(match, before, local)
            found.append(FoundFigure(printed[start:end], kind, low, high, unit, bound, field, start, end))
    for match in _PERCENT.finditer(text.text):
        before = _before(match, text.text)
        start, end = text.origin(match.start() - len("".join(before)), match.end())
        value, bound = value_of(match["amount"]), _bound(match, before)
        found.append(FoundFigure(printed[start:end], "share", value, None, "%", bound, field, start, end))
    found += _round_figures(field, text, printed, local)
    return sorted(found, key=lambda figure: figure.start)


def _round_figures(field: str, text: NormalizedText, printed: str, local: str) -> Iterator[FoundFigure]:
    for match in _ROUND.finditer(text.text):
        start, end = text.origin(*match.span())
        bound = _BOUNDS[match["before"]] if match["before"] else "over"
        kind, unit = _kind_and_unit(match, ("", ""), local)
        value = value_of("1" + (match["bare"] or match["amount"]))
        yield FoundFigure(printed[start:end], kind, value, None, unit, bound, field, start, end)


def _before(match: re.Match[str], text: str) -> WordsBefore:
    """The words of bound and currency before a number."""
    found = _BEFORE_IT.search(text[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
    return (found["before"] or "", found["currency"] or "") if found else ("", "")


def _value_of_match(match: re.Match[str], before: WordsBefore, text: str) -> FigureValue | None:
    """The start of the figure, its value, the upper end if it is a range, and its bound."""
    start = match.start() - len("".join(before))
    high = value_of(match["amount"])
    if high >= _TOO_LARGE:
        return None
    if match["low"] is None:
        return None if _is_no_count(match) else (start, high, None, _bound(match, before))
    low = value_of(match["low"])
    scale = re.search("[万亿]+$", match["amount"])
    if match["low_unit"] is None and scale and not re.search("[万亿]", match["low"]):
        low = value_of(match["low"] + scale.group())
    if low > high or _FROM.search(text[: match.start()][-1:]):
        return match.start("amount"), high, None, _bound(match, before)
    return start, low, high, "range"


def _is_no_count(match: re.Match[str]) -> bool:
    """Whether a Chinese numeral is not a count: 一家 and 两个 are articles, 三元 is a place, 五六 is not one number."""
    if not is_chinese(match["amount"]):
        return False
    return bool(_NO_NUMERAL.search(match["amount"])) or value_of(match["amount"]) < 10


def _bound(match: re.Match[str], before: WordsBefore) -> str:
    for word in (before[0], match["after"]):
        if word:
            return _BOUNDS[word]
    if _MORE.search(match["amount"]):
        return "over"
    return "about" if _ROUGHLY.search(match["amount"]) else "exact"


def _kind_and_unit(match: re.Match[str], before: WordsBefore, local: str) -> tuple[str, str]:
    unit = _PRINTED_UNIT.get(match["unit"], match["unit"])
    if unit in _KINDS:
        return _KINDS[unit], unit.removeprefix("个") if unit == "个百分点" else unit
    if before[1]:
        return "money", _CURRENCIES[before[1]]
    return "money", local if unit == "元" else _CURRENCIES[unit]
