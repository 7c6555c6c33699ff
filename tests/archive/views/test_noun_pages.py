"""The content of each page: story, region, program, union, source, day, and the home page."""

import datetime
import re

import pytest
from django.urls import reverse

from archive.models import Article, PilotUnit
from tests.support.factories import draft, organization, program, region, source, story
from tests.support.page_world import DAY, batches, full_story, name, places, upload

pytestmark = pytest.mark.django_db


def text_of(client, address, status=200):
    """Returns the text that a reader sees: no tags, no runs of white space."""
    html = html_of(client, address, status)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html.replace("<wbr>", "")))


def html_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


# A story.


def test_a_story_shows_its_headlines_people_and_source_with_date(client):
    text = text_of(client, full_story(published_inferred=True, page="第2版").get_absolute_url())
    for words in ("工会服务站", "驿站开门见喜", "着力三个强化", "记者 赵黎浩", "工人日报 第2版", "重庆市江北区"):
        assert words in text
    assert "2022年7月8日 推定" in text


def test_a_story_page_says_which_facts_are_missing(client):
    text = text_of(client, story(event_date="XXXX-03-09").get_absolute_url())
    for words in ("来源不详", "日期不详", "地区不详", "事在3月9日（年份不详）"):
        assert words in text
    assert "推定" not in text


def test_names_in_a_story_are_links_exactly_at_their_places(client):
    article = full_story()
    html = html_of(client, article.get_absolute_url())
    address = organization("重庆市总工会").get_absolute_url()
    assert f'<a href="{address}">重庆市总工会</a>开了提升职工生活品质试点现场会。</p>' in html
    assert text_of(client, article.get_absolute_url()).count("重庆市总工会") == 2  # in the text and beside it


def test_figures_programs_and_units_are_shown_next_to_the_story(client):
    batches()
    article = full_story(body="华润微电子去年新建驿站500家。")
    name(article, "华润微电子", organization("华润微电子"))
    text = text_of(client, article.get_absolute_url())
    assert "提升职工生活品质试点第二批，5 万元" in text


def test_a_figure_is_shown_in_its_clause(client):
    html = html_of(client, full_story().get_absolute_url())
    assert "<li>去年新建驿站<b>500家</b></li>" in html.replace("\n", "")


def test_a_story_in_traditional_script_has_its_lang_attribute(client):
    html = html_of(client, story(script="hant", title="巫山縣總工會").get_absolute_url())
    assert re.search(r'<article class="story"\s+lang="zh-Hant">', html)


def test_a_story_without_headline_shows_its_first_sentence_and_says_so(client):
    article = story(title="", body="司机到家了。后面还有。")
    text = text_of(client, article.get_absolute_url())
    assert "原文没有标题，以首句代" in text
    assert "司机到家了。 · 工会新闻档案" in re.sub(r"\s+", " ", html_of(client, article.get_absolute_url()))


def test_a_corrected_story_says_when_and_why(client):
    article = full_story()
    article.correct("数字有误，据原件改正。", title="驿站开门")
    text = text_of(client, article.get_absolute_url())
    assert "数字有误，据原件改正。" in text
    assert "现为第 2 版" in text
    assert "开门见喜" not in text


def test_a_draft_has_no_public_page(client, admin_client):
    address = draft().get_absolute_url()
    assert client.get(address).status_code == 404
    assert admin_client.get(address).status_code == 404


def test_a_withdrawn_story_shows_its_reason_but_not_its_text(client):
    article = story(title="撤回的一篇")
    article.withdraw("与事实不符")
    text = text_of(client, article.get_absolute_url(), status=410)
    assert "与事实不符" in text
    assert "撤回的一篇" not in text


def test_a_draft_or_withdrawn_neighbour_is_an_unnamed_block(client):
    page = upload("甲篇的文字，很长很长。\n乙篇的文字，很长很长。\n丙篇的文字，很长很长。")
    first = story(title="甲篇", upload=page, position=0, spans=[[0, 11]])
    draft(title="乙篇", upload=page, position=1, spans=[[12, 23]])
    gone = story(title="丙篇", upload=page, position=2, spans=[[24, 35]])
    gone.withdraw("重复")
    html = html_of(client, first.get_absolute_url())
    assert html.count("<rect") == 2  # this story, and one block for everything that belongs to no story
    assert "乙篇" not in html
    assert "丙篇" not in html
    assert "本稿取第 1 行" in re.sub(r"\s+", " ", re.sub("<[^>]*>", "", html))


def test_published_neighbours_are_linked_by_name(client):
    page = upload("甲篇的文字。\n乙篇的文字。")
    first = story(title="甲篇", upload=page, position=0, spans=[[0, 6]])
    second = story(title="乙篇", upload=page, position=1, spans=[[7, 13]], is_demo=True)
    html = html_of(client, first.get_absolute_url())
    assert f'href="{second.get_absolute_url()}"' in html
    assert 'class="demo">示例<' in html


def test_a_story_with_a_number_like_a_year_has_its_own_address(client):
    article = story(pk=2022, title="两千零二十二号")
    assert article.get_absolute_url() == "/articles/02022/"
    assert "两千零二十二号" in text_of(client, "/articles/02022/")
    assert "2022年" in text_of(client, "/articles/2022/")
    assert reverse("article", args=[2100]) == "/articles/2100/"


# Days.


def test_days_months_and_years_list_stories_known_to_that_precision(client):
    story(title="知道日子", published=DAY, published_precision="day")
    story(title="知道月份", published=DAY.replace(day=1), published_precision="month")
    story(title="知道年份", published=datetime.date(2022, 1, 1), published_precision="year")
    year, month = text_of(client, "/articles/2022/"), text_of(client, "/articles/2022/07/")
    assert "这一年见报的报道 3 篇" in year
    assert "知道年份" in year
    assert "知道月份" not in year
    assert "这个月见报的报道 2 篇" in month
    assert "知道月份" in month
    assert "知道日子" in text_of(client, "/articles/2022/07/08/")
    assert "这个月见报的报道 0 篇" in text_of(client, "/articles/2022/01/")


def test_a_day_without_stories_says_what_that_means(client):
    assert "查无不等于未发生" in text_of(client, "/articles/2022/07/09/")


# Places.


def test_the_counts_on_the_map_add_up_to_all_stories(client):
    everywhere = places()
    for place in [*everywhere.values(), None]:
        story(region=place)
    text = text_of(client, "/provinces/")
    assert "档案共有报道 6 篇。不在图上的：全国 1 篇，兵团 1 篇，地区不详 1 篇。" in text
    assert "重庆 2" in text
    assert "合计6" in text.replace(" ", "")


def test_a_province_shows_its_parts_its_unions_and_its_units(client):
    places()
    batches()
    full_story()
    text = text_of(client, "/regions/500000/")
    assert "档案有重庆市报道 1 篇" in text
    assert "江北区 1" in text
    assert "华润微电子" in text
    assert "天方药业" not in text
    assert "重庆市总工会 1" in text


def test_a_region_can_be_limited_to_a_year(client):
    story(title="二一年的", region=region(), published=datetime.date(2021, 5, 1), published_precision="day")
    story(title="二二年的", region=region(), published=DAY, published_precision="day")
    text = text_of(client, "/regions/500000/?year=2021")
    assert "二一年的" in text
    assert "二二年的" not in text


def test_the_page_of_the_nation_has_only_national_stories(client):
    places()
    story(title="讲全国的", region=region("000000", "全国"))
    story(title="讲重庆的", region=region())
    text = text_of(client, "/regions/000000/")
    assert "讲全国的" in text
    assert "讲重庆的" not in text


# Programs, organizations, sources.


def test_a_program_says_where_its_sums_come_from_and_which_units_were_in_the_news(client):
    batches()
    name(full_story(body="华润微电子办起书屋。"), "华润微电子", organization("华润微电子"))
    text = text_of(client, program().get_absolute_url())
    for words in ("1500 万元原文写明", "10 万元由单价算出", "未入档", "已入档 2 家", "1 篇", "未见报道", "批次不详"):
        assert words in text
    assert "名单已入档 3 家，其中 1 家见过报" in text


def test_units_are_filtered_by_province_and_by_news(client):
    batches()
    name(full_story(body="华润微电子办起书屋。"), "华润微电子", organization("华润微电子"))
    address = program().get_absolute_url()
    seen = text_of(client, f"{address}?seen=yes")
    assert "华润微电子" in seen
    assert "天方药业" not in seen
    assert "天方药业" in text_of(client, f"{address}?seen=no&province=410000")
    assert "国网市南供电公司" in text_of(client, f"{address}?province=none")
    assert "这样的单位，名单里没有" in text_of(client, f"{address}?seen=yes&province=410000")


def test_a_unit_that_only_a_draft_names_is_not_in_the_list(client):
    PilotUnit.objects.create(program=program(), name="未公布的单位", article=draft())
    assert "未公布的单位" not in text_of(client, program().get_absolute_url())


def test_an_organization_shows_its_names_its_parent_and_its_stories(client):
    above = organization("中华全国总工会")
    body = organization("重庆市总工会", region=region(), parent=above)
    body.rename("重庆总工会")
    name(full_story(body="重庆总工会来了。"), "重庆总工会", body)
    text = text_of(client, body.get_absolute_url())
    for words in ("有 1 篇报道提到它", "又作：重庆市总工会（曾用名）", "中华全国总工会", "驿站开门见喜"):
        assert words in text
    assert "重庆总工会 1" in text_of(client, above.get_absolute_url())


def test_unions_are_listed_by_province_and_other_kinds_behind_a_tab(client):
    organization("重庆市总工会", region=region())
    organization("华润微电子", "enterprise")
    text = text_of(client, "/unions/")
    assert "重庆 重庆市总工会 未见报道" in text
    assert "华润微电子" not in text
    assert "地区不详 华润微电子" in text_of(client, "/unions/?kind=enterprise")


def test_a_source_shows_its_stories_and_stories_without_source_have_a_page(client):
    full_story(source=source(aliases=["工报"]))
    story(title="没有报名")
    assert "又作：工报" in text_of(client, source().get_absolute_url())
    assert "工人日报 报纸 1" in text_of(client, "/sources/")
    assert "没有报名" in text_of(client, "/sources/unknown/")


# The home page.


def test_the_home_page_suggests_words_from_its_stories(client):
    article = full_story()
    examples = re.findall(r'class="examples".*?</p>', html_of(client, "/"), re.DOTALL)[0]
    words = re.findall(r">([^<]+)</a>", examples)
    assert words == ["重庆市总工会", "“提升职工生活品质试点”", "地区：江北区", "记者：赵黎浩"]
    assert all(word.strip("“”") in article.body for word in words[:2])


def tried(client):
    examples = re.findall(r'class="examples".*?</p>', html_of(client, "/"), re.DOTALL)
    return re.findall(r">([^<]+)</a>", examples[0]) if examples else []


def test_no_two_suggestions_mean_the_same_organization(client):
    article = story(body="重庆百货、重庆市总工会（市总）与巫山县总工会开会。", source=source())
    for text, body in (("重庆百货", "重庆百货"), ("重庆市总工会", "重庆市总工会"), ("市总", "重庆市总工会")):
        name(article, text, organization(body, "enterprise" if body == "重庆百货" else "union"))
    assert tried(client) == ["重庆市总工会", "“重庆百货”", "来源：工人日报"]
    name(article, "巫山县总工会")
    assert tried(client)[0] == "重庆市总工会"  # the first one printed


def test_an_archive_without_names_has_no_suggestions(client):
    story(region=region("000000", "全国", "nation"))
    assert tried(client) == []


def test_the_home_page_shows_the_last_month_with_a_known_day(client):
    story(published=datetime.date(2023, 1, 1), published_precision="month")
    assert "见报年份" in text_of(client, "/")
    story(published=DAY, published_precision="day")
    text = text_of(client, "/")
    assert "2022年7月见报" in text
    assert "见报年份" not in text


def test_the_newest_arrival_comes_first_whenever_it_was_printed(client):
    story(title="先到的", published=DAY, published_precision="day")
    story(title="后到的", published=datetime.date(2001, 1, 1), published_precision="day")
    text = text_of(client, "/")
    assert text.index("后到的") < text.index("先到的")
    assert Article.objects.count() == 2
