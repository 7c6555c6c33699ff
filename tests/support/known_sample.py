"""Known names for tests of reading: a few places, sources and organizations, and a program."""

from archive.reading.names.known import (
    KnownAlias,
    KnownNames,
    KnownOrganization,
    KnownProgram,
    KnownRegion,
    KnownSource,
)

_REGIONS = """
000000 全国 全国 全国 nation
110000 北京市 北京 北京市 province
110112 通州区 通州 北京市通州区 county
130000 河北省 河北 河北省 province
130400 邯郸市 邯郸 河北省邯郸市 prefecture
150000 内蒙古自治区 内蒙古 内蒙古自治区 province
150100 呼和浩特市 呼和浩特 内蒙古自治区呼和浩特市 prefecture
210000 辽宁省 辽宁 辽宁省 province
211300 朝阳市 朝阳 辽宁省朝阳市 prefecture
220000 吉林省 吉林 吉林省 province
220200 吉林市 吉林 吉林省吉林市 prefecture
320000 江苏省 江苏 江苏省 province
320100 南京市 南京 江苏省南京市 prefecture
320106 鼓楼区 鼓楼 江苏省南京市鼓楼区 county
330000 浙江省 浙江 浙江省 province
330200 宁波市 宁波 浙江省宁波市 prefecture
330205 江北区 江北 浙江省宁波市江北区 county
350000 福建省 福建 福建省 province
350100 福州市 福州 福建省福州市 prefecture
350102 鼓楼区 鼓楼 福建省福州市鼓楼区 county
420000 湖北省 湖北 湖北省 province
420600 襄阳市 襄阳 湖北省襄阳市 prefecture 襄樊市|襄樊
429004 仙桃市 仙桃市 湖北省仙桃市 county
500000 重庆市 重庆 重庆市 province
500105 江北区 江北 重庆市江北区 county
500237 巫山县 巫山 重庆市巫山县 county
520000 贵州省 贵州 贵州省 province
520500 毕节市 毕节 贵州省毕节市 prefecture
520581 黔西市 黔西 贵州省毕节市黔西市 county 黔西县
530000 云南省 云南 云南省 province
530100 昆明市 昆明 云南省昆明市 prefecture
530114 呈贡区 呈贡 云南省昆明市呈贡区 county
620000 甘肃省 甘肃 甘肃省 province
622900 临夏回族自治州 临夏 甘肃省临夏回族自治州 prefecture
622901 临夏市 临夏 甘肃省临夏回族自治州临夏市 county
630000 青海省 青海 青海省 province
630200 海东市 海东 青海省海东市 prefecture
630223 互助土族自治县 互助 青海省海东市互助土族自治县 county
660000 新疆生产建设兵团 兵团 新疆生产建设兵团 province
660100 第一师阿拉尔市 第一师 新疆生产建设兵团第一师阿拉尔市 prefecture
710000 台湾省 台湾 台湾省 province
810000 香港特别行政区 香港 香港特别行政区 province
"""


def _region(line: str) -> KnownRegion:
    code, name, short, path, level, *former = line.split()
    return KnownRegion(code, name, short, path, level, tuple("|".join(former).split("|")) if former else ())


REGIONS = tuple(_region(line) for line in _REGIONS.strip().split("\n"))
BY_PATH = {region.path: region for region in REGIONS}


def _organization(name: str, kind: str, region: str | None = None, *short: str) -> KnownOrganization:
    return KnownOrganization(name, kind, region, tuple(KnownAlias(alias, "short") for alias in short))


KNOWN = KnownNames(
    regions=REGIONS,
    sources=(KnownSource("工人日报", ("工人日报社",)), KnownSource("中工网"), KnownSource("新华社", ("新华通讯社",))),
    organizations=(
        _organization("中华全国总工会", "union", "000000", "全国总工会", "全总"),
        _organization("重庆市江北区总工会", "union", "500105", "江北区总工会"),
        _organization("宁波市江北区总工会", "union", "330205", "江北区总工会"),
        _organization("国网重庆市电力公司", "enterprise", "500000"),
        _organization("国网重庆市南供电公司", "enterprise", "500000", "市南供电公司"),
        _organization("燕山石化公司", "enterprise", "110000"),
        _organization("华润微电子（重庆）有限公司", "enterprise", "500000"),
    ),
    programs=(KnownProgram("提升职工生活品质试点", ("提升职工生活品质工作",)),),
)
REGISTERED_NOTHING = KnownNames(regions=REGIONS)
