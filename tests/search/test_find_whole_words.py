"""Numbers and words of letters: whole ones, and those that are only a part of a longer one."""

import pytest

from search.find import find
from tests.support import factories

pytestmark = pytest.mark.django_db


def titles(query: str) -> list[str]:
    return [hit.article.title for hit in find(query).hits]


@pytest.mark.parametrize(
    ("query", "inside", "apart"),
    [
        ("“5万元”", "补助105万元", "补助5万元"),
        ("“WORK”", "a network", "at work"),
        ("work*", "a network", "all workers"),
        ("标题:work*", "a network", "all workers"),
    ],
)
def test_a_quoted_word_inside_a_longer_one_is_not_even_a_partial_hit(settle, query, inside, apart):
    factories.story(title=inside, body="worker" if query.startswith("标题") else "别的。")
    settle()
    assert find(query).total == 0
    factories.story(title=apart)
    settle()
    assert titles(query) == [apart]


def test_a_longer_number_that_contains_a_number_is_only_offered(settle):
    factories.story(title="补助", body="共5万元,用于驿站建设的各项开支。" * 3)
    factories.story(title="补助105万元", body="一共3785万元。" * 9)
    settle()
    assert titles("5万元") == ["补助"]
    assert [hit.article.title for hit in find("5万元", tier="literal").hits] == ["补助105万元"]
    assert find("5万元").tiers == (("exact", 1), ("sentence", 0), ("scattered", 0), ("literal", 1))


def test_only_whole_numbers_are_marked_and_given_as_reasons(settle):
    factories.story(title="补助105万元", body="另有5万元。")
    settle()
    (hit,) = find("“5万元”").hits
    assert [text for text, is_mark in hit.title_parts if is_mark] == []
    assert [text for text, is_mark in hit.snippet_parts if is_mark] == ["5万元"]
    assert hit.reasons[0].fields == ("body",)


@pytest.mark.parametrize(
    ("query", "printed", "is_found"),
    [
        ("GB 18030", "GB18030编码", True),
        ("gb 18030", "ＧＢ－18030编码", True),
        ("Hong Kong", "HongKong来信", True),
        ("劳模 园", "劳模园开放", True),
        # Only a part of a longer word, and a number that was put together.
        ("GB 1803", "GB18030编码", False),
        ("1 8030", "编码18030", False),
        ("标题:GB 18030", "GB18030编码", False),
    ],
)
def test_several_runs_are_found_where_they_are_printed_as_one_word(settle, query, printed, is_found):
    factories.story(title="换码", body=printed)
    settle()
    found = find(query)
    assert (found.total > 0 and found.match == "all") is is_found
