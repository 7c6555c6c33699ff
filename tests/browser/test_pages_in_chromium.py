"""Every page, narrow and wide, light and dark: no axe findings, no sideways scrolling, no console messages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.axe_rules import ALL_RULES, COLOUR_RULES

ADDRESSES = [
    "/",
    "/search/?q=驿站",
    "/search/?q=职工 量子纠缠&kind=news",
    "/articles/",
    "/articles/undated/",
    "/articles/2022/",
    "/articles/2022/07/08/",
    "/provinces/",
    "/regions/500000/",
    "/regions/unknown/",
    "/unions/",
    "/programs/",
    "/programs/quality-of-life/",
    "/sources/",
    "/sources/unknown/",
    "/quote/",
    "/quote/?q=职工 量子纠缠的蝴蝶飞过驿站",
    "/nothing/",
]
WIDE, PHONE, NARROWEST = 1280, 390, 320
# The console message for a page that is meant to be missing.
MEANT = ("404", "410")


def every_address(site):
    return [*ADDRESSES, site["demo"], site["cut"], site["gone"]]


def unmeant(complaints):
    return [text for text in complaints if not any(f"status of {code}" in text for code in MEANT)]


@pytest.mark.parametrize(("width", "scheme", "other"), [(WIDE, "light", "dark"), (PHONE, "dark", "light")])
def test_axe_finds_nothing_and_the_console_is_silent(open_page, site, complaints, width, scheme, other):
    """Checks one scheme by all rules and the other by the colour rules only, as the markup is the same."""
    page, axe, found = open_page(width, scheme), Axe(), []
    for address in every_address(site):
        page.goto(address)
        results = [axe.run(page, options=ALL_RULES)]
        page.emulate_media(color_scheme=other)
        results.append(axe.run(page, options=COLOUR_RULES))
        page.emulate_media(color_scheme=scheme)
        found += [f"{address}\n{result.generate_report()}" for result in results if result.violations_count]
    assert found == []
    assert unmeant(complaints) == []


def test_no_page_scrolls_sideways(open_page, site):
    page, wider = open_page(NARROWEST), []
    for address in every_address(site):
        page.set_viewport_size({"width": NARROWEST, "height": 900})
        page.goto(address)
        for width in (NARROWEST, PHONE, 768, 901, WIDE):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wider.append((address, width))
    assert wider == []


SMALL_TEXT = """() => [...document.querySelectorAll("body *")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
    .filter(e => e.getClientRects().length && !e.closest(".unseen, svg"))
    .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16)
    .map(e => e.textContent.trim().slice(0, 20))"""


def test_no_text_on_a_phone_is_under_sixteen_pixels(open_page, site):
    page, small = open_page(PHONE), {}
    for address in every_address(site):
        page.goto(address)
        if texts := page.evaluate(SMALL_TEXT):
            small[address] = texts
    assert small == {}
