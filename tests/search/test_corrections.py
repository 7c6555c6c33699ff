"""Words that no story has: the nearest known ones are searched, and the answer says so."""

import pytest

from search.find import find
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(settle):
    factories.story(title="农民工返乡", body="农民工领到了高温津贴,产业工人也有。")
    factories.story(title="五一劳动奖章", body="工会颁奖,劳动合同另签。")
    factories.story(title="富士康招工", body="在重庆。")
    for number in range(9):
        factories.story(title=f"第{number}条", body="工会开会,工人与工资。")
    settle()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("农名工", "农民工"),
        ("產業公人", "产业工人"),
        ("五一劳动将章", "五一劳动奖章"),
        ("高温津帖", "高温津贴"),
        ("劳动和同", "劳动合同"),
        ("农工民", "农民工"),
        ("gonghui", "工会"),
        ("Chongqing", "重庆"),
        ("Foxconn", "富士康"),
        ("migrant workers", "农民工"),
        ("Migrant  Workers 津贴", "农民工 津贴"),
        ("标题:农名工", "标题:农民工"),
        ("农名工 津贴", "农民工 津贴"),
    ],
)
def test_a_misspelt_query_is_answered_as_it_was_meant(stories, typed, meant):
    answer = find(typed)
    assert (answer.corrected, answer.match) == (meant, "near")
    assert answer.total == find(meant).total > 0


@pytest.mark.parametrize("typed", ["农民工", "石墨烯", "★", "“农名工”", "农民工 石墨烯", "-农名工", "作者:农名工"])
def test_what_is_found_or_near_nothing_is_not_corrected(stories, typed):
    assert find(typed).corrected == ""


def test_a_correction_can_be_refused(stories):
    answer = find("农名工", correct=False)
    assert (answer.total, answer.corrected) == (0, "")


def test_words_of_stories_that_are_not_public_are_never_offered(settle):
    factories.draft(title="农民工")
    withdrawn = factories.story(title="农民工返乡")
    factories.story(title="食堂")
    settle()
    withdrawn.withdraw("重复")
    assert find("农名工").corrected == ""


def test_a_pasted_text_of_many_words_is_not_corrected(settle):
    words = ["返乡", "高温", "津贴", "产业", "工人", "五一", "劳动", "奖章", "工会", "颁奖", "合同", "招工", "重庆"]
    factories.story(title="农民工", body="，".join(words))
    settle()
    assert find("农名工 返乡 高温").corrected == "农民工 返乡 高温"
    assert find(" ".join(["农名工", *words])).corrected == ""
