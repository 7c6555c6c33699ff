"""The head of an answer in a browser: tiers, offers and the switch, in both scripts, with and without JavaScript."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.support.axe_rules import ALL_RULES, COLOUR_RULES

# Each query in both scripts.
RUNS, WORDS, ALIASED = ("职工驿站", "職工驛站"), ("驿站 职工", "驛站 職工"), ("全总", "全總")
SCRIPTS = pytest.mark.parametrize("scripts", [True, False])


def count_of(text: str | None) -> int:
    return int(re.sub(r"\D", "", text or ""))


@SCRIPTS
@pytest.mark.parametrize("typed", [*RUNS, *WORDS])
def test_the_tiers_add_up_to_the_total_and_each_shows_its_stories(open_page, complaints, typed, scripts):
    page = open_page(scripts=scripts)
    page.goto(f"/search/?q={typed}")
    total = count_of(page.locator("#total b").text_content())
    names = page.locator(".tiers a")
    counts = [count_of(names.nth(number).locator("b").text_content()) for number in range(names.count())]
    assert total == sum(counts) > 0
    for number, count in enumerate(counts):
        page.goto(f"/search/?q={typed}")
        names.nth(number).click()
        page.wait_for_url("**tier=**")
        assert count_of(page.locator("#total b").text_content()) == count
        expect(page.locator(".tiers [aria-current]")).to_have_count(1)
        page.get_by_role("link", name="回到全部结果").click()
        assert count_of(page.locator("#total b").text_content()) == total
    assert complaints == []


@SCRIPTS
@pytest.mark.parametrize("typed", [*RUNS, *WORDS])
def test_the_tiers_follow_each_other_in_the_list_each_under_its_heading(open_page, complaints, typed, scripts):
    page = open_page(scripts=scripts)
    page.goto(f"/search/?q={typed}")
    names = [text.split() for text in page.locator(".tiers a").all_inner_texts()]
    headings = [text.split() for text in page.locator(".tier-head span:first-child").all_inner_texts()]
    assert [[name, count] for name, count, _ in headings] == names
    assert len(names) > 1
    lists = page.locator("ol.stories")
    starts = [int(lists.nth(number).get_attribute("start")) for number in range(lists.count())]
    assert starts == [1 + sum(count_of(count) for _, count in names[:before]) for before in range(len(names))]
    assert complaints == []


@pytest.mark.parametrize("width", [390, 1280])
def test_the_head_of_an_answer_fits_a_phone_and_a_desk(open_page, width):
    page = open_page(width, scripts=False)
    for asked in (f"{RUNS[0]}&why=1", f"{WORDS[0]}&lang=en&why=1", f"{ALIASED[0]}&order=newest", "驿站 日期:1999"):
        page.goto(f"/search/?q={asked}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for link in page.locator(".tiers a, .offers a, .also a, .said a").all():
            box = link.bounding_box()
            assert box["x"] >= 0, asked
            assert box["x"] + box["width"] <= width, asked
            # WCAG 2.2, 2.5.8.
            assert box["height"] >= 24, asked


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("typed", ALIASED)
def test_other_names_are_switched_off_and_on_again(open_page, typed, width):
    page = open_page(width, scripts=False)
    page.goto(f"/search/?q={typed}")
    expect(page.locator(".also")).to_contain_text("也检索了：中华全国总工会")
    with_names = count_of(page.locator("#total").text_content())
    switch = page.get_by_role("link", name="只查原词")
    promised = count_of(switch.text_content())
    switch.click()
    expect(page.locator(".also")).to_contain_text("只查了原词")
    assert count_of(page.locator("#total").text_content()) == promised < with_names
    page.get_by_role("link", name="旧的在前").click()
    expect(page.locator(".also")).to_contain_text("只查了原词")
    page.get_by_role("link", name="也查这些").click()
    assert count_of(page.locator("#total").text_content()) == with_names


def test_stories_without_a_day_are_one_click_away(open_page):
    page = open_page(scripts=False)
    page.goto("/search/?q=驿站 日期:1999")
    offer = page.locator(".offers li", has_text="日期不详")
    wanted = count_of(offer.text_content())
    offer.get_by_role("link", name="也看").click()
    assert count_of(page.locator("#total").text_content()) == wanted
    page.get_by_role("link", name="回到有日期的").click()
    expect(page.locator("#total")).to_contain_text("没有找到")


def test_the_reasons_open_and_close(open_page):
    page = open_page(scripts=False)
    page.goto(f"/search/?q={RUNS[0]}")
    page.get_by_role("link", name="为什么是这些结果").click()
    expect(page.locator(".also ol > li")).not_to_have_count(0)
    expect(page.locator(".hit .reason").first).to_contain_text("计分")
    page.get_by_role("link", name="收起").click()
    expect(page.locator(".reason")).to_have_count(0)


@pytest.mark.parametrize(("width", "scheme", "other"), [(1280, "light", "dark"), (390, "dark", "light")])
def test_axe_finds_nothing_in_the_head_and_the_reasons(open_page, width, scheme, other):
    page, axe, found = open_page(width, scheme), Axe(), []
    for asked in (
        "全总&why=1",
        "驿站 职工&tier=sentence&lang=en",
        "驿站 日期:1999&lang=zh-hant",
        "职工驿站&expand=0&why=1",
        "職工驛站&lang=zh-hant",
        "职工驿站&order=oldest",
    ):
        page.goto(f"/search/?q={asked}")
        results = [axe.run(page, options=ALL_RULES)]
        page.emulate_media(color_scheme=other)
        results.append(axe.run(page, options=COLOUR_RULES))
        page.emulate_media(color_scheme=scheme)
        found += [f"{asked}\n{result.generate_report()}" for result in results if result.violations_count]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []
