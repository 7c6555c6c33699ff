"""What people say for a place: 重庆, 内蒙古, 延边, 若尔盖, 忠县.

In: the regions of the country as rows. Out: a short name for each. Nothing here knows Django.

The office word (省 市 县 区 …) goes where one place is still meant without it. A name that several
places bear belongs to the highest of them; where equals share it, all keep their office word
(江北区 of 重庆 and of 宁波). Names of one character keep it (忠县), banners always (准格尔旗), and so do
names whose stem is an everyday word (合作市) or that jieba knows as anything but a name (解放区).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from archive.reference.region_row import RegionRow

# Nationalities as they stand in names of places; the longest first, so that none hides in another.
# 各 stands in 龙胜各族自治县.
NATIONALITIES = [
    "柯尔克孜", "维吾尔", "哈萨克", "达斡尔", "塔吉克", "鄂温克", "鄂伦春", "蒙古", "布依", "朝鲜", "土家", "哈尼",
    "傈僳", "拉祜", "东乡", "纳西", "景颇", "仫佬", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "德昂",
    "保安", "裕固", "独龙", "赫哲", "门巴", "珞巴", "回", "藏", "苗", "彝", "壮", "满", "侗", "瑶", "白", "傣", "黎",
    "佤", "畲", "水", "土", "羌", "怒", "京", "各",
]  # fmt: skip
# One of a single character needs its 族: 陵水 of 陵水黎族自治县 is no nationality.
OF_NATIONALITIES = f"(?:{'|'.join(n + ('族?' if len(n) > 1 else '族') for n in NATIONALITIES)})+"
AUTONOMOUS = re.compile(rf"{OF_NATIONALITIES}自治[州县旗区]$|{OF_NATIONALITIES}区$")
OFFICE = re.compile(r"(?:特别行政区|自治[州县旗区]|省|市|地区|县|区)$")
RANK = {"nation": 0, "province": 1, "prefecture": 2, "county": 3}


def stem(name: str) -> str:
    """The name without nationality and office word; the whole name where fewer than two characters stay."""
    for pattern in (AUTONOMOUS, OFFICE):
        rest = pattern.sub("", name)
        if rest != name and len(rest) >= 2:
            return rest
    return name


def short_names(
    rows: Iterable[RegionRow],
    said: Mapping[str, str],
    common_words: Collection[str],
    words: Collection[str],
) -> dict[str, str]:
    """Code → short name. `said` decides alone; `common_words` bind all below a prefecture, `words` districts too."""
    rows = list(rows)
    holders = _holders(rows)
    names = {}
    for row in rows:
        short = stem(row.name)
        if row.code in said:
            short = said[row.code]
        elif not _may_stand_alone(row, short, holders, common_words, words):
            short = _with_office(row.name)
        names[row.code] = short
    return names


def _holders(rows: list[RegionRow]) -> dict[str, list[RegionRow]]:
    """Each stem, with the places it may mean: their names now and before."""
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


def _with_office(name: str) -> str:
    """A name that keeps its office word still loses its nationality: 本溪满族自治县 is said 本溪县."""
    rest = AUTONOMOUS.sub("", name)
    return rest + name[-1] if rest != name and len(rest) >= 2 else name
