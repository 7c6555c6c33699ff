"""The regions of the fixtures: their number, parents and common names."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.reference import files
from archive.reference.region_row import RegionRow, write_regions
from archive.reference.region_table import build_regions, read_edits
from archive.reference.short_names import short_names, stem

PATHS = {
    "000000": "全国",
    "110111": "北京市房山区",
    "120116": "天津市滨海新区",
    "150627": "内蒙古自治区鄂尔多斯市伊金霍洛旗",
    "310115": "上海市浦东新区",
    "330205": "浙江省宁波市江北区",
    "410000": "河南省",
    "419001": "河南省济源市",
    "429021": "湖北省神农架林区",
    "441900": "广东省东莞市",
    "469028": "海南省陵水黎族自治县",
    "500105": "重庆市江北区",
    "500237": "重庆市巫山县",
    "513232": "四川省阿坝藏族羌族自治州若尔盖县",
    "520581": "贵州省毕节市黔西市",
    "530114": "云南省昆明市呈贡区",
    "622901": "甘肃省临夏回族自治州临夏市",
    "659002": "新疆维吾尔自治区阿拉尔市",
    "660100": "新疆生产建设兵团第一师阿拉尔市",
    "710100": "台湾省台北市",
    "810001": "香港特别行政区中西区",
}
SHORT_NAMES = {
    "重庆市": "重庆",
    "内蒙古自治区": "内蒙古",
    "新疆维吾尔自治区": "新疆",
    "香港特别行政区": "香港",
    "新疆生产建设兵团": "兵团",
    "云南省昆明市呈贡区": "呈贡",
    "甘肃省临夏回族自治州": "临夏",
    "甘肃省临夏回族自治州临夏市": "临夏市",
    "重庆市忠县": "忠县",
    "吉林省延边朝鲜族自治州": "延边",
    "湖北省恩施土家族苗族自治州": "恩施",
    "湖南省湘西土家族苗族自治州": "湘西",
    "四川省阿坝藏族羌族自治州若尔盖县": "若尔盖",
    "青海省海东市互助土族自治县": "互助",
    "海南省陵水黎族自治县": "陵水",
    "河南省郑州市管城回族区": "管城",
    "内蒙古自治区兴安盟": "兴安盟",
    "内蒙古自治区呼伦贝尔市扎兰屯市": "扎兰屯",
    "吉林省吉林市": "吉林市",
    "重庆市江北区": "江北区",
    "河南省焦作市解放区": "解放区",
    "甘肃省甘南藏族自治州合作市": "合作市",
    "青海省海南藏族自治州": "海南州",
    "上海市浦东新区": "浦东",
}
FORMER_NAMES = {
    "襄樊": "湖北省襄阳市",
    "黔西县": "贵州省毕节市黔西市",
    "思茅": "云南省普洱市",
    "徽州": "安徽省黄山市",
    "淮阴": "江苏省淮安市",
    "万县": "重庆市万州区",
    "通县": "北京市通州区",
    "崇文": "北京市东城区",
    "宣武": "北京市西城区",
    "闸北": "上海市静安区",
    "南汇": "上海市浦东新区",
    "江津市": "重庆市江津区",
    "合川市": "重庆市合川区",
    "永川市": "重庆市永川区",
    "密云县": "北京市密云区",
    "延庆县": "北京市延庆区",
    "铜陵县": "安徽省铜陵市义安区",
    "即墨市": "山东省青岛市即墨区",
}


@pytest.fixture(scope="module")
def rows() -> list[RegionRow]:
    return list(files.regions())


def test_the_country_is_complete(rows):
    levels = Counter(row.level for row in rows if row.code[:2] not in ("71", "81", "82", "66"))
    assert levels == {"nation": 1, "province": 31, "prefecture": 333, "county": 2849}
    assert sum(row.level == "province" for row in rows) == 34 + 1


def test_codes_are_unique_six_digits_and_in_order(rows):
    codes = [row.code for row in rows]
    assert codes == sorted(set(codes))
    assert all(len(code) == 6 and code.isdigit() for code in codes)


def test_every_parent_exists_and_contains_its_children(rows):
    by_code = {row.code: row for row in rows}
    ranks = {"nation": 0, "province": 1, "prefecture": 2, "county": 3}
    prefix = {"province": 2, "prefecture": 4}
    for row in rows:
        if row.level in ("nation", "province"):
            assert row.parent == ""
            continue
        above = by_code[row.parent]
        assert ranks[above.level] < ranks[row.level]
        assert row.code.startswith(above.code[: prefix[above.level]])
        assert row.path == above.path + row.name


def test_paths_are_unique_and_leave_out_grouping_rows(rows):
    paths = [row.path for row in rows]
    assert len(paths) == len(set(paths))
    assert not [path for path in paths if "市辖区" in path or "直辖县级" in path or path.endswith("市县")]


@pytest.mark.parametrize(("code", "path"), PATHS.items())
def test_a_full_path_skips_names_that_nobody_uses(rows, code, path):
    assert {row.code: row.path for row in rows}[code] == path


@pytest.mark.parametrize(("path", "short"), SHORT_NAMES.items())
def test_a_short_name_is_the_common_one(rows, path, short):
    assert {row.path: row.short_name for row in rows}[path] == short


@pytest.mark.parametrize(("former", "path"), FORMER_NAMES.items())
def test_a_former_name_leads_to_the_place(rows, former, path):
    assert path in [row.path for row in rows if former in row.former_names]


def test_a_current_name_is_not_another_regions_short_name_at_the_same_level(rows):
    mainland = [row for row in rows if row.code[:2] not in ("71", "81", "82", "66")]
    shorts = Counter((row.short_name, row.level) for row in mainland if row.short_name != row.name)
    assert [key for key, count in shorts.items() if count > 1] == []


def test_regions_without_a_standard_code_are_marked(rows):
    outside = {row.code[:2] for row in rows if not row.in_standard}
    assert outside == {"00", "23", "63", "66", "71", "81", "82"}
    assert all(row.in_standard for row in rows if row.code in ("710000", "810000", "820000", "500000"))


def test_pinyin_follows_the_pronunciation_of_the_place(rows):
    spelt = {row.path: row.pinyin for row in rows}
    assert spelt["重庆市"] == "chong qing shi"
    assert spelt["安徽省六安市"] == "lu an shi"
    assert spelt["山西省长治市"] == "chang zhi shi"
    assert spelt["山西省长治市长子县"] == "zhang zi xian"
    assert spelt["河北省唐山市乐亭县"] == "lao ting xian"
    assert all(row.pinyin.replace(" ", "").isascii() for row in rows)


def test_everything_fits_its_column(rows):
    assert max(len(row.path) for row in rows) <= 80
    assert max(len(row.pinyin) for row in rows) <= 80
    assert max(len(row.short_name) for row in rows) <= 20


def test_a_stem_keeps_two_characters():
    assert stem("忠县") == "忠县"
    assert stem("巫山县") == "巫山"
    assert stem("双江拉祜族佤族布朗族傣族自治县") == "双江"


def test_two_of_the_same_level_with_one_stem_keep_their_suffixes():
    rows = [RegionRow("500105", "江北区", "county"), RegionRow("330205", "江北区", "county")]
    assert short_names(rows, {}, set(), set()) == {"500105": "江北区", "330205": "江北区"}


def test_the_higher_of_two_levels_gets_the_stem():
    rows = [RegionRow("622900", "临夏回族自治州", "prefecture"), RegionRow("622901", "临夏市", "county")]
    assert short_names(rows, {}, set(), set()) == {"622900": "临夏", "622901": "临夏市"}


def test_the_generator_writes_what_is_checked_in(shared: Path, tmp_path):
    pytest.importorskip("pypinyin")
    words = (files.folder() / "region_common_words.txt").read_text(encoding="utf-8").splitlines()
    common = {word for line in words if not line.startswith("#") for word in line.split()}
    made = build_regions(shared / "data", read_edits(files.folder() / "region_edits.tsv"), common)
    write_regions(made, tmp_path / "regions.csv")
    assert (tmp_path / "regions.csv").read_bytes() == (files.folder() / "regions.csv").read_bytes()


def test_an_invalid_edit_is_named_with_its_line(tmp_path):
    file = tmp_path / "edits.tsv"
    file.write_text("# changes\n500000\tshort\t重庆\n500000\tsink\tx\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"edits.tsv, line 3: unknown kind of edit: 'sink'"):
        read_edits(file)


def test_an_edit_of_an_unknown_place_is_refused(shared: Path, tmp_path):
    file = tmp_path / "edits.tsv"
    file.write_text("999999\tshort\t无\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unknown regions: 999999"):
        build_regions(shared / "data", read_edits(file), set())


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"provinces\.csv"):
        call_command("make_regions", tmp_path)
