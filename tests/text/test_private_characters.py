"""Old GBK files have private characters, Japanese texts other forms: both are found under the usual character."""

import pytest

from text.build_fold_table import PRIVATE_CHARACTERS, TABLES, private_characters
from text.fold import fold

# Codes of GBK that its unassigned cells had: those of rows A2 to A9 and D7, then FE50 to FEA0.
FIRST_OF_ROW_FE, LAST_OF_ROW_FE = 0xE815, 0xE864


def rows() -> list[list[str]]:
    lines = (TABLES / PRIVATE_CHARACTERS).read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def test_each_private_character_is_what_its_bytes_are_in_a_file_of_gb_18030():
    for private, meant, encoded, *_ in rows():
        try:
            decoded = bytes.fromhex(encoded).decode("gb18030")
        except UnicodeDecodeError:  # a cell that only users define
            decoded = ""
        assert decoded in ("", chr(int(private, 16)), chr(int(meant, 16)))


def test_every_code_of_the_last_row_of_gbk_is_in_the_table():
    private = {code for code, _ in private_characters(TABLES / PRIVATE_CHARACTERS)}
    assert private >= {chr(code) for code in range(FIRST_OF_ROW_FE, LAST_OF_ROW_FE + 1)}


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("王\ue863", "王䶮"),
        ("\ue828子村", "㧟子村"),
        ("\ue82d师傅", "㭎师傅"),
        ("\ue816字头", "𠂇字头"),
        ("\ue81e\ue826\ue864", "龴龵龻"),
        ("厂\ue815", "厂⺁"),
        ("\ue76c100", "€100"),
        ("甲\ue5e5乙", "甲\u3000乙"),
        ("甲\ue78d乙", "甲，乙"),
    ],
)
def test_a_private_character_of_gbk_folds_as_the_character_that_it_means(printed: str, typed: str):
    assert fold(printed) == fold(typed)


def test_other_private_characters_stay_as_they_are():
    for char in ("\ue000", "\ue7f4", "\ue865", "\uf8fe", "\uf8ff"):
        assert fold(char) == char


@pytest.mark.parametrize(
    ("japanese", "chinese"),
    [
        ("労働組合", "劳动组合"),
        ("図書館", "图书馆"),
        ("団体交渉", "团体交涉"),
        ("実験 発展 経済 権利 国際連帯", "实验 发展 经济 权利 国际连带"),
        ("鉄道 駅 県庁 広島 円", "铁道 驿 县厅 广岛 圆"),
        ("労働争議 団結 残業 最低賃金 雇用保険", "劳动争议 团结 残业 最低赁金 雇用保险"),
        ("戦後 読売新聞 渡辺 斉藤 桜井 沢田", "战后 读卖新闻 渡边 齐藤 樱井 泽田"),
    ],
)
def test_japanese_forms_fold_as_the_chinese_character(japanese: str, chinese: str):
    assert fold(japanese) == fold(chinese)


@pytest.mark.parametrize(
    ("ordinary", "other"),
    [("欠", "缺"), ("予", "预"), ("予", "豫"), ("芸", "艺"), ("缶", "罐"), ("浜", "滨"), ("沪", "滤")],
)
def test_ordinary_characters_that_japan_writes_for_others_stay_apart(ordinary: str, other: str):
    assert fold(ordinary) != fold(other)
