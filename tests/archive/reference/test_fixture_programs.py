"""The pilot programs of the fixtures: batches, funding, units in their order."""

import json
from pathlib import Path

import pytest
from django.db.models import Count, Sum

from archive.models import Batch, PilotUnit, Program
from archive.reference.load import load_reference
from text.normalized import normalize_spaces

pytestmark = pytest.mark.django_db

CENTRES, ENTERPRISES = "工会帮扶中心", "企业（工业园区）"


@pytest.fixture
def life() -> Program:
    load_reference()
    return Program.objects.get(slug="quality-of-life")


@pytest.fixture
def reform() -> Program:
    load_reference()
    return Program.objects.get(slug="inner-mongolia-reform")


def test_the_second_batch_lists_its_units_in_order_with_their_funding(life):
    units = PilotUnit.objects.filter(batch__program=life, batch__ordinal=2)
    of_category = units.values_list("category").annotate(number=Count("pk"), money=Sum("amount_cny"))
    assert set(of_category) == {(CENTRES, 20, 20 * 500_000), (ENTERPRISES, 100, 100 * 50_000)}
    for category, number in ((CENTRES, 20), (ENTERPRISES, 100)):
        ordinals = units.filter(category=category).order_by("ordinal").values_list("ordinal", flat=True)
        assert list(ordinals) == list(range(1, number + 1))
    named = dict(units.filter(category=ENTERPRISES).values_list("ordinal", "name"))
    assert named[1] == "中国邮政集团有限公司北京市分公司"
    assert named[73] == "昆明国际花卉拍卖交易中心有限公司"
    assert named[75] == "陕西陕煤曹家滩矿业有限公司"
    assert named[100] == "江苏农垦集团新洋农场"


def test_the_first_batch_has_a_total_but_no_units(life):
    batch = life.batches.get(ordinal=1)
    assert (batch.announced, batch.units_announced, batch.total_cny) == ("2021-09", 70, 15_000_000)
    assert list(batch.shares.values_list("category", "units", "each_cny")) == [
        (CENTRES, 20, None),
        (ENTERPRISES, 50, None),
    ]
    assert not batch.units.exists()


def test_the_second_batch_states_no_date_and_no_total(life):
    batch = life.batches.get(ordinal=2)
    assert (batch.announced, batch.units_announced, batch.total_cny) == ("", 120, None)
    assert list(batch.shares.values_list("units", "each_cny")) == [(20, 500_000), (100, 50_000)]


def test_a_unit_may_have_no_batch(life):
    unit = PilotUnit.objects.get(program=life, batch=None)
    assert unit.name == unit.organization.name == "国网重庆市南供电公司"
    assert unit.organization.parent.name == "国网重庆市电力公司"


def test_every_unit_of_the_second_batch_is_an_organization_in_both_scripts(life):
    for unit in PilotUnit.objects.filter(batch__program=life, batch__ordinal=2).select_related("organization"):
        assert unit.organization.name == unit.name
        assert unit.organization.kind == ("service_centre" if unit.category == CENTRES else "enterprise")
        others = unit.organization.aliases.filter(kind="other_script").values_list("name", flat=True)
        assert {normalize_spaces(other).text for other in others} <= {normalize_spaces(unit.name).text}


def test_a_region_follows_from_the_name_or_from_both_neighbours(life):
    units = {unit.name: unit for unit in PilotUnit.objects.filter(program=life).select_related("region")}
    said = {
        "河北省唐山市滦南县职工服务中心": "河北省唐山市滦南县",
        "国网辽宁省电力有限公司朝阳供电公司": "辽宁省朝阳市",
        "北京市朝阳区工会帮扶中心": "北京市朝阳区",
        "新疆生产建设兵团第一师阿拉尔市总工会帮扶中心": "新疆生产建设兵团第一师阿拉尔市",
        "阳城国际发电有限责任公司": "山西省晋城市阳城县",
    }
    assert {name: units[name].region.path for name in said} == said
    inferred = {name for name, unit in units.items() if unit.region_inferred}
    assert inferred == {"华东建筑集团股份有限公司", "海尔洗衣机有限公司"}
    assert units["海尔洗衣机有限公司"].region.path == "重庆市"
    assert units["海尔洗衣机有限公司"].organization.region is None
    assert units["中信银行信用卡中心"].region is None


def test_the_tiers_of_inner_mongolia_add_up(reform):
    batch = Batch.objects.get(program=reform)
    shares = list(batch.shares.values_list("category", "units", "each_cny"))
    assert sum(units * each for _, units, each in shares) == batch.total_cny == 5_300_000
    assert {int(each): units for _, units, each in shares} == {500_000: 2, 300_000: 5, 200_000: 14}
    assert sum(units for _, units, _ in shares) == batch.units_announced == 21
    full = [units for category, units, _ in shares if category.startswith("全面")]
    assert (batch.announced, sum(full)) == ("2021-07", 7)


def test_two_of_the_six_named_pilots_are_cities(reform):
    units = PilotUnit.objects.filter(program=reform).select_related("region")
    assert units.count() == 6
    places = {unit.name: unit.region.path for unit in units if unit.organization is None}
    assert places == {
        "包头市": "内蒙古自治区包头市",
        "乌海市": "内蒙古自治区乌海市",
        "伊金霍洛旗": "内蒙古自治区鄂尔多斯市伊金霍洛旗",
        "扎兰屯市": "内蒙古自治区呼伦贝尔市扎兰屯市",
    }


def test_the_pilots_match_the_gold(life, reform, shared: Path):
    pilots = json.loads((shared / "gold" / "links.json").read_text(encoding="utf-8"))["pilots"]
    assert life.name == pilots["program"]
    assert reform.name == pilots["second"]["program"]
    named = set(PilotUnit.objects.filter(program=reform).values_list("name", flat=True))
    assert named == set(pilots["second"]["named"])


def test_the_units_match_the_printed_list(life, shared: Path):
    printed = (shared / "seeds" / "000_f8dd7d3d1d5a7e47.txt").read_text(encoding="utf-8").split("\n")
    centres, enterprises = printed[7:27], printed[28:128]
    for category, names in ((CENTRES, centres), (ENTERPRISES, enterprises)):
        ours = PilotUnit.objects.filter(batch__program=life, category=category).order_by("ordinal")
        assert [normalize_spaces(unit.name).text for unit in ours] == [normalize_spaces(name).text for name in names]
