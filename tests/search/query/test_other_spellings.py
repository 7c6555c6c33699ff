"""A run in other spellings."""

from search.query.expansions import Expansion, ExpansionKind
from search.query.name_table import NameTable
from search.query.other_spellings import MOST_SPELLINGS, Expander, spelled_otherwise
from text.words import Cutter


def _expansion(start: int, end: int, typed: str, *texts: str) -> Expansion:
    return Expansion(ExpansionKind.NUMBER, start, end, typed, texts)


def test_each_other_text_takes_the_place_of_what_was_typed():
    first, second = _expansion(0, 3, "计程车", "出租车"), _expansion(3, 5, "司机", "驾驶员")
    assert spelled_otherwise("计程车司机", [first, second]) == ["出租车司机", "计程车驾驶员", "出租车驾驶员"]


def test_the_number_of_spellings_is_bounded():
    texts = [[chr(0x4E00 + at * 20 + number) for number in range(1, 12)] for at in range(9)]
    many = [_expansion(at, at + 1, "一", *others) for at, others in enumerate(texts)]
    assert len(spelled_otherwise("一" * 9, many)) == MOST_SPELLINGS


def test_numbers_and_regional_words_are_expanded_without_any_names(tmp_path):
    expand = Expander(Cutter(cache_dir=tmp_path), NameTable()).expansions_of
    assert "出租车" in spelled_otherwise("计程车司机", expand("计程车司机"))[0]
    assert "第十七次" in spelled_otherwise("第17次", expand("第17次"))
    assert expand("工会") == ()
