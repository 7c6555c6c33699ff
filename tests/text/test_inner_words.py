"""Which shorter words are inside a word, and where they begin and end."""

import pytest

from text.inner_words import NOTHING_INSIDE, inner_words
from text.words import Cutter


@pytest.fixture(scope="module")
def cutter(tmp_path_factory) -> Cutter:
    return Cutter(cache_dir=tmp_path_factory.mktemp("words"))


@pytest.mark.parametrize(
    ("word", "begins", "ends"),
    [
        # Covered by shorter words: nothing crosses their edge, so there is no 保安 here.
        ("确保安全", {2}, {2}),
        ("京汉铁路", {2}, {2}),
        # Not covered: the words inside count as they are.
        ("总工会", {1}, {2}),
        ("劳动者", set(), {2}),
        # A suffix is added to a likelier word: so there is no 动员 in 运动员, but there is 议员 in 参议员.
        ("运动员", set(), {2}),
        ("仲裁员", set(), {2}),
        ("文艺工作者", {2}, {2, 4}),
        ("参议员", {1}, {2}),
        ("劳动力", set(), {2}),
        ("自主权", set(), {2}),
        ("科学家", set(), {2}),
        ("女队员", {1}, {2}),
        # A part of the cover has words inside it, too.
        ("全国总工会", {2, 3}, {2, 4}),
        # 一月 does not begin in 十一月.
        ("十一月", set(), {2}),
        # 省总工会 begins in 浙江省总工会.
        ("浙江省", {2}, {2}),
        ("2023", set(), set()),
        ("工会", set(), set()),
    ],
)
def test_words_begin_and_end_inside_a_compound_where_its_parts_do(cutter: Cutter, word, begins, ends):
    found = cutter.inside(word)
    assert (set(found.begins), set(found.ends)) == (begins, ends)


def test_the_inner_words_are_those_that_jieba_lists_for_search():
    known = {"生活", "品质", "活品"}
    assert inner_words("生活品质", known.__contains__, len).words == ("生活", "活品", "品质")
    assert inner_words("生活", known.__contains__, len) == NOTHING_INSIDE
