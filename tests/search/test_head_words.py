"""The head of an answer says what was found, how closely, what else there is and what was done to the query."""

import datetime
import re
from html import unescape

import pytest

from archive.models import Topic
from search.find import find
from tests.support.factories import region, story

pytestmark = pytest.mark.django_db


def dated(day: str) -> dict:
    return {"published": datetime.date.fromisoformat(day), "published_precision": "day"}


@pytest.fixture
def stories(settle):
    Topic.objects.create(name="服务站", synonyms=["爱心驿站"])
    story(title="提升职工生活品质", region=region(), **dated("2021-02-23"))
    story(title="生活品质", body="要提升职工的生活品质。", **dated("2022-02-23"))
    story(title="提升", body="职工来了。生活。品质。", **dated("2022-03-01"))
    story(title="员工时间", **dated("2022-03-02"))
    story(title="农民工来了", **dated("2022-03-03"))
    story(title="驿站又开", **dated("2018-03-01"))
    story(title="驿站开了")
    story(title="爱心驿站", **dated("2019-03-01"))
    settle()


@pytest.fixture
def look(client, stories):
    """Returns the text of the page, without tags, and its links by their text."""

    def look(query: str, **parameters) -> tuple[str, dict[str, str]]:
        response = client.get("/search/", {"q": query, **parameters})
        assert response.status_code == 200
        html = response.content.decode().partition('<main id="main"')[2].partition('<details class="how">')[0]
        links = re.findall(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
        return plain(html), {plain(text): unescape(link) for link, text in links}

    return look


@pytest.fixture
def follow(client):
    """Returns the headlines of a link's page, and the text of the page."""

    def follow(link: str) -> tuple[list[str], str]:
        html = client.get(f"/search/{link}").content.decode()
        found = re.findall(r"<h[34][^>]*>\s*<a [^>]*>(.*?)</a>\s*</h[34]>", html)
        return [plain(headline) for headline in found], plain(html)

    return follow


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", html))).strip()


def test_the_tiers_of_a_run_are_counted_and_each_is_a_link_to_exactly_its_stories(look, follow):
    text, links = look("提升职工生活品质")
    assert "2 篇" in text
    assert follow(links["原词 1"])[0] == ["提升职工生活品质"]
    assert follow(links["同句 1"])[0] == ["生活品质"]
    assert "另有 1 篇分散含有 也看" in text
    headlines, scattered = follow(links["也看"])
    assert headlines == ["提升"]
    assert "只看各部分分散在文中的。" in scattered
    assert "回到全部结果" in scattered


def test_several_words_count_in_a_row_in_a_sentence_and_scattered(look, follow):
    text, links = look("生活品质 提升")
    assert "3 篇" in text
    assert [name for name in links if name.split()[0] in ("连写", "同句", "分散")] == ["同句 2", "分散 1"]
    headlines, scattered = follow(links["分散 1"])
    assert headlines == ["提升"]
    assert "只看都有、但不在同一句的。 回到全部结果" in scattered


def test_the_only_tier_of_a_query_is_not_told_apart(look):
    text, links = look("驿站 OR 农民工", tier="exact")
    assert "4 篇" in text
    assert "回到全部结果" not in links
    assert not {"原词 4", "连写 4"} & links.keys()


def test_a_tier_that_is_shown_for_want_of_a_better_one_is_named(look):
    literal, links = look("工时")
    assert "没有查到作为词的。以下各篇只是字面相连，从词中间截开。" in literal
    assert "也看" not in links
    assert "原词、同句都没有查到。以下各篇把各部分分散在文中。" in look("提升来了")[0]
    assert "没有查到" not in look("品质职工")[0]


def test_counts_under_filters_are_those_under_filters_and_no_tier_is_denied(look):
    text, links = look("提升职工生活品质", province="500000")
    assert "1 篇" in text
    assert "同句 1" not in links
    assert "另有" not in text
    text, _ = look("提升职工生活品质", year="2018")
    assert "没有找到" in text
    assert "这些条件下没有" in text
    assert "档案里没有" not in text


def test_an_empty_tier_is_not_taken_for_an_empty_archive(look):
    for parameters in ({"tier": "literal"}, {"tier": "literal", "year": "2021"}):
        text, links = look("提升职工生活品质", **parameters)
        assert "所选的这一样里没有“提升职工生活品质”的报道。" in text
        assert "档案里没有" not in text
        assert "回到全部结果" in links


def test_what_nearly_fits_is_pointed_to_without_a_word_about_other_filters(look):
    text, _ = look("驿站 日期:2017")
    assert "没有完全合乎“驿站 日期:2017”的报道；差一点的见上面“也看”。" in text
    text, _ = look("驿站", year="2017", province="none")
    assert "这些条件下没有完全合乎“驿站”的报道" in text


def test_a_correction_is_said_with_its_count_and_can_be_refused(look, follow):
    text, links = look("农名工")
    assert "没有“农名工”。以下是“农民工”的 1 篇。" in text
    headlines, refused = follow(links["仍查“农名工”"])
    assert headlines == []
    assert "档案里没有“农名工”的报道" in refused
    assert "以下是" not in refused
    assert "照原样查，没有改字。 也试相近的词" in refused


def test_a_correction_does_not_deny_stories_with_the_characters_inside_other_words(look, follow, settle):
    story(title="职业农名工作会议")
    for number in range(12):
        story(title=f"农民工{number}号")
    settle()
    text, links = look("农名工")
    assert "没有完全合乎“农名工”的报道。以下是“农民工”的 13 篇。" in text
    assert follow(links["仍查“农名工”"])[0] == ["职业农名工作会议"]


def test_other_texts_are_named_and_can_be_switched_off_and_on(look, follow):
    text, links = look("服务站")
    assert "也检索了：爱心驿站 只查原词（0 篇）" in text
    headlines, switched = follow(links["只查原词（0 篇）"])
    assert headlines == []
    assert "也检索了" not in switched
    assert "只查了原词，没有查别名、同义词和别的写法。 也查这些" in switched


def test_names_of_an_excluded_word_are_not_said_to_be_searched(look):
    text, _ = look("农民工 -服务站")
    assert "1 篇" in text
    assert "也检索了" not in text
    assert "也查" not in look("农民工 -服务站", why="1")[0]


def test_the_switches_stay_in_the_links_and_in_the_form(client, stories):
    html = client.get("/search/?q=驿站&year=2018&expand=0&tier=exact&why=1").content.decode()
    links = [unescape(link) for link in re.findall(r'href="(\?[^"]*)"', html)]
    assert all("expand=0" in link for link in links if "expand" in link)
    assert [link for link in links if "order=newest" in link and "tier=exact&expand=0" in link]
    for name, value in (("tier", "exact"), ("expand", "0"), ("why", "1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html


def test_a_bare_date_says_which_days_count_too(look):
    text, _ = look("驿站 2018")
    assert "“2018”也算报道日期或事情发生在 2018年的。" in text
    assert "也算报道日期" not in look("驿站")[0]


@pytest.mark.parametrize(("query", "parameters"), [("驿站 日期:2018", {}), ("驿站", {"year": "2018"})])
def test_stories_without_a_day_are_counted_and_offered(look, follow, query, parameters):
    text, links = look(query, **parameters)
    assert "1 篇" in text
    assert "另有 1 篇日期不详 也看" in text
    headlines, undated = follow(links["也看"])
    assert headlines == ["驿站开了"]
    assert "只看日期不详的，所写、所选的日期没有理会。 回到有日期的" in undated


def test_stories_without_a_day_are_offered_beside_the_answer_to_a_corrected_query(look, follow, settle):
    story(title="农民工回家")
    settle()
    text, links = look("农名工 日期:2022")
    assert "以下是“农民工 日期:2022”的 1 篇。" in text
    assert follow(links["也看"])[0] == ["农民工回家"]


def test_stories_without_a_day_are_not_mentioned_if_no_day_was_asked_for(look):
    for parameters in ({}, {"province": "none"}, {"year": ["2018", "none"]}, {"undated": "1"}):
        text = look("驿站", **parameters)[0]
        assert "篇日期不详" not in text
        assert "只看日期不详的" not in text


def test_the_reasons_open_without_javascript_and_say_what_was_made_of_the_query(look, follow):
    text, links = look("提升职工生活品质")
    assert "可拆成" not in text
    _, why = follow(links["为什么是这些结果"].removesuffix("#why"))
    assert "按“提升职工生活品质”查：简繁、大小写、全角半角不分，空格、标点不计。" in why
    assert "“提升职工生活品质”可拆成：提升、职工、生活品质。" in why
    for row in ("原词：照写，前后是词的边界 1", "同句：各部分在同一句里 1", "分散：各部分散在文中，不算在内 1"):
        assert row in why
    assert "先后：原词、同句，依次排；同一样里，整词、在标题里的靠前" in why
    assert "“提升职工生活品质”在标题；计分 " in why
    assert "“提升职工生活品质”的各部分在同一句；计分 " in why
    assert "收起“为什么是这些结果”" in why


def test_the_reasons_say_which_other_text_a_story_has(look):
    text, _ = look("服务站", why="1")
    assert "“服务站”也查：爱心驿站（同义词）。" in text
    assert "“服务站”写作“爱心驿站”，在标题" in text


@pytest.mark.parametrize(
    "query", ["驿*", "“驿站”", "驿站 2018", "驿站 日期:2018", "农名工", "工时", "爱心 驿站 员工", "", "*", "魑魅"]
)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_kind_of_query_can_be_explained(client, stories, query, language):
    for parameters in ({}, {"year": "2018"}, {"order": "newest"}):
        response = client.get("/search/", {"q": query, "why": "1", "lang": language, **parameters})
        assert response.status_code == 200


def test_the_shares_of_a_score_add_up_to_it(stories):
    hits = find("提升 生活品质", why=True).hits
    assert len(hits) == 3
    for hit in hits:
        assert hit.shares is not None
        assert min(hit.shares) >= 0
        assert sum(hit.shares) == pytest.approx(hit.score, abs=1e-4)
    assert find("提升 生活品质").hits[0].shares is None


def test_a_partial_answer_says_that_it_is_one(look):
    text, links = look("爱心 驿站 员工")
    assert "没有一篇含有所问的全部；至少含一半的有 1 篇" in text
    assert "原词 1" not in links


@pytest.mark.parametrize(
    "parameters", ["tier=nothing", "tier=exact&tier=x", "expand=x", "why=2", "undated=", "correct=00"]
)
def test_a_parameter_that_means_nothing_changes_nothing(client, stories, parameters):
    html = client.get(f"/search/?q=驿站&{parameters}").content.decode()
    assert "<b>3</b> 篇" in re.sub(r"\s+", " ", html)
    assert 'type="hidden" name="q"' in html
    assert html.count('type="hidden"') == 1


def test_a_long_query_makes_no_page_of_many_long_links(client, stories):
    response = client.get("/search/", {"q": "𠀀" * 2000, "expand": "0"})
    assert len(response.content) < 400_000


def test_numbers_are_in_the_singular_and_in_the_plural(client, stories):
    def english(query: str) -> str:
        return plain(client.get("/search/", {"q": query, "lang": "en"}).content.decode())

    assert "1 more has the parts scattered show" in english("提升职工生活品质")
    assert "1 more has no date show" in english("驿站 日期:2018")
    assert "No story has “农名工”. This is the 1 story with “农民工”." in english("农名工")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("驿站 -爱心", "不要有“爱心”的。"),
        ("驿站 日期:2018", "只要日期在 2018年的。"),
        ("省:重庆 生活", "只要省份、单位、来源这些名称合乎“重庆”的。"),
    ],
)
def test_the_reasons_name_the_conditions_that_are_no_words(look, query, said):
    assert said in look(query, why="1")[0]


def test_of_several_words_it_is_not_said_that_each_is_missing(look):
    assert "没有一篇报道合乎“驿站 龘靐 齉龘”的全部，合乎一半的也没有。" in look("驿站 龘靐 齉龘")[0]
    assert "档案里没有“龘靐”的报道。" in look("龘靐")[0]


def test_stories_of_a_year_are_not_said_to_print_it(look):
    assert "原词、别的说法或那时的报道 1" in look("2018年")[0]
    assert "原词或那时的报道 1" in look("2018年", expand="0")[0]


def test_the_order_is_explained_as_it_is(look):
    assert "先后：只按日期，新的在前。" in look("省:重庆", why="1")[0]
    assert "先后：所问的含得多、含得整的靠前" in look("怎样提升爱心的驿站时间", why="1")[0]
