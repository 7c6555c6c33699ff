"""No address makes a huge page: unknown filters are dropped, long parameters are cut, and the page says so."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from search.answer import LONGEST
from search.forms import MOST_FILTERS
from tests.support.factories import source, story
from tests.support.page_world import full_story, places

pytestmark = pytest.mark.django_db

LARGEST = 400_000  # bytes
LEFT_OUT = "有的筛选条件档案里没有，或者条件太多，没有理会。"
# Percent-encoded, each of its characters takes twelve bytes of a link: no other takes more.
RARE = "𠀀"


@pytest.fixture
def stories(settle):
    places()
    full_story()
    for number in range(60):
        story(title=f"第{number}号驿站启用{RARE}", source=source(f"{number}号报"))
    settle()


def page(client, parameters: str) -> str:
    response = client.get(f"/search/?{parameters}")
    assert response.status_code == 200, parameters[:80]
    assert len(response.content) <= LARGEST, parameters[:80]
    return unescape(response.content.decode())


def values(facet: str, number: int) -> str:
    return "&".join(f"{facet}={facet}{value}" for value in range(number))


def test_three_hundred_invented_filters_and_a_long_query_make_a_page_of_usual_size(client, stories):
    invented = "&".join(values(facet, 60) for facet in ("province", "year", "source", "program", "kind"))
    html = page(client, f"q={'q' * 12_000}&{invented}")
    assert len(html.encode()) < 50_000
    assert LEFT_OUT in html


def test_real_filters_and_the_costliest_signs_make_no_large_page(client, stories):
    sources = re.findall(r'name="source"\s+value="(\d+)"', page(client, "q="))
    filters = "&".join([*(f"source={pk}" for pk in sources), *(f"year={year}" for year in range(1000, 1060))])
    for sign in ("驿站启用", RARE, '"', "&", f"驿站 {RARE}号 "):
        query = quote(sign * 8_000)[:100_000]
        assert "检索词太长" in page(client, f"q={query}")
        assert "检索词太长" in page(client, f"q={query}&{filters}&order=newest&junk={'%22' * 5_000}")


def test_parameters_that_mean_nothing_are_not_in_the_links_to_other_pages(client, stories):
    html = page(client, f"q=驿站&junk={'x' * 50_000}")
    assert 'rel="next" href="?q=' in html
    assert "junk" not in html


def test_an_unknown_filter_is_dropped_with_a_note_and_hides_no_story(client, stories):
    for filters in (
        "province=999999",
        "year=last",
        "source=999999",
        "program=nothing",
        "kind=rumour",
        "year=2021&year=x",
    ):
        assert LEFT_OUT in page(client, f"q=驿站&{filters}"), filters
    assert "<b>61</b> 篇" in page(client, "q=驿站&province=999999")
    assert LEFT_OUT not in page(client, "q=驿站&year=2021&year=none&province=none&source=&kind=news")


def test_of_too_many_filters_the_first_are_kept_with_a_note(client, stories):
    sources = re.findall(r'name="source"\s+value="(\d+)"', page(client, "q="))[:60]
    years = [f"year={year}" for year in range(2000, 2050)]
    html = page(client, "&".join(["q=驿站", *years, *(f"source={pk}" for pk in sources)]))
    assert LEFT_OUT in html
    assert html.count(" checked>") == MOST_FILTERS
    linked = html.count('class="cross"')
    assert f"另有 {MOST_FILTERS - linked} 个" in html


def test_filters_without_room_for_a_link_can_still_be_unticked(client, stories):
    years = "".join(f"&year={year}" for year in range(2015, 2022))
    html = page(client, f"q={quote(RARE * LONGEST)}{years}")
    assert html.count('class="cross"') == 4
    assert '<a href="#filters">另有 3 个</a>' in html
    assert html.count(" checked>") == 7


@pytest.mark.parametrize("path", ["/articles/", "/unions/", "/admin/login/", "/livez/"])
def test_a_long_address_of_another_page_is_refused_in_words(client, path):
    response = client.get(f"{path}?page=1&junk={'x' * 9_000}")
    assert (response.status_code, response.content.decode()) == (414, "网址太长，没有理会。")
