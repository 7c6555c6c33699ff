"""The paper, site or agency that a story is from."""

import pytest

from archive.reading.extract.sources import canonical, find_source
from archive.reading.names.known import KnownNames, KnownSource
from tests.support.known_sample import KNOWN


@pytest.mark.parametrize(
    ("body", "source"),
    [
        ("中工网讯（记者 王鑫）近日", "中工网"),
        ("中工網訊(記者 王鑫)近日", "中工网"),
        ("新华社北京6月3日电（记者张三）会议", "新华社"),
        ("来源：工人日报社\n正文", "工人日报"),
        ("大家都说好。（清泉网记者 刘阳）", "清泉网"),
        ("清泉网记者了解到，今年", "清泉网"),
        ("據新華社報道，會議", "新华社"),
        ("工人日报-中工网记者 刘旭\n近日，", "工人日报"),
        ("来源：清泉网－清泉日报 小字号 大字号\n近日，", "清泉日报"),
        ("2022-05-06 04:24:12 清泉晚报 作者：张三\n近日，", "清泉晚报"),
    ],
)
def test_the_text_names_its_source(body, source):
    assert find_source("", body, KNOWN) == source


@pytest.mark.parametrize("rare", ["㐱", "〇"])
def test_a_source_with_a_rare_character_in_its_name_is_found_whole(rare):
    assert find_source("", f"【{rare}山日报讯】近日", KNOWN) == f"{rare}山日报"
    assert find_source("", f"来源：{rare}山网\n正文", KNOWN) == f"{rare}山网"


@pytest.mark.parametrize(
    "body", ["本报讯（记者张三）近日", "近日，会议召开。", "记者从互联网了解到", "（本报记者 张三）"]
)
def test_the_paper_itself_is_not_named_as_a_source(body):
    assert find_source("", body, KNOWN) is None


def test_the_source_given_with_the_upload_wins_under_its_canonical_name():
    assert find_source("", "中工网讯 近日", KNOWN, "工人日报社") == "工人日报"
    assert find_source("", "正文", KNOWN, "某县小报") == "某县小报"


@pytest.mark.parametrize(
    "given",
    ["工人日报客户端", "工人日报客户端讯", "工人日報客戶端訊", "工人日报微信公众号", "工人日报官网", "工人日报记者"],
)
def test_an_outlet_of_a_known_source_is_that_source(given):
    assert find_source("", "正文", KNOWN, given) == "工人日报"


@pytest.mark.parametrize("given", ["某县小报客户端", "江西工人日报", "江西工人日报客户端", "客户端", "讯"])
def test_an_outlet_of_no_known_source_keeps_its_name(given):
    assert find_source("", "正文", KNOWN, given) == given


def test_a_longer_known_name_is_kept():
    known = KnownNames(sources=(KnownSource("清泉"), KnownSource("清泉网")))
    assert canonical("清泉网", known) == "清泉网"
    assert canonical("清泉网客户端", known) == "清泉网"
    assert canonical("清泉官网", known) == "清泉"


def test_a_known_name_is_separated_from_the_words_before_it():
    assert find_source("", "近日，时任新华社记者的他说", KNOWN) == "新华社"


def test_a_line_next_to_the_story_gives_its_source():
    beside = "标题\n2023-05-18 09:32:11 来源：清泉工人报 作者：张三\n正文。"
    assert find_source("", "本报讯 正文。", KNOWN, None, beside) == "清泉工人报"
    assert find_source("", "中工网讯（记者张三）正文。", KNOWN, None, beside) == "中工网"
    rules = "凡本网注明“来源：清泉网”的作品，版权均属本网。\n2、来源：清泉网，请注明。"
    assert find_source("", "正文。", KNOWN, None, rules) is None


def test_a_byline_names_the_paper_too():
    assert find_source("工人日报记者 张三", "正文。", KNOWN) == "工人日报"
