"""What a query may mean if one folding is not enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.fold import fold
from text.readings import MAX_READINGS, readings


@pytest.mark.parametrize(
    ("typed", "stands_in"),
    [
        ("資金鍊", "资金链"),
        ("鍛鍊", "锻炼"),
        ("鍊不要斷", "链不要断"),
        ("計畫", "计划"),
        ("计划", "計畫"),
        ("計畫畫展", "计划画展"),
        ("项链", "項鍊"),
        ("资金链断裂", "資金鍊斷裂"),
        ("计划与筹划", "計畫與籌畫"),
        ("计划与筹划", "計畫與筹划"),
        ("锁链", "鎖鍊"),
        ("荫蔽", "廕庇"),
        ("文芸", "文艺"),
        ("横滨港", "横浜港"),
        ("提升职工", "提升職工"),
    ],
)
def test_a_query_can_be_read_as_the_text_of_the_other_script(typed: str, stands_in: str):
    assert fold(stands_in) in readings(typed)


@pytest.mark.parametrize(
    ("typed", "other"),
    [("画", "划"), ("划", "画"), ("链", "炼"), ("炼", "链"), ("产业链", "产业炼"), ("画展", "划展")],
)
def test_simplified_characters_that_differ_stay_apart(typed: str, other: str):
    assert readings(typed) == (fold(typed),)
    assert fold(other) not in readings(typed)


@given(st.text(st.sampled_from("計畫鍊计划项链工会a…\ud800")))
def test_the_plain_folding_comes_first_and_readings_are_unique(text: str):
    found = readings(text)
    assert found[0] == fold(text)
    assert len(found) == len(set(found)) <= MAX_READINGS


def test_a_query_of_only_ambiguous_characters_has_a_limited_number_of_readings():
    assert len(readings("鍊" * 10_000)) == MAX_READINGS
