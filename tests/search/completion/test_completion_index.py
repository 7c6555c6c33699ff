"""Names are found by what they begin with: characters of either script, pinyin, initials, or a mixture."""

import random
import sys
from time import process_time

import pytest

from search.completion.completion_index import CompletionIndex, NamedKind, NamedThing
from search.completion.typed_run import typed_runs

UNION, PLACE, PERSON = NamedKind.UNION, NamedKind.PLACE, NamedKind.PERSON
UNIONS = ("浙江省", "河南省", "湖南省", "海南省", "淮南市", "重庆市", "西安市", "吕梁市", "𠀀林省")
NAMES = (*(f"{place}总工会" for place in UNIONS), "先锋厂工会", "第8冶金ISO工会")
INDEX = CompletionIndex(
    [NamedThing(UNION, (number, number), 100 - number, (name,)) for number, name in enumerate(NAMES)]
)


def found(typed: str, index: CompletionIndex = INDEX, most: int = 20) -> list[str]:
    return [index.printed(one.row) for one in index.best(typed_runs(typed), most)]


CHARACTERS = ("浙", "浙江", "浙江省总工会", "浙江省總工會", "浙 江省", "\ud83d浙江")
PINYIN = ("zhejiangsheng", "zhejiangs", "zhejia", "ZheJiang", "zhe'jiang", "ｚｊｓ")
INITIALS = ("zjszgh", "zhjszgh", "zjs", "zj")
MIXED = ("浙江szgh", "浙jiang省z", "zhejiangszgh", "zhejiangsheng总")


@pytest.mark.parametrize("typed", [*CHARACTERS, *PINYIN, *INITIALS, *MIXED])
def test_a_name_is_found_by_each_way_of_typing_its_beginning(typed: str):
    assert found(typed)[0] == "浙江省总工会"


@pytest.mark.parametrize("typed", ["zhejiangshi", "zjszghx", "江浙", "zhejiang总工会", "浙江j", "zjzgh", "jzs"])
def test_what_no_name_has_finds_none(typed: str):
    assert found(typed) == []


def test_initials_find_every_name_that_has_them_the_commonest_first():
    assert found("hnszgh") == ["河南省总工会", "湖南省总工会", "海南省总工会", "淮南市总工会"]


def test_a_name_with_a_character_of_several_readings_is_found_by_the_right_one():
    assert found("chongqing") == found("cq") == ["重庆市总工会"]
    assert found("zhongqing") == []


def test_letters_that_can_be_cut_in_two_ways_find_both():
    assert found("xian") == ["西安市总工会", "先锋厂工会"]


def test_a_u_with_dots_is_typed_as_v_or_u():
    assert found("lvliang") == found("luliang") == ["吕梁市总工会"]


def test_digits_letters_and_rare_characters_are_found_as_they_are():
    assert found("第8冶") == found("d8yjiso") == found("ISO工会") == ["第8冶金ISO工会"]
    assert found("𠀀林") == found("𠀀lin") == ["𠀀林省总工会"]


def test_names_that_have_it_inside_come_last_and_two_letters_find_no_inside():
    index = CompletionIndex(
        [
            NamedThing(UNION, (1, 1), 500, ("大港油田工会",)),
            NamedThing(UNION, (2, 2), 3, ("港口工会",)),
        ]
    )
    assert found("港", index) == ["港口工会", "大港油田工会"]
    assert found("gang", index) == ["港口工会", "大港油田工会"]
    assert found("gk", index) == ["港口工会"]
    assert found("yt", index) == []
    assert found("ytgh", index) == ["大港油田工会"]


def test_a_name_that_is_what_was_typed_comes_before_commoner_ones_that_begin_with_it():
    things = [NamedThing(UNION, (1, 1), 500, ("总工会干校",)), NamedThing(UNION, (2, 2), 1, ("总工会",))]
    assert found("总工会", CompletionIndex(things)) == ["总工会", "总工会干校"]
    assert found("zgh", CompletionIndex(things)) == ["总工会", "总工会干校"]


def test_a_thing_is_found_by_any_of_its_names_and_only_once():
    index = CompletionIndex([NamedThing(UNION, (7, 7), 5, ("中华全国总工会", "全总", "全国总工会"))])
    assert [index.is_shown(one.row) for one in index.best(typed_runs("全"), 9)] == [False]
    longer = CompletionIndex([NamedThing(UNION, (7, 7), 5, ("重庆市总工会", "重庆市总"))])
    assert found("重庆", longer) == ["重庆市总工会"]
    assert found("zhqgz", index) == ["中华全国总工会"]
    assert found("quanz", index) == ["全总"]
    assert found("qz", index) == ["全总"]
    assert [index.keys(one.row) for one in index.best(typed_runs("全总"), 9)] == [(7, 7)]


def test_each_kind_has_at_most_as_many_as_are_wanted():
    things = [NamedThing(kind, (n, n), n, (f"港{n}号",)) for kind in (UNION, PLACE) for n in range(30)]
    index = CompletionIndex(things)
    kinds = [index.kind(one.row) for one in index.best(typed_runs("港"), 3)]
    assert kinds == [UNION] * 3 + [PLACE] * 3
    assert found("港", index, most=2)[:2] == ["港29号", "港28号"]


def test_surnames_sound_as_surnames():
    index = CompletionIndex([NamedThing(PERSON, (1, 2), 3, ("曾国华",)), NamedThing(PERSON, (3, 4), 3, ("单明",))])
    assert found("zenggh", index) == ["曾国华"]
    assert found("shanm", index) == ["单明"]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "，。★", "a", "\ud800", "\x00", "𠀀" * 30, "浙" * 41, "x" * 10_000, "浙江" * 5_000],
)
def test_signs_one_letter_halves_and_endless_text_find_none(typed: str):
    assert found(typed) == []


def test_no_names_at_all_are_an_index_too():
    assert found("浙江", CompletionIndex()) == []
    assert len(CompletionIndex()) == 0


def test_a_name_of_signs_only_or_with_a_nul_disturbs_no_other_name():
    things = [NamedThing(UNION, (n, n), 1, (name,)) for n, name in enumerate(("★", "甲\x00厂", "", "乙厂工会"))]
    assert found("乙厂", CompletionIndex(things)) == ["乙厂工会"]
    assert found("甲厂", CompletionIndex(things)) == ["甲厂"]


@pytest.fixture(scope="module")
def many() -> CompletionIndex:
    dice = random.Random(5)
    places = [f"{a}{b}{c}" for a in "浙江河南湖北海淮重庆长沙" for b in "州阳山安城宁" for c in "省市区县"]
    words = "钢铁机械制造电力建筑纺织化工医药轨道交通汽车冶金煤矿石油通信物流航运"
    ends = ("总工会", "集团有限公司工会委员会", "厂工会", "工会")
    names = ("".join((dice.choice(places), *dice.sample(words, 4), dice.choice(ends))) for _ in range(100_000))
    return CompletionIndex(NamedThing(UNION, (n, n), dice.randrange(2000), (name,)) for n, name in enumerate(names))


@pytest.mark.parametrize(
    "typed", ["zj", "hnszgh", "gonghui", "工会", "会", "zhejiangsheng", "xian", "zgh", "江s总工会", "a" * 40]
)
def test_a_hundred_thousand_names_are_looked_through_in_twenty_milliseconds(many: CompletionIndex, typed: str):
    def seconds() -> float:
        begun = process_time()
        list(many.best(typed_runs(typed), 8))
        return process_time() - begun

    # The fastest of a few runs: a busy machine slows all of them.
    assert min(seconds() for _ in range(5)) < 0.02
    assert len(many) == 100_000
    assert many.size < 15_000_000 + sys.getsizeof(many)
