"""The doubts about a whole story, in addition to those of each step of reading, without a database."""

from archive.reading.document import Damage, ListedUnit, NamedProgram, Story
from archive.reading.doubts import program_of, with_doubts
from tests.support.doubt_sentences import in_own_words, sentences

PROGRAM = NamedProgram("清泉试点", "清泉试点", "body", 0, 4)
OTHER = NamedProgram("甘泉试点", "甘泉试点", "body", 5, 9)
UNIT = ListedUnit(1, "企业", "长安汽车公司", None, None, False, "body", 0, 6)


def _story(**fields):
    return Story(
        **{
            "kind": "news",
            "kicker": "",
            "title": "题",
            "subtitle": "",
            "body": "文",
            "spans": (),
            "lines": (),
            **fields,
        }
    )


def _doubts(**fields):
    (story,) = with_doubts([_story(**fields)], ())
    return story.doubts


def test_a_list_without_a_program_adds_a_doubt():
    assert sentences(_doubts(units=(UNIT,))) == ["名单中的1家单位未归入项目：文中没有已知的项目名称"]
    assert _doubts(units=(UNIT,), programs=(PROGRAM,)) == ()
    assert _doubts() == ()


def test_a_value_too_long_to_store_adds_a_doubt():
    assert sentences(_doubts(title="长" * 301)) == ["标题超过300字，多出的部分未收入，原文见来件"]
    assert sentences(_doubts(source="报" * 81)) == ["来源名称超过80字，未收入"]
    assert _doubts(title="长" * 300, source="报" * 80) == ()


def test_doubts_of_reading_come_first():
    assert sentences(_doubts(doubts=tuple(in_own_words("没有找到标题")), units=(UNIT,)))[0] == "没有找到标题"


def test_a_list_belongs_to_the_program_named_most_often_in_its_story():
    assert program_of(_story(programs=(OTHER, PROGRAM, PROGRAM))) == "清泉试点"
    assert program_of(_story(programs=(OTHER, PROGRAM))) == "甘泉试点"
    assert program_of(_story()) is None


def test_damage_adds_a_doubt_to_the_story_that_has_it():
    first, second = with_doubts([_story(lines=(1, 2)), _story(lines=(3,))], [Damage(3, 1, 2, 0), Damage(9, 0, 0, 1)])
    assert [doubt[:2] for doubt in sentences(first.doubts)] == ["去掉"]
    assert [doubt[:2] for doubt in sentences(second.doubts)] == ["有1"]
    assert with_doubts([], [Damage(1, 1, 1, 0)]) == ()
