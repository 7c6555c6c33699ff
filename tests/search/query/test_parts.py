"""The parts of a run: numbers with their signs and measures, words of letters, words."""

import pytest

from search.engine.query_tree import Phrase
from search.query.parts import parts_of_run, whole_run
from text.fold import fold
from text.words import Cutter


@pytest.fixture(scope="module")
def cutter(tmp_path_factory) -> Cutter:
    return Cutter(cache_dir=tmp_path_factory.mktemp("words"))


def _never(phrase: Phrase) -> int:
    return 0


@pytest.mark.parametrize(
    ("run", "parts"),
    [
        ("提升职工生活品质", ["提升", "职工", "生活品质"]),
        ("1月1日起施行", ["1月1日", "起施行"]),
        ("8小时工作制", ["8小时", "工作制"]),
        ("第19次全国代表大会", ["第19次", "全国代表大会"]),
        ("第十七次", ["第十七次"]),
        ("二〇二三年三月八日", ["二〇二三年三月八日"]),
        ("320名代表", ["320名", "代表"]),
        ("1.2万人次", ["1.2万人次"]),
        ("20大", ["20大"]),
        ("20多年", ["20多年"]),
        ("50多万元", ["50多万元"]),
        ("双11促销", ["双11", "促销"]),
        ("5G智慧工会app", ["5g", "智慧", "工会", "app"]),
        ("COVID-19检测", ["covid19", "检测"]),
        ("III组", ["iii组"]),
        # A year, and a word that begins like a measure.
        ("2016台风", ["2016", "台风"]),
        ("2016名职工", ["2016名", "职工"]),
        ("七百二十名代表", ["七百二十名", "代表"]),
        ("十一期间值班", ["十一", "期间", "值班"]),
        ("百万职工", ["百万", "职工"]),
        # Lone characters side by side are one word, probably one that no dictionary has.
        ("产改", ["产改"]),
        ("推进产改", ["推进", "产改"]),
        ("工会的作用", ["工会", "作用"]),
        ("★", []),
    ],
)
def test_a_run_is_cut_into_numbers_letters_and_words(cutter: Cutter, run, parts):
    assert [part.text for part in parts_of_run(fold(run), cutter, _never)] == parts


def test_a_lone_character_joins_the_neighbour_with_which_more_stories_have_it(cutter: Cutter):
    def frequency(phrase: Phrase) -> int:
        return {"工会法": 9, "法修订": 1}.get(phrase.text, 0)

    assert [part.text for part in parts_of_run("工会法修订", cutter, frequency)] == ["工会法", "修订"]


@pytest.mark.parametrize(
    ("run", "text", "signs"),
    [
        ("98%", "98", "%"),
        ("3‰", "3", "‰"),
        ("$100", "100", "$"),
        ("±3", "3", "±"),
        ("1/3", "1.3", "/"),
        ("3·15", "3.15", ""),
        ("C++", "c", "+"),
        ("“工会”", "工会", ""),
    ],
)
def test_signs_belong_to_numbers_and_letters_only(run, text, signs):
    whole = whole_run(fold(run))
    assert (whole.text, {chr(key) for _, key in whole.signs}) == (text, set(signs))


@pytest.mark.parametrize("run", ["第100届", "第一百届", "100%", "双11", "千分之五", "covid19"])
def test_numbers_and_words_of_letters_never_fall_apart(cutter: Cutter, run):
    assert [part.is_number for part in parts_of_run(run, cutter, _never)] == [True]


def test_words_may_fall_apart(cutter: Cutter):
    assert not any(part.is_number for part in parts_of_run("工会改革", cutter, _never))


def test_between_quotes_only_numbers_and_letters_are_whole():
    quoted = whole_run("补助5万").quoted()
    assert (quoted.word_begin, quoted.word_end) == (False, False)
    quoted = whole_run("5万元").quoted()
    assert (quoted.word_begin, quoted.word_end) == (True, False)
