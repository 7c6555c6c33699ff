"""The client's files are read with the names of all fixtures."""

import json
from pathlib import Path

import pytest
from django.db import transaction

from archive.ingest.load_known import load_known
from archive.reading.names.find_names import names_of
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, read
from archive.reference.load import load_reference
from tests.conftest import SHARED

pytestmark = pytest.mark.django_db  # without a marked test pytest-django makes no database for the fixture below


@pytest.fixture(scope="module")
def known(django_db_setup, django_db_blocker):
    """Returns the names of all fixtures; the rows do not stay in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        found = load_known()
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def gold():
    """The client's folder, once for this file: the fixture `shared` of conftest.py is made for each test."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not there: a fresh clone stands alone")
    return SHARED


def matched(shared: Path, known: KnownNames):
    """Pairs each story of the gold with the story that has most of its lines, and with the unions it names."""
    files = json.loads((shared / "gold" / "seeds.json").read_text())["files"]
    unions = json.loads((shared / "gold" / "unions.json").read_text())["files"]
    for file, page in files.items():
        stories = read((shared / "seeds" / file).read_bytes(), known, Hints()).stories
        for number, story in enumerate(page["stories"]):
            lines = set(story["lines"])
            yield file, story, max(stories, key=lambda s: len(lines & set(s.lines))), set(unions[file][str(number)])


def f1(right: int, found: int, expected: int) -> float:
    return 2 * right / (found + expected)


def test_people_of_the_clients_files_are_found_with_their_roles(gold, known):
    right = found = expected = 0
    for _, story, read_story, _ in matched(gold, known):
        people = {(p["name"], p["role"]) for p in story["people"]}
        read_people = {(p.name, p.role) for p in read_story.people}
        right += len(people & read_people)
        found += len(read_people)
        expected += len(people)
    assert f1(right, found, expected) >= 0.95


def test_places_of_the_clients_files_are_right(gold, known):
    wrong = [
        (story["title"], read_story.region)
        for _, story, read_story, _ in matched(gold, known)
        if read_story.region not in story["region"]
    ]
    assert wrong == []


def test_days_of_the_clients_files_are_right_or_open(gold, known):
    printed_in = {"001": "2023", "002": "2023", "003": "2022", "004": "2021"}
    dated = [found for found in matched(gold, known) if "event_date" in found[1]]
    for file, story, read_story, _ in dated:
        year, _, day = story["event_date"].partition("-")
        found_year, _, found_day = (read_story.event_date or "").partition("-")
        assert found_day == day
        assert found_year in ("XXXX", printed_in[file[:3]])
        assert found_year == "XXXX" or read_story.event_date_inferred
        assert year in ("XXXX", found_year)
    assert len(dated) == 8


def test_unions_of_the_clients_files_are_found_without_false_ones(gold, known):
    missed, invented = [], []
    for _, story, read_story, unions in matched(gold, known):
        named = {o.name for o in read_story.organizations if o.name.endswith("工会")}
        missed += [(story["title"], u) for u in unions if not any(is_same(u, n) for n in named)]
        invented += [(story["title"], n) for n in named if not any(is_same(u, n) for u in unions)]
    assert missed == invented == []


def is_same(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def test_two_names_of_one_body_lead_to_it(gold, known):
    links = json.loads((gold / "gold" / "links.json").read_text())
    regions = {region.path: region for region in known.regions}

    def named(printed: str, near: str | None = None) -> set[str]:
        found = names_of(known).organizations({"body": f"近日，{printed}召开会议。"}, regions.get(near or ""))
        return {o.name for o in found}

    for one, other in links["pairs"]:
        assert named(one) == named(other) != set(), (one, other)
    for case in links["in_context"]:
        assert named(case["short"], case["context"]) == {case["full"]}
    for one, other in links["not_the_same"]:
        assert named(one).isdisjoint(named(other)), (one, other)
