"""A program that searches without end is told to wait, and nobody else is."""

import time

import pytest

from config.search_limits import limiter
from tests.support.factories import story

pytestmark = pytest.mark.django_db

ONE, OTHER, PROXY = "203.0.113.7", "198.51.100.9", "10.0.0.1"


@pytest.fixture(autouse=True)
def few(settings, settle):
    story(title="驿站开门")
    settle()
    settings.SEARCHES_PER_MINUTE = 3
    limiter.cache_clear()


def search(client, address: str, path: str = "/search/?q=驿站", **headers: str):
    return client.get(path, REMOTE_ADDR=address, headers=headers)


def test_an_address_that_searches_too_often_is_told_in_words_when_to_come_back(client):
    assert [search(client, ONE).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refusal = search(client, ONE)
    assert 1 <= int(refusal["Retry-After"]) <= 60
    assert "请过一分钟再试" in refusal.content.decode()
    assert "驿站开门" not in refusal.content.decode()


def test_others_search_on_and_stories_can_still_be_read(client):
    for _ in range(5):
        search(client, ONE)
    assert search(client, OTHER).status_code == 200
    assert search(client, ONE, "/articles/").status_code == 200


def test_after_a_minute_the_address_may_search_again(client, monkeypatch):
    for _ in range(5):
        search(client, ONE)
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert search(client, ONE).status_code == 200


def test_readers_behind_a_proxy_have_a_limit_each(client, settings):
    settings.PROXIES = 1
    for _ in range(5):
        last = search(client, PROXY, **{"X-Forwarded-For": f"192.0.2.1, {ONE}"})
    assert last.status_code == 429
    assert search(client, PROXY, **{"X-Forwarded-For": OTHER}).status_code == 200


def test_an_invented_header_is_no_way_around_the_limit(client):
    answers = [search(client, ONE, **{"X-Forwarded-For": f"192.0.2.{number}"}).status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_this_machine_itself_is_not_limited(client):
    assert {search(client, address).status_code for address in ("127.0.0.1", "::1") for _ in range(5)} == {200}
