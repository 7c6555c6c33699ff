"""The page of the quote check: what it says, how its results are linked, and that it withstands anything."""

from html import unescape
from urllib.parse import quote as quoted
from urllib.parse import urlencode

import pytest
from django.test import Client

from archive.models import Article
from search.quote_page import LONGEST_LINK
from tests.search.support.odd_texts import ODD
from tests.search.test_quote_check import BODY, FIRST, SECOND
from tests.support import factories
from tests.support.page_world import full_story
from tests.support.untranslated import chinese_left, stored_strings

pytestmark = pytest.mark.django_db
LARGEST = 400_000  # bytes


@pytest.fixture
def printed(settle) -> Article:
    story = factories.story(title="把劳动者请进工会", body=BODY, source=factories.source(), source_inferred=True)
    settle()
    return story


def page(client: Client, text: str, **parameters: str) -> str:
    response = client.get("/quote/", {"q": text, **parameters})
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_empty_page_asks_for_a_text_and_needs_no_index(client):
    html = client.get("/quote/").content.decode()
    assert "粘贴一句、几句或一整段" in html
    assert "verdict" not in html
    assert "noindex" not in html


def test_a_passage_that_is_here_is_shown_with_its_place(client, printed):
    html = page(client, SECOND)
    assert "<h2>一字不差</h2>" in html
    assert f'href="{printed.get_absolute_url()}#p2"' in html
    assert "正文第 2 段" in html
    assert "工人日报" in html
    assert "推定" in html
    assert "1 句：一字不差 1" in html
    assert f"{SECOND}</textarea>" in html


def test_each_difference_is_marked_in_both_texts_and_said_in_words(client, printed):
    html = page(client, FIRST.replace("27", "26").replace("社区", "").replace("企业", "大企业"))
    assert "有 3 处出入" in html
    for marked in (
        '<mark class="changed">26</mark>',
        '<mark class="changed">27</mark>',
        '<mark class="left-out">社区</mark>',
        '<mark class="added">大</mark>',
        "您写“26”，原文是“27”",
        "您少了“社区”",
        "您多了“大”",
    ):
        assert marked in html


def test_what_is_not_here_is_said_with_the_nearest_place(client, printed):
    html = page(client, "到2025年，全省驿站要突破一万家。")
    assert "档案里没有" in html
    assert "查无不等于没有人这样写过" in html
    assert "连着相同的最多是“驿站”" in html


def test_only_signs_and_blanks_are_answered_in_words(client, printed):
    for text in ("。。。！", "★ —— ★"):
        assert "这里只有符号，没有可以核对的字" in page(client, text)
    assert "这里只有符号" not in page(client, " \n\t ")


def test_a_short_passage_gets_an_address_of_its_own(client, printed):
    response = client.post("/quote/", {"q": f"{SECOND}\r\n{FIRST}"})
    assert response.status_code == 302
    assert response["Location"] == "/quote/?" + urlencode({"q": f"{SECOND}\n{FIRST}"})
    html = client.get(response["Location"]).content.decode()
    assert "2 句：一字不差 2" in html
    assert f'<link rel="canonical" href="http://testserver{response["Location"]}">' in html
    assert client.post("/quote/", {"q": ""})["Location"] == "/quote/"


def test_ten_thousand_characters_are_answered_without_an_address(client, printed):
    text = (f"{FIRST}\n" * 1000)[:10_000]
    response = client.post("/quote/", {"q": text})
    assert response.status_code == 200
    assert "一字不差" in response.content.decode()
    assert "canonical" not in response.content.decode()
    assert "只核对了前 10,000 字" not in response.content.decode()
    assert "只核对了前 10,000 字" in client.post("/quote/", {"q": text + "驿站"}).content.decode()


@pytest.mark.parametrize("sign", ["驿", "𠀀", "&", '"'])
def test_ten_thousand_of_the_costliest_characters_fit_into_a_request(client, printed, sign):
    response = client.post("/quote/", {"q": sign * 10_000})
    assert response.status_code == 200
    assert len(response.content) <= LARGEST


def test_the_largest_answers_are_bounded(client, settle):
    for number in range(40):
        factories.story(title=f"第{number}篇" + "驿站与书屋" * 30, body=f"{number}号驿站的职工书屋一早就开门迎客了。")
    settle()
    for line in ("{0}号驿站的职工书屋一晚就关门谢客了", "第{0}个"):
        text = "\n".join(line.format(number) for number in range(900))[:10_000]
        response = client.post("/quote/", {"q": text})
        assert response.status_code == 200
        assert len(response.content) <= LARGEST


def test_the_form_needs_no_cookie(printed):
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/quote/", {"q": FIRST}).status_code == 302
    assert not stranger.cookies


def test_a_link_that_is_too_long_is_refused_in_words(client):
    assert client.get("/quote/?q=" + "x" * 9_000).status_code == 414
    assert client.get("/quote/?q=" + "x" * LONGEST_LINK).status_code == 503  # there is no index here


@pytest.mark.parametrize("path", ["/search/", "/quote/"])
@pytest.mark.parametrize("more", ["", "&lang=en"])
def test_a_link_in_gbk_makes_a_page_in_utf_8(client, printed, path, more):
    html = client.get(path, QUERY_STRING=f"q={quoted(SECOND, encoding='gbk')}{more}").content.decode()
    assert f"{SECOND}</textarea>" in html or f'value="{SECOND}"' in html
    assert printed.get_absolute_url() in html
    assert f"q={quoted(SECOND)}" in html
    assert quoted("经费", encoding="gbk") not in html


def test_other_methods_are_refused(client):
    assert client.put("/quote/").status_code == 405


def test_odd_texts_are_answered(client, printed):
    for text in ODD:
        sent = quoted(text[:200], errors="surrogatepass")
        assert client.get(f"/quote/?q={sent}").status_code == 200, sent
    assert client.get("/quote/?q=%00%ff%ED%A0%80").status_code == 200


def test_a_check_takes_as_many_statements_for_ten_thousand_characters_as_for_one_sentence(
    client, printed, django_assert_num_queries
):
    for text in (FIRST, f"{FIRST}\n{SECOND}\n不曾有过的话一句。", (BODY * 100)[:10_000]):
        with django_assert_num_queries(4):
            client.post("/quote/", {"q": text}, follow=True) if len(text) > 900 else client.get("/quote/", {"q": text})


def test_every_story_the_foot_of_every_page_and_the_search_lead_here(client, printed):
    for path in (printed.get_absolute_url(), "/", "/search/?q=驿站"):
        assert 'href="/quote/"' in client.get(path).content.decode(), path
    assert f'href="/quote/?q={quoted(SECOND)}"' in client.get("/search/", {"q": SECOND}).content.decode()


def test_a_draft_is_on_no_page_of_the_quote_check(client, settle):
    factories.draft(title="未发布的题目", body=BODY)
    settle()
    html = page(client, FIRST)
    assert "档案里没有" in html
    assert "未发布的题目" not in html


def test_the_page_is_in_english_but_for_what_was_typed_and_printed(client, printed, settle):
    full_story()
    settle()
    text = f"{FIRST.replace('27', '26')}\n{SECOND}\n银河的蝴蝶飞过驿站\n县\n揽下，231家"
    html = page(client, text, lang="en")
    assert "2 differences" not in html
    assert "1 difference" in html
    assert chinese_left(html, [*stored_strings(), *text]) == set()


def test_the_traditional_page_uses_traditional_characters(client, printed):
    assert "引文核對" in page(client, SECOND, lang="zh-hant")
    assert "一字不差" in page(client, SECOND, lang="zh-hant")


def test_checks_are_limited_as_searches_are(client, printed, settings):
    from config.request_limits import limiter

    settings.SEARCHES_PER_MINUTE = 2
    limiter.cache_clear()
    ask = [client.get("/quote/", {"q": SECOND}, REMOTE_ADDR="203.0.113.7").status_code for _ in range(3)]
    assert ask == [200, 200, 429]
    limiter.cache_clear()
