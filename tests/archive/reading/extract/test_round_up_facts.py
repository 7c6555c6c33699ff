"""A round-up of short items has a place and a day only if its items agree on them."""

import pytest

from archive.reading.read import Hints, read
from tests.support.doubt_sentences import sentences
from tests.support.known_sample import KNOWN

PLACES = "云南省昆明市", "重庆市巫山县"


def _read(*items: str, title: str = "工会快讯"):
    text = "\n".join([title, "", *(f"▲ {item}" for item in items)])
    (story,) = read(text.encode(), KNOWN, Hints(date="2023-06-20")).stories
    return story


def _item(place: str, day: str, end: str = "") -> str:
    return f"{day}，{place}总工会为一百二十名环卫工人办理互助保障，并请他们体检。{end}"


def test_items_with_different_places_and_days_leave_both_open():
    story = _read(_item("云南省昆明市", "6月14日"), _item("重庆市巫山县", "近日"), _item("湖北省襄阳市", "6月12日"))
    assert (story.region, story.event_date) == (None, None)
    assert any("各条不在一处" in doubt for doubt in sentences(story.doubts))


def test_items_of_one_province_and_day_have_both():
    story = _read(_item("云南省昆明市", "6月14日"), _item("云南省昆明市呈贡区", "6月14日"))
    assert (story.region, story.event_date) == ("云南省昆明市", "2023-06-14")


def test_other_reports_take_place_and_day_from_their_first_sentences():
    story = _read(_item("云南省昆明市", "6月14日"), _item("重庆市巫山县", "近日"), title="两地工会为环卫工人办理保障")
    assert story.event_date == "2023-06-14"


@pytest.mark.parametrize(("end", "names"), [("（高远、普海燕）", ["高远", "普海燕", "张小三"]), ("（试行）", [])])
def test_names_in_brackets_at_the_ends_of_items_are_people(end, names):
    story = _read(_item("云南省昆明市", "6月14日", end), _item("重庆市巫山县", "近日", "（张小三）" if names else ""))
    assert [person.name for person in story.people] == names
