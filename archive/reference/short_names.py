"""Finds the common short names of places: 重庆, 内蒙古, 延边, 若尔盖, 忠县.

In: the regions of the country as rows. Out: a short name for each. This module does not need Django.

A name loses its suffix (省 市 县 区 …) if it is still unambiguous without it. A stem shared by several
places belongs to the one of the highest level; if they have the same level, all keep their suffixes
(江北区 of 重庆 and of 宁波). A name also keeps its suffix if its stem has one character (忠县), if it is a
banner (准格尔旗), or if the stem is an everyday word (合作市) or, in jieba's dictionary, not a name (解放区).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from archive.reference.region_row import RegionRow

# Nationalities as written in names of places; longest first, so that no shorter one matches inside a longer one.
# 各 is for 龙胜各族自治县.
NATIONALITIES = [
    "柯尔克孜", "维吾尔", "哈萨克", "达斡尔", "塔吉克", "鄂温克", "鄂伦春", "蒙古", "布依", "朝鲜", "土家", "哈尼",
    "傈僳", "拉祜", "东乡", "纳西", "景颇", "仫佬", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "德昂",
    "保安", "裕固", "独龙", "赫哲", "门巴", "珞巴", "回", "藏", "苗", "彝", "壮", "满", "侗", "瑶", "白", "傣", "黎",
    "佤", "畲", "水", "土", "羌", "怒", "京", "各",
]  # fmt: skip
# A nationality of one character needs its 族: the 水 of 陵水黎族自治县 is not one.
OF_NATIONALITIES = f"(?:{'|'.join(n + ('族?' if len(n) > 1 else '族') for n in NATIONALITIES)})+"
AUTONOMOUS = re.compile(rf"{OF_NATIONALITIES}自治[州县旗区]$|{OF_NATIONALITIES}区$")
SUFFIX = re.compile(r"(?:特别行政区|自治[州县旗区]|省|市|地区|县|区)$")
RANK = {"nation": 0, "province": 1, "prefecture": 2, "county": 3}


def stem(name: str) -> str:
    """Returns the name without nationality and suffix; the whole name if fewer than two characters would be left."""
    for pattern in (AUTONOMOUS, SUFFIX):
        rest = pattern.sub("", name)
        if rest != name and len(rest) >= 2:
            return rest
    return name


def short_names(
    rows: Iterable[RegionRow],
    chosen: Mapping[str, str],
    common_words: Collection[str],
    words: Collection[str],
) -> dict[str, str]:
    """Maps codes to short names.

    `chosen` has short names that are used as they are. A county keeps its suffix if its stem is in `common_words`,
    a district (区) also if it is in `words`.
    """
    rows = list(rows)
    holders = _holders(rows)
    names = {}
    for row in rows:
        short = stem(row.name)
        if row.code in chosen:
            short = chosen[row.code]
        elif not _may_stand_alone(row, short, holders, common_words, words):
            short = _with_suffix(row.name)
        names[row.code] = short
    return names


def _holders(rows: list[RegionRow]) -> dict[str, list[RegionRow]]:
    """Maps each stem to the places that it may mean, by their current or former names."""
    holders = defaultdict(list)
    for row in rows:
        for name in {stem(row.name), *row.former_names}:
            holders[name].append(row)
    return holders


def _may_stand_alone(
    row: RegionRow,
    short: str,
    holders: Mapping[str, list[RegionRow]],
    common_words: Collection[str],
    words: Collection[str],
) -> bool:
    rivals = [other for other in holders[short] if other is not row]
    if any(RANK[other.level] <= RANK[row.level] for other in rivals):
        return False
    if row.level != "county":
        return True
    return short not in common_words and not (row.name.endswith("区") and short in words)


def _with_suffix(name: str) -> str:
    """Returns a name with its suffix but without its nationality: 本溪县 for 本溪满族自治县."""
    rest = AUTONOMOUS.sub("", name)
    return rest + name[-1] if rest != name and len(rest) >= 2 else name
