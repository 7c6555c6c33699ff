"""Readers get the language they chose, else that of their browser, else simplified Chinese; the choice is kept."""

import re

import pytest
from django.test import Client

from tests.support.desk_people import editor
from tests.support.page_world import full_story

pytestmark = pytest.mark.django_db
COOKIE = "django_language"


def language_of(answer) -> str:
    return re.search(r'<html lang="([^"]*)"', answer.content.decode())[1]


def test_a_reader_without_any_choice_reads_simplified_chinese(client):
    assert language_of(client.get("/")) == "zh-Hans"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("en-US,en;q=0.9", "en"),
        ("fr-FR,en;q=0.3", "en"),
        ("fr-FR", "zh-Hans"),
        ("*", "zh-Hans"),
        ("%%%;;q=,", "zh-Hans"),
    ],
)
def test_the_language_of_the_browser_decides_among_those_there_are(client, accepted, language):
    assert language_of(client.get("/", headers={"accept-language": accepted})) == language


@pytest.mark.parametrize(("chosen", "language"), [("zh-hant", "zh-Hant"), ("zh-hans", "zh-Hans"), ("EN", "en")])
def test_a_choice_goes_before_the_browser_and_stays(client, chosen, language):
    answer = client.get("/provinces/", {"lang": chosen}, headers={"accept-language": "zh-HK"})
    assert language_of(answer) == language
    assert answer["Content-Language"] == language.lower()
    assert language_of(client.get("/", headers={"accept-language": "zh-HK"})) == language


def test_the_cookie_is_kept_for_a_year_and_from_scripts(client, settings):
    settings.LANGUAGE_COOKIE_SECURE = True
    cookie = client.get("/?lang=en").cookies[COOKIE]
    assert (cookie.value, cookie["max-age"], cookie["samesite"]) == ("en", 365 * 24 * 3600, "Lax")
    assert cookie["httponly"]
    assert cookie["secure"]


@pytest.mark.parametrize("wanted", ["fr", "", "en-US", "../../etc/passwd", "%00", "zh-hant%0d%0aX: y", "1" * 5000])
def test_a_language_that_there_is_not_changes_nothing(client, wanted):
    answer = client.get(f"/?lang={wanted}")
    assert (answer.status_code, language_of(answer)) == (200, "zh-Hans")
    assert COOKIE not in answer.cookies


def test_a_choice_changes_nothing_else_of_the_address(client):
    full_story()
    answer = client.get("/sources/?a=1&lang=en&b=%E9%A9%BF&b=2")
    assert answer.wsgi_request.get_full_path() == "/sources/?a=1&b=%E9%A9%BF&b=2"
    assert answer.wsgi_request.GET.getlist("b") == ["驿", "2"]
    assert client.get("/search/", {"q": "lang", "lang": "en"}).wsgi_request.GET["q"] == "lang"


def test_caches_are_told_that_a_page_depends_on_cookie_and_browser(client):
    for address in ("/", "/?lang=en", "/nothing/", "/admin/login/"):
        assert {"Accept-Language", "Cookie"} <= set(client.get(address)["Vary"].split(", ")), address


def test_the_desk_follows_its_lists_too():
    desk = editor()
    for address in ("/admin/", "/admin/archive/article/", "/admin/archive/upload/add/", "/admin/auth/user/"):
        answer = desk.get(address, {"lang": "zh-hant"})
        assert (answer.status_code, language_of(answer).lower()) == (200, "zh-hant"), address
        desk.cookies.pop(COOKIE)


def test_error_pages_follow(client, monkeypatch):
    client.raise_request_exception = False
    assert language_of(client.get("/nothing/?lang=en")) == "en"
    assert language_of(client.get("/?lang=zh-hant", headers={"host": "elsewhere.example"})) == "zh-Hant"

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr("archive.views.robots.HttpResponse", broken)
    answer = client.get("/robots.txt?lang=en")
    assert (answer.status_code, language_of(answer)) == (500, "en")


def test_one_reader_never_gets_the_language_of_another():
    english, other = Client(), Client()
    assert language_of(english.get("/?lang=en")) == "en"
    assert language_of(other.get("/")) == "zh-Hans"
    assert language_of(english.get("/")) == "en"
