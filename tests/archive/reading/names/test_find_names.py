"""Finding the organizations and programs that a story names."""

import pytest

from archive.reading.names.find_names import names_of
from archive.reading.names.known import KnownNames, KnownOrganization
from tests.support.known_sample import BY_PATH, KNOWN, REGISTERED_NOTHING
from tests.support.time_limit import keeps_within
from text.normalized import normalize_spaces


def named(body: str, near: str | None = None, known=KNOWN) -> list[tuple[str, str]]:
    region = BY_PATH[near] if near else None
    return [(o.name, o.text) for o in names_of(known).organizations({"body": body}, region)]


def names(body: str, near: str | None = None, known=KNOWN) -> list[str]:
    return [name for name, _ in named(body, near, known)]


def test_a_known_name_is_found_with_its_exact_span():
    body = "会议在国网重庆市\n电力公司召开。"
    (found,) = names_of(KNOWN).organizations({"body": body}, None)
    assert (found.name, found.field) == ("国网重庆市电力公司", "body")
    assert body[found.start : found.end] == found.text == "国网重庆市\n电力公司"


@pytest.mark.parametrize(
    "printed", ["華潤微電子(重慶)有限公司", "华润微电子（重庆）有限公司", "华润 微电子( 重庆)有限公司"]
)
def test_script_brackets_and_spaces_make_no_difference(printed):
    assert named(f"{printed}入选") == [("华润微电子（重庆）有限公司", printed)]


@pytest.mark.parametrize("printed", ["全国总工会", "中华全国总工会", "全总", "全國總工會", "全總"])
@pytest.mark.parametrize("known", [KNOWN, REGISTERED_NOTHING])
def test_the_national_federation_has_one_name(printed, known):
    assert named(f"近日,{printed}下发通知", known=known) == [("中华全国总工会", printed)]


@pytest.mark.parametrize("printed", ["安全总监", "健全总体方案", "全总体", "保全总额"])
def test_a_short_name_inside_a_word_is_not_a_mention(printed):
    assert names(f"他说{printed}很好") == []


def test_the_longest_name_wins():
    assert names("燕山石化公司工会主席说") == ["燕山石化公司工会"]
    assert names("燕山石化公司总经理说") == ["燕山石化公司"]


@pytest.mark.parametrize(("near", "name"), [("重庆市", "重庆市江北区总工会"), ("浙江省宁波市", "宁波市江北区总工会")])
@pytest.mark.parametrize("known", [KNOWN, REGISTERED_NOTHING])
def test_an_ambiguous_name_means_the_one_in_the_region_of_the_story(near, name, known):
    assert names("江北区总工会举办竞赛", near, known) == [name]


def test_an_ambiguous_name_stays_open_without_further_evidence():
    assert names("江北区总工会举办竞赛") == []


def test_a_union_elsewhere_is_not_taken_for_the_one_of_the_story():
    assert names("宁波市江北区总工会前来考察", "重庆市江北区") == ["宁波市江北区总工会"]


def test_a_short_name_of_an_enterprise_counts_only_in_its_region():
    assert names("市南供电公司介绍经验", "重庆市") == ["国网重庆市南供电公司"]
    assert names("市南供电公司介绍经验", "福建省福州市") == []


@pytest.mark.parametrize(
    ("printed", "near", "name"),
    [
        ("市总工会", "重庆市江北区", "重庆市总工会"),
        ("区总工会", "重庆市江北区", "重庆市江北区总工会"),
        ("县总工会", "重庆市巫山县", "重庆市巫山县总工会"),
        ("市总", "湖北省襄阳市", "襄阳市总工会"),
        ("省总", "湖北省襄阳市", "湖北省总工会"),
        ("自治区总", "内蒙古自治区", "内蒙古自治区总工会"),
        ("自治區總工會", "内蒙古自治区", "内蒙古自治区总工会"),
        ("呈贡区总工会", "云南省昆明市", "昆明市呈贡区总工会"),
        ("临夏市总", "甘肃省", "临夏回族自治州临夏市总工会"),
        ("黔西县总工会", None, "毕节市黔西市总工会"),
        ("襄樊市总", None, "襄阳市总工会"),
        ("仙桃市总工会", None, "湖北省仙桃市总工会"),
        ("新疆生產建設兵團總工會", None, "新疆生产建设兵团总工会"),
        ("青海省海东市互助县总工会", None, "海东市互助土族自治县总工会"),
    ],
)
def test_a_federation_is_identified_by_its_region(printed, near, name):
    assert named(f"此外，{printed}开展活动", near, REGISTERED_NOTHING) == [(name, printed)]


@pytest.mark.parametrize(
    "printed",
    ["各省总工会", "各市总工会", "全市总面积", "重庆市总人口", "县级总工会", "全省总体", "全区总工会"],
)
def test_a_general_term_for_unions_is_not_a_mention(printed):
    assert names(f"据悉，{printed}", "重庆市江北区") == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("近日，中建某局安装公司华北分公司工会开通信箱", "中建某局安装公司华北分公司工会"),
        ("由中国能源化学地质工会主办", "中国能源化学地质工会"),
        ("湖北省石油化学工会承办", "湖北省石油化学工会"),
        ("在昆明市教育工会的支持下", "昆明市教育工会"),
        ("蓝天集团工会召开会议", "蓝天集团工会"),
        ("慰问团来到东湖钢铁公司工会，", "东湖钢铁公司工会"),
        ("昆明市呈贡区斗南街道总工会成立", "昆明市呈贡区斗南街道总工会"),
        ("昆明经济技术开发区总工会成立", "昆明经济技术开发区总工会"),
        ("昆明市外卖配送行业工会联合会成立", "昆明市外卖配送行业工会联合会"),
        ("慰问团走访了TCL电子集团工会，", "TCL电子集团工会"),
        ("中国铁路总工会", "中国铁路总工会"),
    ],
)
def test_an_unregistered_union_is_found_by_the_form_of_its_name(printed, name):
    assert names(printed, known=REGISTERED_NOTHING) == [name]


@pytest.mark.parametrize(
    "printed",
    [
        "公司工会设立信箱",
        "该公司工会",
        "小微企业工会经费",
        "基层工会组织",
        "各级工会",
        "河北各级工会",
        "快递公司工会",
        "全国医药重点企业工会工作研究会",
        "新业态行业工会",
        "他曾任过公司工会主席",
        "分公司工会",
        "中国工会第十八次代表大会",
    ],
)
def test_a_kind_of_union_is_not_a_union(printed):
    assert names(f"据介绍，{printed}", known=REGISTERED_NOTHING) == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("重庆工会为职工办实事", "重庆市总工会"),
        ("近日，昆明工会帮企业减负", "昆明市总工会"),
        ("雲南工會送清涼", "云南省总工会"),
    ],
)
def test_the_union_of_a_place_is_its_federation(printed, name):
    assert names(printed) == [name]


@pytest.mark.parametrize("printed", ["重庆工会系统召开会议", "昆明工会干部参加培训", "云南各级工会", "重庆工会十大"])
def test_the_unions_of_a_region_in_general_are_not_its_federation(printed):
    assert names(printed) == []


@pytest.mark.parametrize(
    "printed",
    [
        "青葵公司有骑手上万名。近日，青葵工会成立",
        "青葵工会主席说，青葵的骑手都能入会",
        "骑手老周说，加入青葵工会后，青葵给他换了头盔",
    ],
)
def test_a_firm_called_by_a_short_name_has_a_union(printed):
    assert names(printed) == ["青葵工会"]


@pytest.mark.parametrize(
    "printed",
    [
        "充分发挥工会作用，充分发挥职工作用",
        "最美工会人，最美职工",
        "女工工会，女工们",
        "骑手工会，骑手们",
        "青葵工会成立",
        "该工会与工会",
    ],
)
def test_ordinary_words_before_a_union_are_not_a_firm(printed):
    assert names(printed) == []


def test_an_industry_union_is_the_one_of_the_storys_province():
    assert named("省教科文卫体工会表示", "湖北省襄阳市") == [("湖北省教科文卫体工会", "省教科文卫体工会")]
    assert named("省教科文卫体工会表示") == []


def test_the_name_of_an_enterprise_union_begins_with_the_enterprise():
    assert names("大家夸赞燕山石化公司工会贴心") == ["燕山石化公司工会"]


@pytest.mark.parametrize("rare", ["㐱", "𬭊", "〇"])
@pytest.mark.parametrize("printed", ["{}山石化公司工会", "某{}集团工会", "东{}矿业公司工会"])
def test_a_union_with_a_rare_character_in_its_name_is_found_whole(rare, printed):
    union = printed.format(rare)
    assert [text for _, text in named(f"近日，{union}召开会议。")] == [union]


@pytest.mark.parametrize("rare", ["㐱", "𬭊", "〇"])
def test_a_firm_with_a_rare_character_in_its_short_name_has_a_union(rare):
    assert [text for _, text in named(f"青{rare}公司有骑手上万名。近日，青{rare}工会成立")] == [f"青{rare}工会"]


def test_a_union_of_a_city_is_not_found_in_another_word():
    assert names("这座城市总工会不休；武汉市总关心下一代", "重庆市") == []
    assert names("他在市总部工作", "重庆市") == []
    assert names("市总部署工作，市总分别慰问", "重庆市") == ["重庆市总工会"] * 2


def test_the_archives_own_name_for_a_federation_is_used():
    union = KnownOrganization("贵州省毕节市黔西市总工会", "union", "520581")
    known = KnownNames(regions=KNOWN.regions, organizations=(union,))
    assert names("黔西市总工会举办", None, known) == ["贵州省毕节市黔西市总工会"]
    assert names("毕节市黔西市总举办", None, known) == ["贵州省毕节市黔西市总工会"]


def test_a_shortened_name_takes_the_whole_name_of_its_story():
    body = "中建某局安装公司华北分公司工会开通信箱。华北分公司工会说"
    assert set(names(body)) == {"中建某局安装公司华北分公司工会"}


def test_a_text_with_thousands_of_names_is_read_quickly():
    text = "全总，" * 20_000
    assert len(names(text)) == 20_000
    assert keeps_within(5, lambda: names(text))


def test_a_program_is_found_by_name_and_alias():
    body = "開展提升職工生活品質試點，提升职工生活\n品质工作推进"
    found = names_of(KNOWN).programs({"body": body})
    assert [(p.name, p.text) for p in found] == [
        ("提升职工生活品质试点", "提升職工生活品質試點"),
        ("提升职工生活品质试点", "提升职工生活\n品质工作"),
    ]
    assert names_of(KNOWN).programs({"body": "提升职工生活品质"}) == []


def test_normalizing_spaces_keeps_numbers_and_words_apart():
    assert normalize_spaces("共 10 20 万 元\n Open Day").text == "共10 20万元open day"
    assert normalize_spaces("（重 慶）").origin(1, 3) == (1, 4)
