"""Lists of pilot units."""

from archive.reading.extract.pilot_units import find_units
from archive.reading.names.gazetteer import Gazetteer, gazetteer
from archive.reading.names.known import KnownRegion
from tests.support.known_sample import KNOWN

LIST = """近日，通知下发。
某某试点单位名单
一、全总试点工会帮扶中心名单
北京市通州区工会帮扶中心
内蒙古自治区呼和浩特市职工服务中心
青海省海东市互助县总工会帮扶中心
新疆生产建设兵团第一师阿拉尔市总工会帮扶中心
二、全总试点企业（工业园区）名单
邯郸市某某钢铁公司
重庆某某电子有限公司
某某洗衣机有限公司
某某电子（重庆）有限公司
国网辽宁省电力有限公司朝阳供电公司
兵团某某集团
某某快递股份有限公司"""


def units(body: str):
    return find_units(body, gazetteer(KNOWN))


def test_a_list_becomes_units_in_order_within_their_category():
    found = units(LIST)
    assert [(u.category, u.ordinal) for u in found] == [("工会帮扶中心", n) for n in range(1, 5)] + [
        ("企业（工业园区）", n) for n in range(1, 8)
    ]
    assert all(LIST[u.start : u.end] == u.name for u in found)


def test_the_region_of_a_unit_follows_from_its_name():
    regions = {u.name: u.region for u in units(LIST)}
    assert regions["北京市通州区工会帮扶中心"] == "北京市通州区"
    assert regions["青海省海东市互助县总工会帮扶中心"] == "青海省海东市互助土族自治县"
    assert regions["新疆生产建设兵团第一师阿拉尔市总工会帮扶中心"] == "新疆生产建设兵团第一师阿拉尔市"
    assert regions["国网辽宁省电力有限公司朝阳供电公司"] == "辽宁省朝阳市"
    assert regions["兵团某某集团"] == "新疆生产建设兵团"


def test_a_company_name_may_begin_with_the_short_name_of_a_county():
    body = "名单\n" + "\n".join(f"{place}某某矿业公司" for place in ("巫山", "鼓楼", "黔西", "襄樊", "美丽巫山"))
    assert [u.region for u in units(body)] == [
        "重庆市巫山县",
        None,
        "贵州省毕节市黔西市",
        "湖北省襄阳市",
        None,
    ]


def test_a_former_county_in_the_name_of_an_enterprise_is_not_its_region():
    former = KnownRegion("530114", "呈贡区", "呈贡", "云南省昆明市呈贡区", "county", ("四海县",))
    places = Gazetteer([*(region for region in KNOWN.regions if region.code != former.code), former])

    def path(name: str) -> str | None:
        body = "\n".join([name, *(f"某{letter}电子公司" for letter in "甲乙丙丁")])
        return find_units(body, places)[0].region

    assert path("昆明四海机车股份有限公司") == "云南省昆明市"
    assert path("中车昆明四海机车车辆公司") == "云南省昆明市"
    assert path("昆明四海县总工会") == "云南省昆明市呈贡区"
    assert path("昆明四海街道商贸公司工会") == "云南省昆明市呈贡区"
    assert path("昆明呈贡机车股份有限公司") == "云南省昆明市呈贡区"


def test_a_unit_between_two_of_one_province_is_inferred_to_be_in_it():
    unit = next(u for u in units(LIST) if u.name == "某某洗衣机有限公司")
    assert (unit.region, unit.region_code, unit.region_inferred) == ("重庆市", "500000", True)


def test_the_last_unit_of_a_list_has_only_one_neighbour():
    unit = units(LIST)[-1]
    assert (unit.region, unit.region_code, unit.region_inferred) == (None, None, False)


def test_numbers_before_the_units_are_not_their_names():
    body = "名单如下：\n" + "\n".join(f"{n}.某某{n}号矿业公司" for n in range(1, 7))
    assert [u.name for u in units(body)] == [f"某某{n}号矿业公司" for n in range(1, 7)]


def test_a_list_in_traditional_script_keeps_its_script():
    body = "一、試點企業名單\n" + "\n".join(f"{city}電力公司" for city in ("重慶", "昆明", "北京", "湖北"))
    found = units(body)
    assert [u.name for u in found] == ["重慶電力公司", "昆明電力公司", "北京電力公司", "湖北電力公司"]
    assert [u.region for u in found] == ["重庆市", "云南省昆明市", "北京市", "湖北省"]
    assert found[0].category == "企業"


def test_paragraphs_are_not_a_list():
    assert units("第一段说了很多话，很长。\n第二段。\n第三段。\n第四段。\n第五段。\n第六段。") == []
    assert units("小标题一\n小标题二\n小标题三\n小标题四\n小标题五\n小标题六") == []


def test_one_column_of_a_table_names_the_units():
    """The columns of numbers and of proposers do not, and the column heading is not a unit."""
    names = [f"某{letter}机械有限公司" for letter in "甲乙丙丁戊己"]
    rows = [f"{number}｜{name}｜北京市总工会" for number, name in enumerate(names, start=1)]
    body = "\n".join(["近日，名单公布。", "序号｜单位名称｜推荐单位", *rows, "某某市总工会", "2022年7月5日"])
    found = units(body)
    assert [(u.ordinal, u.name) for u in found] == list(enumerate(names, start=1))
    assert all(body[u.start : u.end] == u.name for u in found)


def test_signature_and_date_below_a_list_are_not_units():
    names = [f"某{letter}机械有限公司" for letter in "甲乙丙丁戊己"]
    for day in ("2022年7月5日", "二〇二二年七月十五日"):
        assert [u.name for u in units("\n".join(["名单公布。", *names, "某某市总工会", day]))] == names
