"""The quote check in a browser, with and without JavaScript: pasted in the box, linked, held against axe."""

import json
from pathlib import Path
from urllib.parse import quote as quoted

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import expect

from tests.support.axe_rules import ALL_RULES, COLOUR_RULES
from text.script import to_traditional

SCRIPTS = pytest.mark.parametrize("scripts", [True, False])


def demo_sentence() -> str:
    """A sentence of the first demo story."""
    line = Path(settings.BASE_DIR, "fixtures", "demo_stories.jsonl").read_text(encoding="utf-8").split("\n")[0]
    return json.loads(line)["body"].split("\n")[0].split("。")[0] + "。"


@pytest.fixture
def quote() -> str:
    """One sentence that is here, one with other words, one that is not here, one of a single character."""
    sentence = demo_sentence()
    changed = sentence[:6] + "又" + sentence[8:]
    return f"{sentence}\n{changed}\n到2055年，驿站要飞到月亮的背面去。\n好"


@SCRIPTS
def test_a_pasted_passage_is_checked_and_its_result_has_an_address(open_page, site, complaints, quote, scripts):
    page = open_page(scripts=scripts)
    page.goto(site["demo"])
    page.get_by_role("link", name="核对引文").click()
    page.get_by_label("要核对的文字").fill(quote)
    page.get_by_role("button", name="核对").click()
    page.wait_for_url("**/quote/?q=*")
    headings = page.locator(".verdict h2")
    expect(headings).to_have_text(["一字不差", "有 1 处出入", "档案里没有", "没有核对"])
    expect(page.locator(".quote-act [role=status]")).to_contain_text("4 句")
    assert page.get_by_label("要核对的文字").input_value() == quote
    page.locator(".verdict .meta a").first.click()
    page.wait_for_url("**/articles/*/#p1")
    assert complaints == []


@SCRIPTS
def test_ten_thousand_characters_are_checked_in_the_other_script(open_page, complaints, scripts):
    page = open_page(scripts=scripts)
    page.goto("/quote/?lang=zh-hant")
    pasted = (to_traditional(demo_sentence()) + "\n") * 1000
    page.get_by_label("要核對的文字").fill(pasted[:10_000])
    page.get_by_role("button", name="核對").click()
    expect(page.locator(".verdict h2").first).to_have_text("一字不差")
    assert page.url.endswith("/quote/")
    assert complaints == []


@pytest.mark.parametrize(("width", "scheme", "other"), [(1280, "light", "dark"), (390, "dark", "light")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page, quote, width, scheme, other):
    page, axe, found = open_page(width, scheme), Axe(), []
    for language in ("zh-hans", "zh-hant", "en"):
        page.goto(f"/quote/?lang={language}&q={quoted(quote)}")
        expect(page.locator(".verdict")).to_have_count(4)
        results = [axe.run(page, options=ALL_RULES)]
        page.emulate_media(color_scheme=other)
        results.append(axe.run(page, options=COLOUR_RULES))
        page.emulate_media(color_scheme=scheme)
        found += [f"{language}\n{result.generate_report()}" for result in results if result.violations_count]
        for narrow in (320, 390, 768, 901, width):
            page.set_viewport_size({"width": narrow, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= narrow
        page.set_viewport_size({"width": width, "height": 900})
    assert found == []
