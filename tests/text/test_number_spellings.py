"""A number in a query is also looked for in its other spellings; a word that looks like a number is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.fold import fold
from text.number_spellings import MOST_SPELLINGS, number_stretches


def others(typed: str) -> dict[str, tuple[str, ...]]:
    folded = fold(typed)
    return {folded[stretch.start : stretch.end]: stretch.texts for stretch in number_stretches(folded)}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2023年", ("二〇二三年", "二零二三年")),
        ("二〇二三年", ("2023年", "二零二三年")),
        ("二○二三年", ("2023年", "二零二三年")),
        ("二零二三", ("2023", "二〇二三")),
        ("2018", ("二〇一八", "二零一八")),
        ("第二十届", ("第20届",)),
        ("第17次", ("第十七次",)),
        ("二十大", ("20大",)),
        ("19大", ("十九大",)),
        ("50万元", ("500000元", "500,000元", "五十万元")),
        ("五十萬元", ("50万元", "500000元", "500,000元")),
        ("５００，０００元", ("50万元", "500000元", "五十万元")),
        ("1.2万人次", ("12000人次", "12,000人次", "一万二千人次", "一万两千人次")),
        ("一万两千人", ("1.2万人", "12000人", "12,000人", "一万二千人")),
        ("五十万", ("50万", "500000", "500,000")),
        ("50多万元", ("五十多万元",)),
        ("2500余万人", ("二千五百余万人", "两千五百余万人")),
        ("98%", ("百分之九十八", "百分之98")),
        ("百分之五", ("5%", "百分之5")),
        ("百分之零点五", ("0.5%", "百分之0.5")),
        ("百分之百", ("100%", "百分之一百", "百分之100")),
        ("千分之三", ("3‰", "千分之3")),
        ("万分之五", ("5‱", "万分之5")),
        ("3千万", ("3000万", "30000000", "30,000,000", "三千万")),
        ("5·30运动", ("五卅运动",)),
        ("三分之一", ("1/3",)),
        ("2/3", ("三分之二",)),
        ("八小时", ("8小时",)),
        ("两个", ("2个", "二个")),
        ("三月八日", ("3月8日", "03月08日", "3月8号", "三月八号")),
        ("10月1日", ("十月一日", "10月01日", "10月1号", "十月一号")),
        ("2023年3月", ("二〇二三年三月", "二零二三年三月", "2023年03月")),
        ("5·1", ("五一",)),
        ("五一国际劳动节", ("5·1国际劳动节",)),
        ("300㎡", ("300平方米", "三百平方米", "300平米", "三百平米")),
        ("300平方米", ("三百平方米", "300平米", "三百平米", "300m2")),
        ("￥700", ("700元", "七百元")),
        ("一号文件", ("1号",)),
        ("5个百分点", ("五个百分点",)),
        ("四千六百双", ("4600双", "4,600双")),
        ("2万6千吨", ("2.6万吨", "26000吨", "26,000吨", "二万六千吨", "两万六千吨")),
        ("3亿5000万元", ("3.5亿元", "35000万元", "350000000元", "350,000,000元", "三亿五千万元")),
        ("460千米", ("四百六十千米", "460公里", "四百六十公里", "460km")),
        ("6千人", ("6000人", "6,000人", "六千人")),
        ("第二〇六期", ("第206期", "第二百零六期", "第二零六期")),
        ("206期", ("二百零六期", "二〇六期", "二零六期")),
        ("2至3万元", ("2-3万元", "2到3万元", "二-三万元", "二至三万元")),
        ("2000~3000元", ("2000-3000元", "2000至3000元", "2000到3000元")),
        ("四十至六十人", ("四十-六十人", "四十到六十人", "40-60人", "40至60人")),
        ("第三季度", ("第3季度", "3季度", "三季度")),
        ("三季度", ("3季度", "第三季度", "第3季度")),
        ("6天5夜", ("六天",)),
        ("6x12小时", ("6×12",)),
        ("80后", ("八零后", "八〇后")),
        ("九五后", ("95后",)),
    ],
)
def test_a_number_has_these_other_spellings(typed: str, expected: tuple[str, ...]):
    assert next(iter(others(typed).values()), ()) == expected


def test_a_day_is_written_in_eight_more_ways_at_most():
    (texts,) = others("2023-03-08").values()
    assert texts[:3] == ("2023年3月8日", "二〇二三年三月八日", "二零二三年三月八日")
    assert len(texts) <= MOST_SPELLINGS


@pytest.mark.parametrize(
    "typed",
    [
        "一些",
        "十分",
        "万一",
        "三三两两",
        "一线",
        "一家",
        "两级",
        "第三方",
        "第一书记",
        "十四五",
        "百名",
        "二十大型企业",
    ],
)
def test_an_ordinary_word_is_no_number(typed: str):
    assert others(typed) == {}


@pytest.mark.parametrize("typed", ["五一", "五·一", "一二九", "一二·九", "五一劳动奖章", "5.1", "10.1", "10/1"])
def test_the_name_of_a_day_by_itself_is_no_number(typed: str):
    assert others(typed) == {}


@pytest.mark.parametrize(
    "typed", ["X-900", "C919", "G60高速", "COVID-19", "5G", "12351热线", "2021-2023", "8:30", "数十万人", "五六百人"]
)
def test_parts_of_names_and_ranges_are_no_numbers(typed: str):
    assert others(typed) == {}


def test_a_date_is_not_found_inside_a_longer_number():
    assert "1月1日" not in others("11月1日")
    assert "1月1日" in others("2011年 1月1日")


def test_the_stretches_of_a_long_query_are_in_order_and_apart():
    folded = fold("2016年第十七次会议有320名代表和50%女职工")
    found = number_stretches(folded)
    assert [folded[stretch.start : stretch.end] for stretch in found] == ["2016年", "第十七次", "320名", "50%"]


@given(st.text("0123456789一二三十百千万亿年月日元第分之点.,%/-·人m2 ", max_size=30) | st.text(max_size=30))
def test_any_text_is_read_without_an_error(text: str):
    folded = fold(text)
    found = number_stretches(folded)
    assert all(left.end <= right.start for left, right in pairwise(found))
    for stretch in found:
        assert folded[stretch.start : stretch.end] not in stretch.texts
        assert 1 <= len(stretch.texts) <= MOST_SPELLINGS
        assert all(fold(text) == text for text in stretch.texts)
