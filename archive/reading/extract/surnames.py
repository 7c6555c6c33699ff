"""Finds the names of people in a credit by their family names.

In: a part of a credit, folded. Out: the span of each name. 罗 艳芳 and 王 伟 are one name each, 张三李四 is two names.
"""

import re
from collections.abc import Iterator

from text.fold import fold
from text.patterns import HAN

_SINGLE = frozenset(
    fold(
        "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
        "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛"
        "童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连"
        "郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺么支云昌马水桓冒麦庾戈居衡步耿弘匡寇"
        "广禄阙东利师勾敖融那饶空毋沙乜养须丰巢蒯相后红游竺权逯盖益公缪湛尚浦撒仝矫迪雍由户但藏税招平甫粟展初印呼修母茅励"
    )
)
_COMPOUND = {
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒",
    "令狐", "夏侯", "宇文", "长孙", "端木", "百里", "轩辕", "南宫", "闻人",
    "呼延", "独孤", "西门", "拓跋", "赫连", "澹台", "申屠",
}  # fmt: skip
_TOKEN = re.compile(r"[^\s、,，/|;:&.。]+")
_HAN = re.compile(f"[{HAN}]+")
_WITH_DOT = re.compile(f"[{HAN}]{{1,8}}(?:[·•][{HAN}]{{1,8}}){{1,3}}")

Span = tuple[int, int]


def begins_with_surname(name: str) -> bool:
    folded = fold(name)
    return folded[:2] in _COMPOUND or folded[:1] in _SINGLE


def names_in(credit: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the names in credit[start:end]. The end of a span is excluded."""
    spans = [(m.start(), m.end()) for m in _TOKEN.finditer(credit, start, end)]
    for first, last in _joined(credit, spans):
        name = "".join(credit[first:last].split())
        if name.endswith("等") and len(name) > 2:
            last, name = last - 1, name[:-1]
        if _WITH_DOT.fullmatch(name) or (2 <= len(name) <= 4 and _HAN.fullmatch(name) and not _is_two(name)):
            yield first, last
        elif _HAN.fullmatch(name) and last - first == len(name):
            yield from _cut(name, first)


def _joined(credit: str, spans: list[Span]) -> list[Span]:
    """Joins single characters with the piece beside them: they are halves of a letter-spaced name."""
    joined: list[Span] = []
    position = 0
    while position < len(spans):
        first, last = spans[position]
        following = spans[position + 1] if position + 1 < len(spans) else None
        if last - first == 1 and following and following[1] - following[0] <= 2 and credit[first] in _SINGLE:
            last = following[1]
            position += 1
        elif last - first == 1 and joined and _length(credit, joined[-1]) == 2:
            first = joined.pop()[0]
        joined.append((first, last))
        position += 1
    return joined


def _length(credit: str, span: Span) -> int:
    return len("".join(credit[slice(*span)].split()))


def _is_two(name: str) -> bool:
    """Whether four characters are two names printed without a space between them."""
    return len(name) == 4 and name[:2] not in _COMPOUND and name[0] in _SINGLE and name[2] in _SINGLE


def _cut(name: str, first: int) -> Iterator[Span]:
    """Cuts names that are printed without a space at the second family name: 张三李四, 张小三李四."""
    for length in (2, 3):
        rest = name[length:]
        if name[0] in _SINGLE and 2 <= len(rest) <= 3 and rest[0] in _SINGLE:
            yield first, first + length
            yield first + length, first + len(name)
            return
