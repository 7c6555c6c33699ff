"""Many names are found in one pass over a text, also by an archive that knows no names yet."""

from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, read
from text.name_finder import NameFinder


def test_every_occurrence_of_every_name_is_found_even_if_they_overlap():
    assert sorted(NameFinder(["总工会", "市总工会", "工会"]).spans("市总工会")) == [(0, 4), (1, 4), (2, 4)]


def test_missing_names_are_not_found():
    assert NameFinder(["总工会"]).spans("工会") == []
    assert NameFinder([]).spans("总工会") == []


def test_an_archive_without_names_can_read_a_story():
    story = read(
        "职工驿站建成\n本报讯（记者张三）重庆市总工会建成驿站。".encode(), KnownNames((), (), (), ()), Hints()
    ).stories[0]
    assert (story.title, story.region) == ("职工驿站建成", None)
    assert [person.name for person in story.people] == ["张三"]
