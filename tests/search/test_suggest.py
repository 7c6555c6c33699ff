"""The search box gets JSON while somebody types, in the language of the page, whatever is typed."""

import json
import random
from time import process_time
from urllib.parse import quote

import pytest

from archive.models import Credit, Mention, Organization
from archive.query_planner import refresh_statistics
from config.request_limits import limiter
from search.completion import kept_names
from tests.search.support.odd_texts import ODD, odd_string
from tests.support.factories import organization, region, story

pytestmark = pytest.mark.django_db

ENDS = ("集团工会", "厂总工会", "有限公司", "职工服务中心")
ONE, OTHER = "203.0.113.7", "198.51.100.9"


@pytest.fixture(autouse=True)
def no_names_kept():
    kept_names.forget()
    yield
    kept_names.forget()


@pytest.fixture
def union(settle) -> Organization:
    union = organization("浙江省总工会", region=region("330000", "浙江省", short_name="浙江"))
    article = story(title="浙江职工驿站")
    Mention.objects.create(article=article, organization=union, field="body", start=0, end=2, text="省总")
    settle()
    return union


def asked(client, typed: str, more: str = "") -> dict:
    answer = client.get(f"/suggest/?q={quote(typed, errors='surrogatepass')}{more}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    return json.loads(answer.content)


def test_a_group_has_a_heading_and_each_choice_what_the_box_shows(client, union):
    found = asked(client, "zjszgh")
    assert [group["heading"] for group in found["groups"]] == ["工会", "原样"]
    assert found["groups"][0]["choices"] == [
        {
            "text": "浙江省总工会",
            "language": "zh-Hans",
            "address": union.get_absolute_url(),
            "note": "",
            "other_name": "",
            "sounds": [["z", "he"], ["j", "iang"], ["s", "heng"], ["z", "ong"], ["g", "ong"], ["h", "ui"]],
            "count": "1 篇",
        }
    ]
    as_typed = found["groups"][1]["choices"][0]
    assert (as_typed["text"], as_typed["count"]) == ("查“zjszgh”这几个字母本身", "0 篇")
    assert as_typed["address"] == "/search/?q=zjszgh&correct=0"
    assert found["status"] == "2 项可选"


def test_each_address_that_is_offered_answers(client, union):
    Credit.objects.create(article=story(title="江边"), name="江大明", role="记者")
    kept_names.forget()
    for typed in ("浙江", "zj", "江大明", "jdm"):
        for group in asked(client, typed)["groups"]:
            for choice in group["choices"]:
                assert client.get(choice["address"]).status_code == 200, choice


@pytest.mark.parametrize(
    ("language", "heading", "status", "as_typed", "count"),
    [
        ("en", "Unions", "2 choices", "Search for the letters “zjs” themselves", "1 story"),
        ("zh-hant", "工會", "2 項可選", "查「zjs」這幾個字母本身", "1 篇"),
    ],
)
def test_sentences_are_in_the_language_of_the_page(client, union, language, heading, status, as_typed, count):
    client.cookies["django_language"] = language
    found = asked(client, "zjs")
    first, last = found["groups"]
    assert (first["heading"], found["status"], last["choices"][0]["text"]) == (heading, status, as_typed)
    assert (first["choices"][0]["text"], first["choices"][0]["count"]) == ("浙江省总工会", count)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\t\n",
        "a",
        "，。、★",
        '"',
        "“”",
        "(((",
        "\\",
        "%",
        "\x00",
        "\ud800",
        "浙\ud83d江",
        "😀",
        "*",
        "-",
        "NOT",
        "省:",
    ],
)
def test_nothing_that_is_typed_is_an_error(client, union, typed):
    assert "groups" in asked(client, typed)


def test_odd_texts_are_answered_in_a_few_words(client, union):
    dice = random.Random(11)
    for typed in (*ODD, *(odd_string(dice) for _ in range(300))):
        address = f"/suggest/?q={quote(typed, errors='surrogatepass')}"
        answer = client.get(address)
        assert answer.status_code == (200 if len(address) < 8192 else 414), typed
        assert len(answer.content) < 10_000


def test_a_long_text_is_no_beginning_of_a_name(client, union):
    for typed in ("x" * 8_000, "浙" * 41, "𠀀" * 41):
        assert asked(client, typed)["groups"] == []
    # An address as long as that is refused as on every page but that of the search.
    assert client.get(f"/suggest/?q={'x' * 10_000}").status_code == 414


def test_parameters_that_do_not_exist_or_come_twice_change_nothing(client, union):
    assert asked(client, "浙江", "&q=浙江&page=x&province=1") == asked(client, "浙江")
    assert client.get("/suggest/").json()["groups"] == []


def test_browsers_keep_it_for_seconds_and_nobody_else_does(client, union):
    answer = client.get("/suggest/?q=浙江")
    assert answer["Cache-Control"] == "private, max-age=10"
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_typing_is_limited_apart_from_searching(client, union, settings):
    settings.SEARCHES_PER_MINUTE, settings.PAGES_PER_MINUTE, settings.SUGGESTIONS_PER_MINUTE = 1, 1, 3
    limiter.cache_clear()

    def get(address: str, path: str = "/suggest/?q=浙江"):
        return client.get(path, REMOTE_ADDR=address)

    assert [get(ONE).status_code for _ in range(4)] == [200, 200, 200, 429]
    refusal = get(ONE)
    assert 1 <= int(refusal["Retry-After"]) <= 60
    assert refusal.json() == {}
    assert [get(OTHER).status_code, get(ONE, "/search/?q=浙江").status_code] == [200, 200]


def test_robots_are_asked_to_stay_away(client):
    assert "Disallow: /suggest/" in client.get("/robots.txt").content.decode().splitlines()


def test_an_answer_takes_few_statements_however_much_is_found(client, union, django_assert_max_num_queries):
    asked(client, "zj")
    with django_assert_max_num_queries(14):
        asked(client, "浙江")


def test_a_hundred_thousand_names_are_offered_in_twenty_milliseconds(client, union):
    article = story(title="十万个工会")
    made = Organization.objects.bulk_create(
        Organization(name=f"浙江第{number}钢铁{ENDS[number % 4]}", kind="union") for number in range(100_000)
    )
    Mention.objects.bulk_create(
        Mention(article=article, organization=one, field="body", start=number, end=number + 1, text="工")
        for number, one in enumerate(made)
    )
    refresh_statistics()  # as after thousands of new stories
    kept_names.forget()
    asked(client, "zj")

    def seconds(typed: str) -> float:
        begun = process_time()
        asked(client, typed)
        return process_time() - begun

    # The fastest of a few: a busy machine slows all of them.
    assert {
        typed: found
        for typed in ("zj", "zjszgh", "gonghui", "浙江", "工会")
        if (found := min(seconds(typed) for _ in range(5))) > 0.02
    } == {}
