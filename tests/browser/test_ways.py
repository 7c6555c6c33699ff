"""The usual visits: type, filter, open a story, go back; with and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_types_filters_and_opens_a_story(open_page, complaints, scripts):
    page = open_page(scripts=scripts)
    page.goto("/")
    page.get_by_label("检索词").fill("昆明國際花卉")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    expect(page.locator("#total")).to_contain_text("篇")
    all_hits = page.locator(".hits h3").count()
    page.get_by_role("group", name="省份").get_by_label(re.compile("云南")).check()
    page.get_by_role("button", name="看这些条件的结果").click()
    page.wait_for_url("**province=530000**")
    assert 1 <= page.locator(".hits h3").count() <= all_hits
    page.locator(".hits h3 a").first.click()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".body")).to_contain_text("昆明")
    assert complaints == []


def test_an_example_on_the_home_page_finds_something(open_page):
    page = open_page()
    page.goto("/")
    examples = page.locator(".examples a")
    assert examples.count() >= 2
    for number in range(examples.count()):
        examples.nth(number).click()
        expect(page.locator(".hits h3").first).to_be_visible()
        expect(page.locator("#total")).not_to_contain_text("没有")
        page.go_back()


def test_on_a_phone_the_filters_open_over_the_results_and_close_again(open_page):
    page = open_page(390, scripts=False)
    page.goto("/search/?q=工会")
    drawer = page.locator("#filters")
    expect(drawer).to_be_hidden()
    page.get_by_role("link", name="筛选").click()
    expect(drawer).to_be_visible()
    page.get_by_role("link", name="关上").click()
    expect(drawer).to_be_hidden()


def test_the_keyboard_reaches_the_main_content_first_and_focus_is_visible(open_page):
    page = open_page()
    page.goto("/provinces/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2


def test_a_province_on_the_map_is_a_link_to_its_stories(open_page):
    page = open_page(390)
    page.goto("/")
    page.get_by_role("link", name=re.compile("^重庆 ")).first.click()
    expect(page.locator("h1")).to_have_text("重庆市")
    assert page.locator(".stories h3").count() >= 1


def test_a_draft_next_to_a_story_is_an_unnamed_block(open_page, site):
    page = open_page()
    page.goto(site["cut"])
    assert page.locator(".strip rect").count() == 3
    assert page.locator(".strip rect.this").count() == 2
    expect(page.locator(".page-strip li")).to_have_count(1)
    expect(page.locator("body")).not_to_contain_text("未发布的邻居")
    expect(page.locator(".note")).to_contain_text("标题漏排一字")


def test_the_list_of_units_is_filtered_by_province_and_by_news(open_page):
    page = open_page()
    page.goto("/programs/quality-of-life/")
    everyone = page.locator(".roll .unit").count()
    page.get_by_role("link", name="见过报").click()
    page.wait_for_url("**seen=yes**")
    reported = page.locator(".roll .unit").count()
    assert 0 < reported < everyone
    assert page.locator(".roll .unseen-yet").count() == 0
    page.get_by_role("link", name=re.compile("^重庆 ")).click()
    page.wait_for_url("**province=500000**")
    assert 0 < page.locator(".roll .unit").count() < everyone


def test_a_withdrawn_story_says_why(open_page, site):
    page = open_page()
    response = page.goto(site["gone"])
    assert response.status == 410
    expect(page.locator("blockquote")).to_have_text("与事实不符")
    expect(page.locator("body")).not_to_contain_text("撤回的一篇")
