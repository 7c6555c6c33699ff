"""The place where a story happens."""

import pytest

from archive.reading.extract.page_places import regions_of_page
from archive.reading.extract.places import region_of
from archive.reading.names.gazetteer import gazetteer
from tests.support.doubt_sentences import sentences
from tests.support.known_sample import BY_PATH, KNOWN
from text.normalized import normalize_spaces


def where(body: str, title: str = "", page: str | None = None):
    return region_of({"title": title, "body": body}, gazetteer(KNOWN), BY_PATH[page] if page else None)


def path(body: str, title: str = "", page: str | None = None) -> str | None:
    region = where(body, title, page).region
    return region.path if region else None


@pytest.mark.parametrize(
    ("body", "region"),
    [
        ("本报讯（记者张三）近日，云南省昆明市呈贡区服务站揭牌。", "云南省昆明市呈贡区"),
        ("6月13日，贵州省黔西市雨朵镇小学开展活动。", "贵州省毕节市黔西市"),
        ("6月13日，贵州省黔西县雨朵镇小学开展活动。", "贵州省毕节市黔西市"),
        ("近日，巫山县总工会召开会议。", "重庆市巫山县"),
        ("近日，甘肃省临夏回族自治州临夏市总工会举行仪式。", "甘肃省临夏回族自治州临夏市"),
        ("昨日，雲南省昆明市舉行會議。", "云南省昆明市"),
        ("近日，襄樊市举办招聘会。", "湖北省襄阳市"),
        ("重庆某职业学院团队走进江北区某村举行揭牌仪式。", "重庆市江北区"),
        ("近日，重庆市总工会召开会议。试点有江北区等地。", "重庆市"),
        ("由中国能源化学地质工会主办，昆明市总工会承办的会议在云南省昆明市召开。", "云南省昆明市"),
        ("新华社昆明6月3日电（记者张三）会议今天举行。", "云南省昆明市"),
        ("“驿站一直开放。”6月1日，昆明市呈贡区总工会工作人员说。", "云南省昆明市呈贡区"),
    ],
)
def test_the_first_sentence_says_where(body, region):
    assert path(body) == region


def test_a_dateline_alone_gives_the_place_and_a_doubt():
    alone = where("新华社昆明6月3日电（记者张三）会议今天举行。")
    assert any("电头" in doubt for doubt in sentences(alone.doubts))
    assert where("新华社昆明6月3日电（记者张三）昆明市今天举行会议。").doubts == ()
    assert path("新华社昆明6月3日电（记者张三）湖北省总工会今天举行会议。") == "湖北省"


def test_places_named_together_give_the_region_they_share():
    assert path("近日，重庆市江北区、巫山县总工会举办竞赛。") == "重庆市"
    assert path("近日，重庆市江北区总工会举办竞赛，巫山县派人参加。") == "重庆市江北区"
    shared_by_two = where("近日，湖北和重庆总工会签订协议。")
    assert shared_by_two.region is None
    assert "湖北省、重庆市" in sentences(shared_by_two.doubts)[0]


def test_the_first_of_many_units_is_not_the_place_of_a_notice():
    order = "经研究，确定昆明市呈贡区总工会等30家单位为试点单位，现予公布。"
    assert path(order, "关于公布云南省试点单位的通知") == "云南省"
    assert path(f"{order}\n云南省总工会\n2022年7月5日", "关于公布试点单位的通知") == "云南省"
    assert path("经研究，确定昆明市呈贡区总工会为试点单位。") == "云南省昆明市呈贡区"


def test_the_headline_says_where():
    assert path("近日，会议召开。", "昆明：十条措施促就业") == "云南省昆明市"


def test_a_story_about_a_national_body_is_national():
    body = "近日，全国总工会下发通知，确定北京市通州区某中心等20家单位、某公司重庆市分公司等100家企业为试点。"
    assert path(body) == "全国"


def test_everywhere_is_not_a_place():
    assert path("近日，31个省（区、市）和新疆生产建设兵团均已开展工作。") is None
    assert path("北京时间6月3日，比赛举行。") is None
    assert path("近日，新疆生产建设兵团开展工作。") == "新疆生产建设兵团"


def test_a_story_without_a_place_has_none():
    assert path("一箱箱清凉饮品送到了职工手中。公司工会开展活动。") is None


def test_a_place_mentioned_far_down_is_not_the_place_of_the_story():
    assert path("近日，公司推出方案。职工都说好。大家满意。他来自昆明市。") is None


def test_an_ambiguous_name_is_left_open_and_its_meanings_are_listed():
    found = where("近日，鼓楼区总工会举办竞赛。")
    assert found.region is None
    assert found.is_ambiguous
    assert "江苏省南京市鼓楼区" in sentences(found.doubts)[0]
    assert "福建省福州市鼓楼区" in sentences(found.doubts)[0]


def test_an_ambiguous_name_is_resolved_by_its_story_or_its_page():
    assert path("福州市鼓楼区总工会举办竞赛。") == "福建省福州市鼓楼区"
    assert path("近日，鼓楼区总工会举办竞赛。", page="江苏省") == "江苏省南京市鼓楼区"
    assert where("近日，鼓楼区总工会举办竞赛。", page="江苏省").doubts


def places(text: str) -> list[list[str]]:
    return [[r.path for r in place.candidates] for place in gazetteer(KNOWN).places(normalize_spaces(text).text)]


def test_names_of_nested_regions_are_one_place():
    assert places("在昆明呈贡区和湖北襄樊") == [["云南省昆明市呈贡区"], ["湖北省襄阳市"]]
    assert places("青海省海东市互助县") == [["青海省海东市互助土族自治县"]]


def test_a_province_is_preferred_to_a_city_of_the_same_name():
    assert places("吉林化纤集团") == [["吉林省"]]
    assert places("吉林市") == [["吉林省吉林市"]]


def test_a_county_needs_its_suffix_or_its_city():
    assert places("巫山的云") == []
    assert places("重庆巫山的云") == [["重庆市巫山县"]]


def regions_on_page(*openings: str, said: str = "") -> list[str | None]:
    stories = [{"title": "", "body": opening} for opening in openings]
    found = regions_of_page(stories, gazetteer(KNOWN), said)
    return [where.region.path if where.region else None for where in found]


def test_the_citys_union_on_a_page_of_the_city_is_of_that_city():
    page = ["昆明市总工会召开会议。", "昆明市呈贡区举办活动。", "近日，市总工会慰问职工。", "公司举办活动。"]
    assert regions_on_page(*page) == ["云南省昆明市", "云南省昆明市呈贡区", "云南省昆明市", None]


def test_a_page_with_many_places_resolves_nothing():
    page = ["昆明市总工会召开会议。", "重庆市举办活动。", "近日，市总工会慰问职工。", "鼓楼区举办活动。"]
    assert regions_on_page(*page) == ["云南省昆明市", "重庆市", None, None]


def test_the_paper_or_the_note_gives_the_region_of_a_page():
    assert regions_on_page("近日，鼓楼区举办活动。", said="南京日报。") == ["江苏省南京市鼓楼区"]
    assert regions_on_page("近日，市总工会慰问职工。", said="。福州市总工会编") == ["福建省福州市"]
    assert regions_on_page("近日，鼓楼区举办活动。", said="某某日报。") == [None]


def test_a_place_resolved_by_the_page_adds_a_doubt():
    (where,) = regions_of_page([{"body": "近日，市总工会慰问职工。"}], gazetteer(KNOWN), "福州日报")
    assert "福建省福州市" in sentences(where.doubts)[0]
