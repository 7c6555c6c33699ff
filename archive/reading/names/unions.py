"""Finds unions by the form of their names, known or not: federations, and the unions of trades and of bodies.

In: a normalized text, the gazetteer, the region the story is about. Out: the position of each union that the text
names, and its canonical name, as 山东省石油化学工会 or 燕山石化公司工会. 公司工会, 小微企业工会 and 各级工会 do not
count: they only name a kind of union.
"""

import re
from collections.abc import Iterator

from archive.reading.names import brands
from archive.reading.names.federations import FoundUnion, body_of, federation_of, find_federations, place_before
from archive.reading.names.gazetteer import Gazetteer
from archive.reading.names.known import KnownRegion
from text.normalized import pattern
from text.patterns import HAN

_TRADES = (
    "石油|化学|化工|石化|教育|教科文卫体|科教文卫体|机械|冶金|建材|财贸|轻纺|轻工|纺织|烟草|国防|邮电|通信|信息|电子|电力"
    "|能源|地质|煤炭|煤矿|煤化工|交通|运输|海员|港口|建设|建筑|住建|住房|城建|城市|金融|铁路|民航|农林|水利|水电|气象|林业"
    "|林草|农业|农牧|水产|渔业|医药|医务|卫生|卫健|健康|文化|旅游|文旅|体育|科技|科研|机关|直属机关|直机关|直|工业|商贸|商业"
    "|服务|物流|快递|配送|外卖|货运|货车|司机|出租车|出租汽车|网约车|家政|养老|护理|护工|保安|保洁|餐饮|美发|美容|酒店|物业"
    "|互联网|软件|电商|直播|环卫|园林|供销|税务|公安|政法|新闻|出版|新业态|新就业形态|国资委|国资|直属企业|企业|产业|汽车|装饰"
)
_TRADE = pattern(f"((?:{_TRADES})(?:{_TRADES}|、)*(?:行业|系统)?)$")
_OF_AN_INDUSTRY = pattern(f"([{HAN}]{{2,8}}行业)$")
_ONLY_COMMON = pattern("(?:企业|产业|工业|城市|服务|建设|新业态|新就业形态|互联网|健康|信息|直|机关)+(?:行业|系统)?")
_UNION = pattern("(?<!总)工会(?:联合会)?")
_NATIONWIDE = pattern("(?:中国|全国)$")

_BODY = (
    "公司|集团|厂|铁路局|工程局|电力局|供电局|航道局|油田|煤矿|矿|医院|大学|学院|学校|中学|小学|银行|分行|支行|石化|钢铁|机场"
    "|电厂|农场|林场|项目部|研究院|设计院|研究所|车站|机务段|车辆段|工务段|电务段|客运段|供电段"
)
_BODIES = tuple(_BODY.split("|"))
_CLAUSE = pattern(f"[{HAN}a-z0-9()·&—-]+$")
_BEFORE_A_NAME = pattern(
    ".*(?:的|了|着|是|在|于|过(?!滤|程|渡)|由|与|及|向|被|把|据|让|从|和(?!平|田|县|信|记|静|硕|龙)|经(?!济|贸|开|纬|营)"
    f"|为(?=[{HAN}]{{3}})|等|来自|该|各|每|近日|日前|目前|今年|去年|此外|同时|其中|随后|年来|以来|[0-9]+[年月日家个名所]|组织|召开"
    "|举办|开展|来到|走进|前往|慰问|参观|访问|走访|调研|考察|支持|指导|帮助|督促|鼓励|推动|推进|要求|通过|根据|按照|作为|成为"
    "|获得|荣获|获评|授予|表彰|邀请|联合(?!会)|携手|会同|陪同|主持|参加|出席|介绍|表示|强调|指出|认为|成立|建立|组建|创建|开通"
    "|依托|围绕|针对|关于|学习|观摩|连续|多次|分别|共同|一起|积极|主动|不断|持续|全面|先后|已经|正在|开始|继续|再次|首次|率先"
    "|优秀|先进|所属|下属|直属|所在|负责人|如|以|就|对(?!外)|给|到|[这那][家个]|[多几一]家)"
)
_ONLY_A_KIND = pattern(
    "(?:有限|股份|责任|分|子|总|母|全|本|基层|国有|民营|私营|外资|大型|中小|小微|小|大|非公|上市|控股|独资|合资|快递|物流"
    "|建筑|平台|网约车|保险|外卖|家政|货运|运输|客运|企业|单位|当地|有关|相关|部分|参建|用工|职业|派遣|劳务|[0-9]|、)*"
    f"(?:{_BODY})"
)
_UNIONS_AT_LARGE = pattern("系统|组织|[界学史法]|干部|会员|工作者|章程|联合会|理论|主席团|[0-9一二三四五六七八九十]+大")
_ELSEWHERE = ("71", "81", "82")  # 台湾, 香港, 澳门 have many unions but no such federation
_LONGEST_PLACE = 16  # characters
_WORDS = ("工会", "市总", "省总", "区总", "县总", "州总", "旗总", "全总", "团总")
_WINDOW = 42  # characters before 工会 that may belong to the name


def find_unions(text: str, places: Gazetteer, near: KnownRegion | None, story: str = "") -> list[FoundUnion]:
    """All unions named in a normalized text, a part of a `story` about `near`, in no order."""
    if not any(word in text for word in _WORDS):
        return []
    found = list(find_federations(text, places, near))
    for match in _UNION.finditer(text):
        of_body = list(_of_trade_or_body(text, match, places, near))
        found += of_body or _of_place(text, match, places) or brands.unions_of_firms(text, match, story or text)
    return found


def _of_place(text: str, union: re.Match[str], places: Gazetteer) -> list[FoundUnion]:
    """The federation of a place by a short name, as 宁夏工会."""
    first = max(0, union.start() - _LONGEST_PLACE)
    named = [place for place in places.places(text[first : union.start()]) if first + place.end == union.start()]
    if not named or len(named[0].candidates) != 1 or _UNIONS_AT_LARGE.match(text, union.end()):
        return []
    (region,) = named[0].candidates
    if region.code[:2] in _ELSEWHERE:
        return []
    return [FoundUnion(first + named[0].start, union.end(), federation_of(region, places), region.code)]


def _of_trade_or_body(
    text: str, union: re.Match[str], places: Gazetteer, near: KnownRegion | None
) -> Iterator[FoundUnion]:
    before = text[max(0, union.start() - _WINDOW) : union.start()]
    for shape in (_TRADE, _OF_AN_INDUSTRY):
        trade = shape.search(before)
        if trade and not _ONLY_COMMON.fullmatch(trade[1]):
            found = list(_of_trade(text, union.start() - len(trade[1]), union.end(), places, near))
            if found:
                yield from found
                return
    clause = _CLAUSE.search(before) if before.endswith(_BODIES) else None
    name = _own_name(clause.group()) if clause else ""
    if name:
        yield FoundUnion(union.start() - len(name), union.end(), name.upper() + union.group())


def _of_trade(text: str, start: int, end: int, places: Gazetteer, near: KnownRegion | None) -> Iterator[FoundUnion]:
    """The union of a trade: 中国…工会, or with a place 山东省…工会, which a story about 山东省 also calls 省…工会."""
    if _NATIONWIDE.search(text[max(0, start - 2) : start]):
        yield FoundUnion(start - 2, end, text[start - 2 : end])
        return
    for first in range(start, min(start + 7, end - 3)):
        found = place_before(text, first, places, near)
        if found:
            begin, region = found
            yield FoundUnion(begin, end, body_of(region, places) + text[first:end])
            return


def _own_name(before: str) -> str:
    """The body's name at the end of a clause. Empty if the clause only says what kind of body it is."""
    cut = _BEFORE_A_NAME.match(before)
    name = before[cut.end() :] if cut else before
    if name.count("(") != name.count(")") or len(name) < 4 or _ONLY_A_KIND.fullmatch(name):
        return ""
    return name
