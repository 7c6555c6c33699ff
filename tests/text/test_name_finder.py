"""Many names are found in one pass over a text, also by an archive that knows no names yet."""

from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, read
from text.name_finder import NameFinder


def test_every_place_of_every_name_is_found_overlaps_too():
    assert sorted(NameFinder(["总工会", "市总工会", "工会"]).spans("市总工会")) == [(0, 4), (1, 4), (2, 4)]


def test_what_is_not_there_is_not_found():
    assert NameFinder(["总工会"]).spans("工会") == []
    assert NameFinder([]).spans("总工会") == []


def test_an_archive_that_knows_nothing_yet_reads_a_story_all_the_same():
    story = read(
        "职工驿站建成\n本报讯（记者张三）重庆市总工会建成驿站。".encode(), KnownNames((), (), (), ()), Hints()
    ).stories[0]
    assert (story.title, story.region) == ("职工驿站建成", None)
    assert [person.name for person in story.people] == ["张三"]
