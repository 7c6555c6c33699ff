"""Rules for every page: nothing hidden is shown, everything public can be reached, no parameters break it."""

import re

import pytest
from django.db import OperationalError, connection
from django.test import Client

from archive.models import Article
from tests.support.factories import region, source, story
from tests.support.page_world import SECRET, batches, every_address, full_story, hidden_stories, places

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/[^"#]*)"')


@pytest.fixture
def world():
    places()
    batches()
    full_story()
    story(is_demo=True)
    hidden_stories()


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_drafts_and_withdrawn_stories_are_on_no_page(client, world):
    for address in every_address():
        assert SECRET not in words(client, address), address


def test_drafts_and_withdrawn_stories_are_not_counted(client, world):
    assert "馆藏 2 篇" in words(client, "/")
    assert '<span>河南</span> <span>0<span class="unseen">篇</span></span>' in words(client, "/provinces/")
    assert "档案有这一年见报的报道 <b>0</b> 篇" in words(client, "/articles/2019/")
    assert "2019" not in words(client, "/articles/")
    assert "档案有它的报道 <b>0</b> 篇" in words(client, source("河南日报").get_absolute_url())


def test_every_page_has_a_language_a_main_element_and_one_h1(client, world):
    for address in every_address():
        html = words(client, address)
        assert '<html lang="zh-Hans">' in html
        assert html.count("<main") == 1, address
        assert len(re.findall(r"<h1[ >]", html)) == 1, address
        assert re.search(r"<title>[^<]*工会新闻档案\s*</title>", html), address


def test_no_page_has_inline_styles_or_scripts(client, world):
    for address in every_address():
        html = words(client, address)
        own_file = r' src="/static/[a-z_]+\.js" defer></script>'
        assert not re.search(rf"<script(?!{own_file})|<style|\sstyle=|\son[a-z]+=", html), address


def crawl(client: Client, start: str) -> set[str]:
    """Returns every address that links lead to from `start`, except the search and the desk."""
    seen, queue = set(), [start]
    while queue:
        address = queue.pop().replace("&amp;", "&")
        if address in seen or address.startswith(("/admin/", "/search/", "/static/")):
            continue
        seen.add(address)
        queue += LINK.findall(words(client, address))
    return seen


def test_every_published_story_can_be_reached_by_links_and_no_link_is_dead(client, world):
    story(title="", body="没有标题的一篇。")
    story(published="2021-01-01", published_precision="year", region=region("000000", "全国"))
    story(published="2021-05-01", published_precision="month", region=region("660000", "新疆生产建设兵团"))
    reached = crawl(client, "/articles/")
    assert {article.get_absolute_url() for article in Article.objects.published()} <= reached


def test_demo_stories_are_labelled_on_every_page(client):
    demo = full_story(is_demo=True)
    places()
    for address in every_address():
        html = words(client, address)
        if demo.title in re.sub("<[^>]*>", "", html):
            assert 'class="demo">示例<' in html, address


def test_an_empty_archive_has_all_its_pages(client):
    for address in ("/", "/articles/", "/articles/undated/", "/provinces/", "/unions/", "/programs/", "/sources/"):
        words(client, address)
    assert "还没有报道" in words(client, "/")


@pytest.mark.parametrize(
    "address",
    [
        "/articles/2022/13/",
        "/articles/2022/02/30/",
        "/articles/2022/7/",
        "/articles/999999/",
        "/articles/999999999999999999999999/",
        "/articles/0/",
        "/articles/2022/?page=2",
        "/articles/undated/?page=0",
        "/articles/undated/?page=-1",
        "/articles/undated/?page=abc",
        "/articles/undated/?page=99999999999999999999",
        "/articles/undated/?page=%00",
        "/regions/123456/",
        "/regions/50000/",
        "/regions/500000/?year=abc",
        "/regions/500000/?year=99999",
        "/regions/500000/?year=%00",
        "/unions/?kind=nothing",
        "/unions/?page=7",
        "/organizations/999999/",
        "/organizations/99999999999999999999999/",
        "/programs/nothing/",
        "/programs/quality-of-life/?province=1",
        "/programs/quality-of-life/?province=%00",
        "/programs/quality-of-life/?seen=perhaps",
        "/sources/999999/",
        "/nothing/",
    ],
)
def test_an_invalid_address_is_not_found_and_the_page_says_so(client, world, address):
    response = client.get(address)
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


LISTS = ("/articles/", "/articles/undated/", "/articles/2022/", "/articles/2022/07/", "/articles/2022/07/08/",
         "/provinces/", "/regions/500000/", "/regions/unknown/", "/unions/", "/programs/", "/programs/quality-of-life/",
         "/sources/", "/sources/unknown/")  # fmt: skip


@pytest.mark.parametrize("page", ["0", "-1", "x", "99", "1e3", "%00"])
def test_every_list_handles_an_invalid_page_number_the_same_way(client, world, page):
    assert {client.get(f"{address}?page={page}").status_code for address in LISTS} == {404}
    assert {client.get(f"{address}?page={one}").status_code for address in LISTS for one in ("1", "")} == {200}


def test_odd_but_harmless_parameters_change_nothing(client, world):
    for address in every_address():
        joint = "&" if "?" in address else "?"
        assert client.get(f"{address}{joint}utm_source=<x>&a=%00&b=%ff").status_code == 200, address


def test_the_error_pages_work_without_a_database(client, monkeypatch, django_assert_num_queries):
    client.raise_request_exception = False

    def down(*args):
        raise OperationalError

    def broken(*args, **kwargs):
        raise RuntimeError

    with connection.execute_wrapper(down):
        assert "没有这一页" in client.get("/nothing/").content.decode()

    monkeypatch.setattr("archive.views.robots.ROBOTS", property(broken))
    monkeypatch.setattr("archive.views.urls.robots.HttpResponse", broken)
    with django_assert_num_queries(0):
        response = client.get("/robots.txt")
    assert response.status_code == 500
    assert "出错了" in response.content.decode()


def test_every_page_says_how_the_texts_were_edited(client):
    footer = words(client, "/provinces/").split("<footer>")[1]
    for told in ("文字依原件", "标点、换行为阅读而整理", "来件原样另存"):
        assert told in footer


def test_robots_are_kept_away_from_endless_addresses(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /search/" in response.content.decode()
