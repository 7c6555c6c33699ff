"""The part of a story that is shown with a hit: the original text, with marks."""

import pytest

from search.query.name_table import NameSet, NameTable, SetKind
from search.query.other_spellings import Expander
from search.query.plan import plan
from search.query.searched_text import SearchedText
from search.snippets import LONGEST, marked, places, snippet
from tests.search.support.typed_queries import parse
from text.words import Cutter


@pytest.fixture(scope="module")
def cutter(dictionaries):
    return Cutter((), cache_dir=dictionaries)


@pytest.fixture(scope="module")
def wanted(cutter):
    return lambda query: plan(parse(query).tree, cutter, lambda run: 0).phrases


@pytest.mark.parametrize(
    ("query", "text", "marks"),
    [
        ("驿站", "职工驿站开门", ["驿站"]),
        ("驿站", "職工驛站開門", ["驛站"]),
        ("陕西陕煤", "陜西陜煤曹家灘礦業", ["陜西陜煤"]),
        ("提升生活", "提升\n生活,提升", ["提升\n生活"]),
        ("生活提升", "提升了生活,又提升", ["提升", "生活", "提升"]),
        ("双创", "“双”“创”活动", ["双”“创"]),
        ("度", "今天30℃,半度", ["度"]),
        ("°C", "今天30℃", ["℃"]),
        ("1/3", "占1/3,涨1.3%", ["1/3"]),
        ("驿站 -开门", "驿站开门", ["驿站"]),
        ("计划", "計畫與计划", ["計畫", "计划"]),
        ("没有", "驿站开门", []),
        ("新来的驿站职工人", "在驿站里", ["驿站"]),
        ("“新开驿站”", "在驿站里", []),
        ("省:重庆", "重庆驿站", []),
        ("", "驿站", []),
    ],
)
def test_matches_are_marked_in_the_original_text(wanted, cutter, query, text, marks):
    parts = marked(text, places(SearchedText.of(text, cutter), wanted(query)))
    assert "".join(part for part, _ in parts) == text.replace("\n", " ")
    assert [part for part, is_mark in parts if is_mark] == [mark.replace("\n", " ") for mark in marks]


@pytest.fixture(scope="module")
def shown(cutter):
    return lambda text, query: "".join(part for part, _ in snippet(text, places(SearchedText.of(text, cutter), query)))


def test_the_sentence_with_most_matches_is_shown(wanted, shown):
    text = "开头的话。" * 40 + "职工来了。职工走进驿站。" + "结尾的话。" * 40
    found = shown(text, wanted("职工 驿站"))
    assert "职工走进驿站。" in found
    assert found.startswith("职工来了。")
    assert len(found) <= LONGEST + 2


def test_a_very_long_sentence_is_cut_around_the_match(wanted, shown):
    text = "长" * 400 + "驿站" + "长" * 400
    found = shown(text, wanted("驿站"))
    assert "驿站" in found
    assert found.startswith("…")
    assert found.endswith("…")
    assert len(found) <= LONGEST + 2


def test_without_a_match_the_beginning_is_shown(wanted, shown):
    assert shown("第一句话。第二句话。", wanted("驿站")) == "第一句话。第二句话。"
    assert shown("\n\n第一句话。", wanted("")) == "第一句话。"
    assert shown("", wanted("驿站")) == ""


def test_html_characters_are_escaped(wanted, cutter):
    text = "<b>驿站</b> & 职工"
    parts = snippet(text, places(SearchedText.of(text, cutter), wanted("驿站")))
    assert parts == [("<b>", False), ("驿站", True), ("</b> & 职工", False)]


def test_words_of_another_spelling_are_not_marked_beside_the_whole_term(cutter):
    expand = Expander(cutter, NameTable([NameSet(SetKind.TOPIC, ("职工驿站", "工会驿站"))])).expansions_of
    phrases = plan(parse("职工驿站").tree, cutter, lambda run: 0, expand).phrases

    def marks(text: str) -> list[str]:
        return [part for part, is_mark in marked(text, places(SearchedText.of(text, cutter), phrases)) if is_mark]

    assert marks("工会驿站开门，工会服务职工") == ["工会驿站"]
    assert marks("工会服务职工") == ["职工"]
    assert marks("工会的驿站") == ["驿站"]
