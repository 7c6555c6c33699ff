"""Unions by the shape of their names, known or not.

In: a squeezed text, the gazetteer, the region the story is about. Out: where a union is named, and
its canonical name: 全总 and 全国总工会 are 中华全国总工会, 大庆市总 is 大庆市总工会, 呈贡区总工会 in a story
of 云南省昆明市 is 昆明市呈贡区总工会.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from archive.registry.gazetteer import Gazetteer
from archive.registry.known import NATION_CODE, KnownRegion
from archive.registry.squeezed import pattern

NATIONAL = "中华全国总工会"

# What follows 总 in ordinary words: 总体, 总额, 总面积 …
_NOT_A_UNION = "体量额数值部面人投规长经产共计成理财价分店站行统书监队医收支装干则机建里教导署结需有户供设资"
_GENERAL = pattern("总工会")
_NATIONAL = pattern("(?:中华)?全国$")
_SHORT = pattern(f"(?<=[省市区县州旗盟团])总(?!工会)(?![{_NOT_A_UNION}])")
_NATIONAL_SHORT = pattern(f"(?<![安健完齐保周成全])全总(?![{_NOT_A_UNION}工局会是])")
_LEVEL = pattern("(?<![各全每某数几两多该区])(自治区|自治州|省|市|区|县|州|旗|师)$")
_LOCAL = pattern("([一-龥]{2,8}(?:街道|镇|乡|开发区|园区|新区|高新区|经开区|管理区|林区|度假区|示范区))$")

_INDUSTRY = (
    "石油|化学|化工|石化|教育|教科文卫体|科教文卫体|机械|冶金|建材|财贸|轻纺|轻工|纺织|烟草|国防|邮电|通信|信息|电子|电力"
    "|能源|地质|煤炭|煤矿|煤化工|交通|运输|海员|港口|建设|建筑|住建|住房|城建|城市|金融|铁路|民航|农林|水利|水电|气象|林业"
    "|林草|农业|农牧|水产|渔业|医药|医务|卫生|卫健|健康|文化|旅游|文旅|体育|科技|科研|机关|直属机关|省直机关|市直机关|直机关|工业|商贸|商业|服务"
    "|物流|快递|外卖|货运|货车|司机|出租车|出租汽车|网约车|家政|护理|护工|保安|保洁|餐饮|美发|互联网|软件|环卫|园林|供销|税务"
    "|公安|政法|新闻|出版|新业态|新就业形态|国资委|国资|直属企业|企业|产业"
)
_INDUSTRIAL = pattern(f"((?:{_INDUSTRY})(?:{_INDUSTRY}|、)*(?:行业|系统)?)$")
_TRADE = pattern("工会(?:联合会)?")
_ONLY_COMMON = pattern("(?:企业|产业|工业|城市|服务|建设|新业态|新就业形态|互联网|健康|信息)+(?:行业|系统)?")

_BODY = (
    "公司|集团|厂|铁路局|工程局|电力局|供电局|航道局|油田|煤矿|矿|医院|大学|学院|学校|中学|小学|银行|分行|支行|石化|钢铁|机场"
    "|电厂|农场|林场|项目部|研究院|设计院|研究所|车站|机务段|车辆段|工务段|电务段|客运段|供电段"
)
_BODIES = tuple(_BODY.split("|"))
_CLAUSE = pattern("[一-龥a-z0-9()·&—-]+$")
_BEFORE_A_NAME = pattern(
    ".*(?:的|了|着|是|在|于|过(?!滤|程|渡)|由|与|及|以及|向|被|把|据|让|从|和(?!平|田|县|信|记|静|硕|龙)|经(?!济|贸|开|纬|营)|为(?=[一-龥]{3})|等|来自|该|各|每"
    "|近日|日前|目前|今年|去年|此外|同时|其中|随后|近年来|年来|以来|[0-9]+[年月日家个名所]|组织|召开|举办|开展|来到|走进|慰问|参观|访问|支持"
    "|指导|帮助|督促|鼓励|推动|要求|通过|根据|按照|作为|成为|获得|授予|表彰|邀请|联合(?!会)|携手|会同|陪同|主持|如|以|就|对(?!外)|给|到)"
)
_COMMON_BODY = pattern(
    "(?:有限|股份|责任|分|子|总|母|全|本|下属|所属|直属|基层|国有|民营|私营|外资|大型|中小|小微|小|大|非公|上市|控股|独资|合资|快递|物流"
    f"|建筑|平台|网约车|保险|外卖|家政|货运|运输|客运|企业|单位|当地|有关|相关|部分|参建|用工|职业|派遣|劳务|[0-9]|、)*(?:{_BODY})"
)


@dataclass(frozen=True)
class Union:
    """A union named at text[start:end]."""

    start: int
    end: int
    name: str  # canonical


def find_unions(text: str, places: Gazetteer, near: KnownRegion | None) -> list[Union]:
    """All unions named in a squeezed text of a story about `near`, in no order."""
    if not any(word in text for word in ("工会", "市总", "省总", "区总", "县总", "全总", "团总")):
        return []
    found = [Union(m.start(), m.end(), NATIONAL) for m in _NATIONAL_SHORT.finditer(text)]
    for match in _GENERAL.finditer(text):
        found.extend(_federation(text, match.start(), match.end(), places, near))
    for match in _SHORT.finditer(text):
        found.extend(_of_place(text, match.start(), match.end(), places, near))
    for match in _TRADE.finditer(text):
        found.extend(_trade_union(text, match.start(), match.end(), places, near))
    return found


def federation_of(region: KnownRegion, places: Gazetteer) -> str:
    """昆明市呈贡区总工会: a county's name carries its city's, or its province's where there is none."""
    if region.code == NATION_CODE:
        return NATIONAL
    line = places.lineage(region)
    above = line[-2].name if region.level == "county" and len(line) > 1 else ""
    return f"{above}{region.name}总工会"


def _federation(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[Union]:
    national = _NATIONAL.search(text[max(0, start - 4) : start])
    if national:
        yield Union(start - len(national.group()), end, NATIONAL)
        return
    local = _LOCAL.search(text[max(0, start - 12) : start])
    named = list(_of_place(text, start, end, places, near))
    yield from named
    if local and not named:
        yield from _below_county(text, start - len(local[1]), end, places)


def _of_place(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[Union]:
    """市总工会 or 大庆市总: what stands before 总 at `start` names the place, or only its level."""
    place = places.ending_at(text, start)
    if place is not None:
        region = places.settle(place.candidates, near)
        if region is not None:
            yield Union(place.start, end, federation_of(region, places))
        return
    level = _LEVEL.search(text[max(0, start - 4) : start])
    if level and near is not None:
        region = _at_level(level[1], near, places)
        if region is not None:
            yield Union(start - len(level[1]), end, federation_of(region, places))


def _at_level(level: str, near: KnownRegion, places: Gazetteer) -> KnownRegion | None:
    """The region or the lowest above it whose name ends in this: 市 of 重庆市江北区 is 重庆市."""
    for region in reversed(places.lineage(near)):
        if region.name.endswith(level) and (level != "区" or not region.name.endswith("自治区")):
            return region
    return None


def _below_county(text: str, start: int, end: int, places: Gazetteer) -> Iterator[Union]:
    """A township's or a park's: only with a place before its own name, which tells where it begins."""
    for middle in range(start, end - 5):
        place = places.ending_at(text, middle)
        if place is not None:
            yield Union(place.start, end, text[place.start : end])
            return


def _trade_union(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[Union]:
    before = text[max(0, start - 42) : start]
    trade = _INDUSTRIAL.search(before)
    if trade and not _ONLY_COMMON.fullmatch(trade[1]):
        yield from _industrial(text, start - len(trade[1]), end, places, near)
        return
    clause = _CLAUSE.search(before) if before.endswith(_BODIES) else None
    name = _own_name(clause.group()) if clause else ""
    if name:
        yield Union(start - len(name), end, name + text[start:end])


def _industrial(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[Union]:
    if text[max(0, start - 2) : start] == "中国":
        yield Union(start - 2, end, text[start - 2 : end])
        return
    place = places.ending_at(text, start)
    if place is None:
        return
    region = places.settle(place.candidates, near)
    if region is not None:
        whole = federation_of(region, places).removesuffix("总工会")
        yield Union(place.start, end, whole + text[start:end])


def _own_name(before: str) -> str:
    """The company's name at the end of a clause; empty where only its kind is said."""
    cut = _BEFORE_A_NAME.match(before)
    name = before[cut.end() :] if cut else before
    if name.count("(") != name.count(")") or len(name) < 4 or _COMMON_BODY.fullmatch(name):
        return ""
    return name
