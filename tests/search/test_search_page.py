"""The search page: queries and ticked filters find stories, and every request gets an answer in words."""

import datetime
import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from search.syntax_examples import EXAMPLES
from tests.support.factories import draft, source, story
from tests.support.page_world import SECRET, full_story, hidden_stories, places

pytestmark = pytest.mark.django_db


def page(client, query="", **parameters):
    response = client.get("/search/", {"q": query, **parameters})
    assert response.status_code == 200, (query, parameters)
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def headlines(html):
    found = re.findall(r'<h[34][^>]*>\s*<a href="/articles/[^"]*">(.*?)</a>', html)
    return [re.sub("<[^>]*>", "", headline) for headline in found]


def choices(html, facet):
    """The choices of one facet: value → (label, count, ticked)."""
    pattern = rf'name="{facet}" value="([^"]*)"( checked)?> <span>([^<]*)</span> <span class="n">([\d,]+)</span>'
    return {value: (label, int(count), bool(ticked)) for value, ticked, label, count in re.findall(pattern, html)}


@pytest.fixture
def stories(settle):
    places()
    full_story()
    day = datetime.date(2021, 2, 23)
    for number in range(25):
        story(
            title=f"第{number}号驿站启用",
            body="工会驿站今天启用。",
            source=source("大河网"),
            published=day,
            published_precision="day",
        )
    story(title="巫山縣總工會辦驛站", body="縣總工會今年新建驛站。", script="hant")
    hidden_stories()
    settle()


def test_a_word_finds_stories_in_both_scripts_and_marks_the_matches(client, stories):
    for query in ("县总工会", "縣總工會"):
        found = page(client, query)
        assert headlines(found) == ["巫山縣總工會辦驛站"]
        assert "<mark>縣總工會</mark>" in re.sub("<wbr>", "", found)
        assert '<h2 class="total" id="total"><b>1</b> 篇</h2>' in found


def test_drafts_and_withdrawn_stories_are_not_found(client, stories):
    html = page(client, SECRET)
    assert headlines(html) == []
    assert "没有找到" in html


def test_filters_show_their_counts_and_limit_the_results(client, stories):
    html = page(client, "驿站")
    assert "<b>27</b> 篇" in html
    assert choices(html, "province")["500000"] == ("重庆", 1, False)
    assert choices(html, "year")["2021"] == ("2021", 25, False)
    assert choices(html, "program")["quality-of-life"][1] == 1
    narrowed = page(client, "驿站", province="500000")
    assert headlines(narrowed) == ["驿站开门见喜"]
    assert choices(narrowed, "province")["500000"] == ("重庆", 1, True)


def test_values_of_one_filter_add_up_and_different_filters_narrow(client, stories):
    assert "<b>26</b> 篇" in page(client, "驿站", year=["2021", "2022"])
    assert "没有找到" in page(client, "驿站", year="2021", province="500000")


def test_every_chosen_filter_can_be_removed(client, stories):
    html = page(client, "驿站", year=["2021"], province="410000")
    links = re.findall(r'href="(\?[^"]*)" aria-label="去掉条件：([^"]*)"', html)
    assert {label: parse_qs(urlsplit(link).query) for link, label in links} == {
        "河南": {"q": ["驿站"], "year": ["2021"]},
        "2021": {"q": ["驿站"], "province": ["410000"]},
    }


def test_a_source_that_only_a_draft_has_is_no_filter(client, stories):
    paper = source("寨报", registered=False)
    article = draft(source=paper)
    html = page(client, "驿站", source=[paper.pk, "none"])
    assert str(paper.pk) not in choices(html, "source")
    assert choices(html, "source")["none"][0] == "来源不详"
    article.publish()
    assert choices(page(client, "驿站", source=paper.pk), "source")[str(paper.pk)] == ("寨报", 0, True)


def test_long_results_are_paged_without_repeating_a_story(client, stories):
    first, second = page(client, "驿站启用", order="newest"), page(client, "驿站启用", order="newest", page=2)
    assert "第 1–20，共 25" in first
    assert "第 21–25，共 25" in second
    seen = headlines(first) + headlines(second)
    assert len(seen) == len(set(seen)) == 25
    assert re.search(r'rel="next" href="\?[^"]*page=2', first)
    assert client.get("/search/", {"q": "驿站启用", "page": 3}).status_code == 404


def test_an_empty_query_shows_all_stories_and_says_so(client, stories):
    html = page(client)
    assert "<b>27</b> 篇" in html
    assert "没有写检索词" in html


def test_the_page_says_that_an_answer_is_partial(client, stories):
    html = page(client, "巫山 总工会 启用")
    assert "没有一篇含有所问的全部；至少含一半的有 <b>1</b> 篇" in html
    assert headlines(html) == ["巫山縣總工會辦驛站"]


def test_every_suggested_word_on_the_first_page_finds_something(client, stories, settle):
    full_story(title="又一处驿站")
    settle()
    home = unescape(client.get("/").content.decode())
    links = re.findall(r'href="(/search/\?q=[^"]*)"', home)
    assert len(links) == 4
    for link in links:
        assert headlines(unescape(client.get(link).content.decode())), link


@pytest.mark.parametrize("query", ["*", "-", "，。", "“”", " 😀 "])
def test_the_page_says_that_signs_alone_cannot_be_searched(client, stories, query):
    html = page(client, query)
    assert headlines(html) or "只有符号" in html
    assert "查无不等于未发生" not in html


def test_filters_are_offered_only_if_there_is_something_to_filter(client, stories):
    assert "看这些条件的结果" not in page(client, "*")
    assert "看这些条件的结果" in page(client, "驿站")
    assert "看这些条件的结果" in page(client, "*", year="2021")


def test_words_that_find_nothing_are_not_called_signs(client, stories):
    for query in ("量子", "x", "7654"):
        assert "只有符号" not in page(client, query)
    assert "只有符号" in page(client, "*")


def test_if_nothing_is_found_the_page_says_so_and_where_to_go(client, stories):
    html = page(client, "量子纠缠态")
    assert "档案里没有“量子纠缠态”的报道" in html
    assert "<mark>" not in html


def test_notes_are_shown_beside_the_answer(client, stories):
    html = page(client, "“驿站")
    assert headlines(html)
    assert re.search(r'class="notes" role="status"> ?<li>[^<]+</li>', html)


TYPED = ["~", "*", '"', "“", "(", "-", "NOT", "，。！", "a\x00b", "\x00", "%", "😀", "<script>alert(1)</script>"]
ASKED = [
    "province=x",
    "province=" + "9" * 5000,
    "source=abc",
    "source=99999999999999999999999999",
    "source=%00",
    "year=%00&kind=nothing",
    "order=sideways",
    "program=" + quote("../../etc"),
    "&".join(f"year={year}" for year in range(1000, 1900)),
    "q=%ff%fe",
]


def test_any_query_and_any_parameters_are_answered(client, stories):
    for query in [*TYPED, "工会职工" * 2500]:
        response = client.get("/search/", {"q": query})
        assert response.status_code == 200, query
        assert "<script>" not in response.content.decode()
    for parameters in ASKED:
        assert client.get(f"/search/?{parameters}").status_code == 200, parameters


def test_too_many_parameters_are_refused(client, stories):
    parameters = "&".join(f"year={year}" for year in range(1000, 3000))
    response = client.get(f"/search/?{parameters}")
    assert response.status_code == 400
    assert "这个请求读不懂" in response.content.decode()


def test_a_page_number_that_does_not_exist_is_not_found(client, stories):
    for number in ("0", "-1", "abc", "99999999999999999999", "%00", "2000"):
        assert client.get(f"/search/?q=驿站&page={number}").status_code == 404, number


def test_without_an_index_the_page_says_that_it_cannot_search(client):
    story(title="驿站")
    response = client.get("/search/", {"q": "驿站"})
    assert response.status_code == 503
    assert "这不是没有找到" in response.content.decode()


def test_demo_stories_are_labelled_among_the_hits(client, settle):
    story(title="示范驿站", is_demo=True)
    settle()
    assert 'class="demo">示例<' in page(client, "驿站")


def test_robots_are_kept_away_from_search_results(client, stories):
    html = page(client, "驿站")
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert re.findall(r'<a (?!rel="n)[^>]*href="\?[^"]*order=', html) == []


def test_an_answer_needs_as_many_statements_for_twenty_hits_as_for_one(client, stories, django_assert_max_num_queries):
    # Whoever asks first after a change of the registry waits for the table of names.
    page(client)
    for query in ("驿站开门见喜", "驿站"):
        with django_assert_max_num_queries(12):
            page(client, query)


def test_if_the_filters_leave_nothing_the_page_says_so(client, settle):
    story(title="驿站开门", kind="news")
    settle()
    narrowed = page(client, "驿站", kind="photo")
    assert "这些条件下没有“驿站”的报道" in narrowed
    assert "档案里没有" not in narrowed
    assert "相关在前" not in narrowed
    assert "档案里没有“魑魅”的报道" in page(client, "魑魅")


def test_each_page_with_a_search_box_explains_the_syntax_with_the_tested_examples(client, settle):
    story(title="驿站开门")
    settle()
    for address in ("/", "/search/", "/search/?q=魑魅"):
        how = client.get(address).content.decode().partition('<details class="how">')[2].partition("</details>")[0]
        examples = [unescape(text) for text in re.findall(r"<code>(.*?)</code>", how)]
        assert examples == [typed for example in EXAMPLES for typed in example.typed]
