"""A program that asks without end is told to wait, and nobody else is."""

import time

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config.request_limits import limiter
from tests.support.factories import story
from tests.support.page_world import every_address

pytestmark = pytest.mark.django_db

ONE, OTHER, PROXY = "203.0.113.7", "198.51.100.9", "10.0.0.1"


@pytest.fixture(autouse=True)
def few(settings, settle):
    story(title="驿站开门")
    settle()
    settings.SEARCHES_PER_MINUTE = settings.PAGES_PER_MINUTE = 3
    limiter.cache_clear()


def get(client, address: str, path: str = "/search/?q=驿站", **headers: str):
    return client.get(path, REMOTE_ADDR=address, headers=headers)


def test_an_address_that_searches_too_often_is_told_in_words_when_to_come_back(client):
    assert [get(client, ONE).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refusal = get(client, ONE)
    assert 1 <= int(refusal["Retry-After"]) <= 60
    assert "请过一分钟再试" in refusal.content.decode()
    assert "驿站开门" not in refusal.content.decode()


def test_others_search_on_and_stories_can_still_be_read(client):
    for _ in range(5):
        get(client, ONE)
    assert get(client, OTHER).status_code == 200
    assert get(client, ONE, "/articles/").status_code == 200


def test_after_a_minute_the_address_may_search_again(client, monkeypatch):
    for _ in range(5):
        get(client, ONE)
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert get(client, ONE).status_code == 200


def test_readers_behind_a_proxy_have_a_limit_each(client, settings):
    settings.PROXIES = 1
    for _ in range(5):
        last = get(client, PROXY, **{"X-Forwarded-For": f"192.0.2.1, {ONE}"})
    assert last.status_code == 429
    assert get(client, PROXY, **{"X-Forwarded-For": OTHER}).status_code == 200


def test_an_invented_header_is_no_way_around_the_limit(client):
    answers = [get(client, ONE, **{"X-Forwarded-For": f"192.0.2.{number}"}).status_code for number in range(5)]
    assert answers == [200, 200, 200, 429, 429]


def test_this_machine_itself_is_not_limited(client):
    assert {get(client, address).status_code for address in ("127.0.0.1", "::1") for _ in range(5)} == {200}


def test_every_public_page_is_limited_and_refused_in_words_without_a_query(client, django_assert_num_queries):
    for path in every_address():
        limiter.cache_clear()
        assert [get(client, ONE, path).status_code == 429 for _ in range(4)] == [False, False, False, True], path
    with django_assert_num_queries(0):
        refusal = get(client, ONE, "/provinces/?lang=en")
    assert 1 <= int(refusal["Retry-After"]) <= 60
    assert "Please try again in a minute" in refusal.content.decode()
    assert 'class="masthead"' in refusal.content.decode()


def test_different_pages_are_counted_together_but_apart_from_searches(client):
    paths = ("/", "/sources/", "/unions/", "/nothing/")
    assert [get(client, ONE, path).status_code for path in paths] == [200, 200, 200, 429]
    assert get(client, ONE).status_code == 200
    assert get(client, OTHER, "/").status_code == 200


def test_probes_and_static_files_are_never_refused(client):
    for _ in range(5):
        get(client, ONE, "/")
    for path in ("/livez", "/readyz"):
        assert get(client, ONE, path).status_code in (200, 503), path


def test_at_the_desk_each_account_has_a_limit_of_its_own_also_for_suggestions():
    desks = []
    for name in ("li", "wang"):
        desks.append(Client())
        user = User.objects.create_superuser(name)
        desks[-1].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    suggestions = "/admin/autocomplete/?app_label=archive&model_name=article&field_name=region&term=a"
    assert [get(desks[0], ONE, suggestions).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert get(desks[0], OTHER, "/admin/").status_code == 429
    assert get(desks[1], ONE, "/admin/").status_code == 200
    assert get(Client(), ONE, "/").status_code == 200


def test_strangers_at_the_login_are_counted_by_address(client):
    assert [get(client, ONE, "/admin/login/").status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("path", ["/search/", "/articles/", "/unions/"])
def test_an_address_with_more_than_a_thousand_parameters_is_refused_in_words(client, path):
    assert client.get(path, QUERY_STRING="&".join(["a="] * 1000)).status_code == 200
    for query in ("&".join(["a="] * 1001), "lang=en&" + "&".join(["a="] * 1000)):
        refusal = client.get(path, QUERY_STRING=query)
        assert refusal.status_code == 400
        assert 'class="masthead"' in refusal.content.decode()


def test_a_form_with_more_than_a_thousand_fields_is_refused(client):
    fields = "&".join(f"field{number}=" for number in range(1001))
    answer = client.post("/admin/login/", fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 400
    assert 'class="masthead"' in answer.content.decode()
