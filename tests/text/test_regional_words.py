"""Words of Taiwan and Hong Kong find those of the mainland, and are found by them."""

from itertools import combinations

import pytest

from text.fold import fold
from text.regional_words import REGIONAL_FILE, regional_sets


def others(word: str) -> tuple[str, ...]:
    return regional_sets().get(fold(word), ())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("計程車", "出租车"),
        ("的士", "出租车"),
        ("軟體", "软件"),
        ("勞工董事", "职工董事"),
        ("公車", "公交车"),
        ("外送員", "外卖骑手"),
        ("職業災害", "工伤"),
        ("團體協約", "集体合同"),
        ("勞資爭議", "劳动争议"),
        ("志工", "志愿者"),
        ("捷運", "地铁"),
        ("演算法", "算法"),
        ("紐西蘭", "新西兰"),
        ("地盤工人", "建筑工人"),
        ("護理師", "护士"),
        ("契約工", "合同工"),
        ("侍產假", "陪产假"),
        ("冷氣機", "空调"),
        ("行動電話", "手机"),
        ("資遣費", "经济补偿金"),
    ],
)
def test_both_words_find_each_other(one: str, other: str):
    assert fold(other) in others(one)
    assert fold(one) in others(other)


@pytest.mark.parametrize(
    ("typed", "meant"), [("外送員", "配送员"), ("薪資", "工资"), ("資遣", "裁员"), ("資訊", "信息")]
)
def test_a_word_with_a_wider_meaning_on_the_mainland_does_not_lead_back(typed: str, meant: str):
    assert fold(meant) in others(typed)
    assert fold(typed) not in others(meant)


def test_a_longer_word_protects_a_part_that_means_something_else():
    assert others("公车改革") == ()
    assert fold("公车改革") in regional_sets()


@pytest.mark.parametrize("word", ["机车", "品质", "资料", "文件", "保安", "瓦斯", "智慧", "劳工", "工会"])
def test_a_word_of_the_mainland_with_a_meaning_of_its_own_is_left_alone(word: str):
    assert others(word) == ()


def test_the_table_has_several_hundred_words_and_no_line_twice():
    lines = [line for line in REGIONAL_FILE.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    pairs = [
        pair for line in lines if ">" not in line for pair in combinations(sorted(dict.fromkeys(fold(line).split())), 2)
    ]
    assert len(regional_sets()) > 500
    assert len(set(pairs)) == len(pairs)


def test_every_word_is_folded_and_has_at_least_two_characters():
    for word, meant in regional_sets().items():
        assert all(fold(each) == each and len(each) > 1 for each in (word, *meant))
        assert word not in meant
