"""Scores of the facts found by reading: what counts as right, as wrong, as missed."""

import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from archive.evaluation.fact_scores import Tally, score_facts
from archive.reading.document import FoundFigure, NamedOrganization, Person, Story
from tests.support import factories

GOLD = {
    "stories": [
        {
            "lines": [1, 2, 3],
            "title": "试点启动",
            "people": [{"name": "张三", "role": "记者"}, {"name": "李四", "role": "摄影"}],
            "region": ["重庆市"],
            "event_date": "XXXX-03-09",
            "event_date_or": ["2023-03-09"],
        }
    ]
}


def figure(text, value, bound="exact", value_max=None, kind="money"):
    return FoundFigure(text, kind, Decimal(value), value_max, "CNY", bound, "body", 0, len(text))


def named(name):
    return NamedOrganization(name, name, "body", 0, len(name))


def story(**fields):
    plain = {"kind": "news", "kicker": "", "title": "试点启动", "subtitle": "", "body": "", "spans": ()}
    return Story(**{**plain, "lines": (1, 2, 3), **fields})


def score(found, money=(), unions=None):
    return score_facts([found], GOLD, money, unions or {})


def test_people_are_scored_with_their_roles():
    found = score(story(people=(Person("张三", "记者"), Person("李四", "记者"))))
    assert found.people == Tally(1, 2, 2)
    assert found.people.f1 == 0.5


def test_a_photographer_may_also_be_given_their_other_role():
    found = score(story(people=(Person("张三", "记者"), Person("李四", "摄影"), Person("李四", "通讯员"))))
    assert found.people == Tally(2, 2, 2)


def test_facts_missing_from_the_gold_are_not_scored():
    bare = {"stories": [{"lines": [1, 2, 3]}]}
    found = score_facts([story(people=(Person("张三", "记者"),), figures=(figure("5元", 5),))], bare)
    assert {found.people, found.regions, found.days, found.years, found.money, found.unions} == {Tally()}


def test_finding_nothing_scores_full_if_there_is_nothing_to_find():
    assert Tally().f1 == 1.0


@pytest.mark.parametrize(("region", "right"), [("重庆市", 1), ("四川省", 0), (None, 0)])
def test_any_region_that_the_gold_allows_is_right(region, right):
    assert score(story(region=region)).regions == Tally(right, 1, 1)


@pytest.mark.parametrize(
    ("date", "day", "year"),
    [
        ("XXXX-03-09", Tally(1, 1, 1), Tally()),
        ("2023-03-09", Tally(1, 1, 1), Tally(1, 1, 1)),
        ("2022-03-09", Tally(1, 1, 1), Tally(0, 1, 1)),
        ("XXXX-03-10", Tally(0, 1, 1), Tally()),
        (None, Tally(0, 0, 1), Tally()),
    ],
)
def test_a_year_counts_as_right_or_open(date, day, year):
    found = score(story(event_date=date))
    assert (found.days, found.years) == (day, year)


def test_sums_count_once_per_occurrence_and_with_their_bound():
    money = [
        ["近2亿元", 200_000_000, "nearly"],
        ["近2亿元", 200_000_000, "nearly"],
        ["1亿元以上", 100_000_000, "at least"],
    ]
    figures = (figure("近2亿元", 200_000_000, "nearly"), figure("1亿元以上", 100_000_000, "at_least"))
    assert score(story(figures=figures), money).money == Tally(2, 2, 3)
    assert score(story(figures=(figure("2亿元", 200_000_000),)), money).money == Tally(0, 1, 3)
    assert score(story(figures=(figure("5人", 5, kind="people"),)), money).money == Tally(0, 0, 3)


def test_a_range_counts_as_its_two_ends():
    money = [["6500元", 6500, "exact"], ["7000元", 7000, "exact"]]
    found = score(story(figures=(figure("6500元~7000元", 6500, "range", Decimal(7000)),)), money)
    assert found.money == Tally(2, 2, 2)


def test_a_union_may_be_prefixed_with_its_province_but_not_have_another_name():
    unions = {"0": ["重庆市江北区总工会", "中华全国总工会"]}
    found = score(story(organizations=(named("江北区总工会"), named("四川省总工会"), named("某公司"))), unions=unions)
    assert found.unions == Tally(1, 2, 2)


def test_a_story_that_was_not_found_misses_everything():
    found = score(story(lines=(9,), people=(Person("张三", "记者"),)))
    assert (found.people, found.regions) == (Tally(0, 0, 2), Tally(0, 1, 1))


@pytest.fixture
def folder(tmp_path):
    """Returns the folder of a page with one story and its gold file."""
    factories.region()
    text = "重庆市总工会启动试点\n本报讯（记者张三）3月9日，重庆市总工会在重庆市启动试点，投入近2亿元。\n"
    (tmp_path / "page.txt").write_text(text, encoding="utf-8")
    gold = {
        **GOLD["stories"][0],
        "lines": [1, 2],
        "title": "重庆市总工会启动试点",
        "people": [GOLD["stories"][0]["people"][0]],
    }
    _write(tmp_path / "seeds.json", {"page.txt": {"stories": [gold], "noise": [], "either": []}})
    _write(tmp_path / "money.json", {"page.txt": [["近2亿元", 200_000_000, "nearly"]]})
    return tmp_path


def _write(path, files):
    path.write_text(json.dumps({"files": files}, ensure_ascii=False), encoding="utf-8")


@pytest.mark.django_db
def test_the_command_prints_a_row_for_each_file(folder, capsys):
    call_command("score_ingest", folder, folder)
    heads, row = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    figures = dict(zip(heads, row, strict=True))
    assert (figures["file"], figures["lines F1"], figures["titles"]) == ("page.txt", "1.000", "1/1")
    assert (figures["people F1"], figures["regions"], figures["money F1"]) == ("1.000", "1/1", "1.000")


@pytest.mark.django_db
def test_the_command_prints_objects_when_asked(folder, capsys):
    call_command("score_ingest", folder, folder, "--format", "json")
    assert json.loads(capsys.readouterr().out)["days"] == [1, 1]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content"), [("seeds.json", "[]"), ("seeds.json", "{"), ("page.txt", "")])
def test_files_that_cannot_be_scored_are_named(folder, name, content):
    (folder / name).write_text(content)
    with pytest.raises(CommandError, match=name) as refusal:
        call_command("score_ingest", folder, folder)
    assert refusal.value.returncode == 2
