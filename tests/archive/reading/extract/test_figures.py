"""Sums and counts with their value, unit and bound."""

from decimal import Decimal

import pytest

from archive.reading.extract.figures import find_figures
from text.numerals import chinese_value


def only(printed: str):
    (figure,) = find_figures({"body": printed})
    return figure


@pytest.mark.parametrize(
    ("printed", "value", "bound"),
    [
        ("安排资金近2亿元。", 200_000_000, "nearly"),
        ("投入23万余元资金", 230_000, "over"),
        ("安排2500余万元用于", 25_000_000, "over"),
        ("安排2500 余万元用于", 25_000_000, "over"),
        ("消费1亿元以上;", 100_000_000, "at_least"),
        ("资金29.4亿元,", 2_940_000_000, "exact"),
        ("約５０萬元。", 500_000, "about"),
        ("补助三百万元", 3_000_000, "exact"),
        ("拨付十几万元", 100_000, "over"),
        ("共1亿2000万元", 120_000_000, "exact"),
        ("共3千5百万元", 35_000_000, "exact"),
        ("共2亿3千万元", 230_000_000, "exact"),
        ("不超过1,500元", 1_500, "at_most"),
        ("超过80万\n元", 800_000, "over"),
        ("至少5万元", 50_000, "at_least"),
        ("10万元左右", 100_000, "about"),
        ("不足5万元", 50_000, "at_most"),
        ("不低于5万元", 50_000, "at_least"),
        ("补助3万多元", 30_000, "over"),
        ("一千元", 1_000, "exact"),
        ("突破千亿元", 100_000_000_000, "over"),
        ("捐款近百万元", 1_000_000, "nearly"),
        ("发放万余元", 10_000, "over"),
    ],
)
def test_a_sum_has_its_value_in_yuan_and_its_bound(printed, value, bound):
    figure = only(printed)
    assert (figure.kind, figure.value, figure.unit, figure.bound) == ("money", Decimal(value), "CNY", bound)


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("捐款500港元", "HKD"),
        ("港幣500萬元", "HKD"),
        ("出口3亿美元", "USD"),
        ("新台幣3000萬元", "TWD"),
        ("人民币20万元", "CNY"),
        ("HK$500萬元", "HKD"),
    ],
)
def test_the_currency_is_the_one_printed(printed, unit):
    assert only(printed).unit == unit


def test_yuan_in_a_story_from_taiwan_are_taiwan_dollars():
    (figure,) = find_figures({"body": "補助3萬元"}, "710000")
    assert figure.unit == "TWD"


@pytest.mark.parametrize("printed", ["6500元~7000元", "6500～7000元", "6500至7000元", "6500元—7000元"])
def test_a_range_has_both_ends(printed):
    figure = only(f"月工资{printed}。")
    assert (figure.text, figure.value, figure.value_max, figure.bound) == (printed, 6500, 7000, "range")


def test_the_lower_end_of_a_range_shares_the_scale_of_the_upper():
    figure = only("每家补助3至5万元")
    assert (figure.value, figure.value_max) == (30_000, 50_000)


@pytest.mark.parametrize(
    ("printed", "kind", "value", "unit", "bound"),
    [
        ("培训不少于5250人。", "people", 5250, "人", "at_least"),
        ("覆盖职工近200万人;", "people", 2_000_000, "人", "nearly"),
        ("4000余 名产业工人", "people", 4000, "名", "over"),
        ("两千余名职工", "people", 2000, "名", "over"),
        ("组织培训1000人 次以上", "times", 1000, "人次", "at_least"),
        ("活动1.6万余场", "times", 16_000, "场", "over"),
        ("脱困8983户次", "times", 8983, "户次", "exact"),
        ("走访220户困难职工", "households", 220, "户", "exact"),
        ("新建驿站800家。", "units", 800, "家", "exact"),
        ("一百二十家企业", "units", 120, "家", "exact"),
        ("建成26處服務站", "units", 26, "处", "exact"),
        ("覆盖率达91.6%,", "share", "91.6", "%", "exact"),
        ("保持在90%以上。", "share", 90, "%", "at_least"),
        ("百分之三十", "share", 30, "%", "exact"),
        ("赠送1200份礼包", "things", 1200, "份", "exact"),
    ],
)
def test_a_count_has_its_kind_and_measure_word(printed, kind, value, unit, bound):
    figure = only(printed)
    assert (figure.kind, figure.value, figure.unit, figure.bound) == (kind, Decimal(value), unit, bound)


@pytest.mark.parametrize(
    "printed",
    [
        "2021年9月3日上午",
        "二〇二一年",
        "第一批名单",
        "第7版",
        "第35家",
        "G70福银高速",
        "“1+6+N”工作体系",
        "热线12351",
        "电话010-84151234",
        "1、加强领导",
        "一家人的生活",
        "这是一个好办法",
        "唯一一家国家级市场",
        "历时3个月",
        "10人均可",
        "五一劳动奖",
        "24小时",
        "9999999999999万亿元",
        "账号62220212345678901元",
        "第二十次全国代表大会",
        "9月2日圆满完成",
        "十家子村",
        "三元区",
        "城乡二元结构",
        "几十张方桌",
        "数十趟列车",
    ],
)
def test_numbers_that_count_nothing_are_not_figures(printed):
    assert find_figures({"body": printed}) == []


def test_two_adjacent_numbers_stay_two():
    figures = find_figures({"body": "表中各行:10 20万元"})
    assert [figure.value for figure in figures] == [200_000]


def test_a_figure_gives_its_offsets():
    fields = {"title": "近2亿元温暖职工", "body": "安排\n近2亿\n元。"}
    for figure in find_figures(fields):
        assert fields[figure.field][figure.start : figure.end] == figure.text
    assert [figure.text for figure in find_figures(fields)] == ["近2亿元", "近2亿\n元"]


def test_from_one_sum_to_another_is_two_figures_not_a_range():
    assert [figure.value for figure in find_figures({"body": "由50万元到80万元"})] == [800_000]


@pytest.mark.parametrize(
    ("numeral", "value"), [("一百二十", 120), ("十五", 15), ("两千零八", 2008), ("二○二一", 2021), ("三点五", "3.5")]
)
def test_chinese_numerals_have_their_value(numeral, value):
    assert chinese_value(numeral) == Decimal(value)


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("开设400门次课程", 400, "门次"),
        ("开设400門次課程", 400, "门次"),
        ("办理1200件次", 1200, "件次"),
        ("出动30辆次", 30, "辆次"),
        ("检查60处次", 60, "处次"),
        ("服务1.2万户次", 12000, "户次"),
        ("惠及300人次", 300, "人次"),
    ],
)
def test_a_measure_word_with_times_counts_times(printed, value, unit):
    figure = only(printed)
    assert (figure.kind, figure.value, figure.unit) == ("times", Decimal(value), unit)


@pytest.mark.parametrize(
    ("printed", "text"), [("查出30件次品", "30件"), ("出现10处次生灾害", "10处"), ("开设400门课程", "400门")]
)
def test_a_measure_word_before_another_word_counts_things(printed, text):
    figure = only(printed)
    assert (figure.text, figure.kind == "times") == (text, False)


@pytest.mark.parametrize(
    ("printed", "value", "unit", "bound"),
    [
        ("吸引近千人参加", 1_000, "人", "nearly"),
        ("百余名职工", 100, "名", "over"),
        ("惠及超百万户家庭", 1_000_000, "户", "over"),
        ("逾千家企业", 1_000, "家", "over"),
    ],
)
def test_a_power_of_ten_with_a_bound_is_a_count(printed, value, unit, bound):
    figure = only(printed)
    assert (figure.value, figure.unit, figure.bound) == (Decimal(value), unit, bound)


@pytest.mark.parametrize("printed", ["上百名职工", "数千人", "附近千户人家", "百人同唱", "万家灯火", "成千上万名职工"])
def test_a_power_of_ten_alone_is_not_a_figure(printed):
    assert find_figures({"body": printed}) == []
