"""Where words begin and end in texts, compared with a reading character by character."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.index.token_table import tokens_of
from search.index.word_edges import word_edges
from tests.search.support.scanned_edges import scanned_edges
from text.fold import fold
from text.units import cut_texts
from text.words import Cutter


@pytest.fixture(scope="module")
def cutter(tmp_path_factory) -> Cutter:
    return Cutter(cache_dir=tmp_path_factory.mktemp("words"))


def _edges(text: str, cutter: Cutter) -> tuple[set[int], set[int]]:
    cut = cut_texts([text])
    begins, ends = word_edges(cut, tokens_of(cut.folded, cutter))
    # The last unit ends the text: nothing begins there.
    return set(begins[:-1].nonzero()[0].tolist()), set(ends.nonzero()[0].tolist())


@given(st.text(st.sampled_from("工会员工时打职村长大中国家㧟十一月日千万5.%a b,。\n-（"), max_size=14))
@example("员工时打工时,在㧟子村长大")
@example("11月1日,二十一日,5万元,1.5%,C919")
@example("工\n会 工-会")
@example("一千,千万 5,万5,555,5")
@example("5,555,5555,5.5,55")
def test_edges_are_where_a_person_reading_by_the_rules_finds_them(cutter: Cutter, text: str):
    begins, ends = _edges(text, cutter)
    expected_begins, expected_ends = scanned_edges(fold(text), cutter)
    assert begins == expected_begins
    assert ends - {0} == expected_ends - {0}


@pytest.mark.parametrize(
    ("text", "run", "is_whole"),
    [
        ("员工时常加班", "工时", False),
        ("标准工时制", "工时", True),
        ("确保安全", "保安", False),
        ("中华全国总工会", "工会", True),
        ("推进产改工作", "产改", True),
        ("资产改革", "产改", False),
        ("在㧟子村长大", "㧟子村", True),
        ("风险保安全", "保安", False),
        ("11月1日", "1月1日", False),
        ("补助15万元", "5万元", False),
        ("补助5万元", "5", False),
        ("C919客机", "919", False),
        ("浙江省总工会", "省总工会", True),
        ("上调百分之三点五，千分之二计提", "百分之三点五", True),
        ("执行9001，8小时在岗", "9001", True),
        ("每户补助9,001元", "9", False),
    ],
)
def test_a_run_is_whole_or_cut_out_of_words(cutter: Cutter, text: str, run: str, is_whole: bool):
    begins, ends = _edges(text, cutter)
    start = fold(text).index(fold(run))
    assert (start in begins and start + len(run) in ends) is is_whole
