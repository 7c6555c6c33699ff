"""Finds federations of unions, which are the 总工会 of a place, by the form of their names.

In: a normalized text, the gazetteer, the region the story is about. Out: the position of each federation that the text
names, and its canonical name. 全总 and 全国总工会 are 中华全国总工会, 大庆市总 is 大庆市总工会. 市总工会 in a story
about 重庆市江北区 is 重庆市总工会, and 呈贡区总工会 in a story about 云南省昆明市 is 昆明市呈贡区总工会.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.reading.names.gazetteer import Gazetteer
from archive.reading.names.known import NATION_CODE, KnownRegion
from text.normalized import pattern
from text.patterns import HAN

NATIONAL = "中华全国总工会"

# The rest of ordinary words that begin with 总: 总体, 总额, 总面积 …
_OTHER_WORDS = (
    "体|量|额|数|值|部(?!署|门)|面积|人口|人数|投资|规|长|经理|经销|产值|产量|产出|共|计|成本|成绩|理|财富|价"
    "|分(?!别|批|类|层|级)|店|站|行(?!业|动)|统|书记|监(?!督)|队|医院|收|支出|装|干线|干事|则|机(?!关)|建筑面|里程|教练"
    "|教官|导演|署|结(?!合|对)|需|户数|供|设计|资|用|发电|发行|销|交易|消费|税|债|病|感染|诊|出口|进口|进出口|贸易|客|库"
    "|耗|排放|运|储|求|票|车|床|得分|爱|会|是|能|要(?!求)|在变|关心下"
)
_GENERAL = pattern("总工会")
_NATIONAL = pattern("(?<!台湾)(?:中华)?全国$")
_OF_A_TRADE = pattern("(?:中华全国|中国)(?:铁路|民航|邮电|金融|海员|纺织|煤矿|石油)$")
_SHORT = pattern(f"(?<=[省市区县州旗盟团])总(?!工会|{_OTHER_WORDS})")
_NATIONAL_SHORT = pattern(f"(?<![安健完齐保周成全])全总(?!{_OTHER_WORDS}|工|局)")
# A level without a place, as in 市总, means the union of the story's own place. In 城市总 it is part of another word.
_LEVEL = pattern(
    f"(?:^|(?<=[^{HAN}a-z0-9])"
    "|(?<=[在由与和及为向经对据从被是以年日月间中后时前来说让使将把给受到因请并还同获于了的至按如]))"
    "(自治区|自治州|省|市|区|县|州|旗|师)$"
)
_LOCAL = pattern(
    f"[{HAN}]{{0,8}}(?:街道|镇|乡|开发区|园区|新区|高新区|经开区|管理区|林区|度假区|示范区|自贸区|保税区)$"
)
_FURTHEST = 20  # characters before 总工会 in which the place of a township or park is searched


@dataclass(frozen=True)
class FoundUnion:
    """A union named at text[start:end]. `region_code` is the code of the region if it is a region's federation."""

    start: int
    end: int
    name: str
    region_code: str | None = None


def find_federations(text: str, places: Gazetteer, near: KnownRegion | None) -> Iterator[FoundUnion]:
    """All federations named in a normalized text of a story about `near`, in no order."""
    for match in _NATIONAL_SHORT.finditer(text):
        yield FoundUnion(match.start(), match.end(), NATIONAL, NATION_CODE)
    for match in _GENERAL.finditer(text):
        yield from _general(text, match.start(), match.end(), places, near)
    for match in _SHORT.finditer(text):
        yield from _of_place(text, match.start(), match.end(), places, near)


def federation_of(region: KnownRegion, places: Gazetteer) -> str:
    """The name of a region's federation, with the city or province before a county: 昆明市呈贡区总工会."""
    return f"{body_of(region, places)}总工会" if region.code != NATION_CODE else NATIONAL


def body_of(region: KnownRegion, places: Gazetteer) -> str:
    """The part before 总工会 in the name of a region's federation."""
    line = places.lineage(region)
    above = line[-2].name if region.level == "county" and len(line) > 1 else ""
    return f"{above}{region.name}"


def place_before(text: str, end: int, places: Gazetteer, near: KnownRegion | None) -> tuple[int, KnownRegion] | None:
    """The start and the region of the place named just before `end`: 大庆市, or only 市."""
    place = places.ending_at(text, end)
    if place is not None:
        region = places.settle(place.candidates, near)
        return (place.start, region) if region else None
    level = _LEVEL.search(text[max(0, end - 4) : end])
    region = _at_level(level[1], near, places) if level and near else None
    return (end - len(level[1]), region) if level and region else None


def _general(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[FoundUnion]:
    before = text[max(0, start - 6) : start]
    if national := _NATIONAL.search(before):
        yield FoundUnion(start - len(national.group()), end, NATIONAL, NATION_CODE)
    elif trade := _OF_A_TRADE.search(before):
        yield FoundUnion(start - len(trade.group()), end, f"{trade.group()}总工会")
    elif _LOCAL.search(text[max(0, start - _FURTHEST) : start]):
        yield from list(_of_place(text, start, end, places, near)) or _below_county(text, start, end, places)
    else:
        yield from _of_place(text, start, end, places, near)


def _of_place(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[FoundUnion]:
    found = place_before(text, start, places, near)
    if found:
        begin, region = found
        yield FoundUnion(begin, end, federation_of(region, places), region.code)


def _at_level(level: str, near: KnownRegion, places: Gazetteer) -> KnownRegion | None:
    """The smallest region around this one whose name ends with the level: 市 for 重庆市江北区 is 重庆市."""
    for region in reversed(places.lineage(near)):
        if region.name.endswith(level) and (level != "区" or not region.name.endswith("自治区")):
            return region
    return None


def _below_county(text: str, start: int, end: int, places: Gazetteer) -> Iterator[FoundUnion]:
    """The federation of a township or park. A place must be before its name, to show where the name begins."""
    first = max(0, start - _FURTHEST)
    named = [place for place in places.places(text[first:start]) if _LOCAL.fullmatch(text[first + place.end : start])]
    if named:
        begin = first + named[-1].start
        yield FoundUnion(begin, end, text[begin:end])
