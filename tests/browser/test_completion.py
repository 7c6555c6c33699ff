"""Completion in a browser, by keyboard, mouse and input method, as the combobox pattern of the ARIA guide asks."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from archive.models import Organization
from search.completion import kept_names
from tests.support.axe_rules import ALL_RULES, COLOUR_RULES

UNION = "重庆市总工会"


@pytest.fixture
def box(open_page):
    """A function that opens a page and returns it with the cursor in its search box."""
    kept_names.forget()

    def box(address: str = "/", **page_options) -> Page:
        page = open_page(**page_options)
        page.goto(address)
        page.locator("#q").focus()
        return page

    return box


@pytest.fixture
def asked():
    """The addresses that the search box asked for."""
    return []


def typed(page: Page, text: str) -> Page:
    """The page with the list for a text."""
    page.locator("#q").press_sequentially(text)
    expect(page.locator(".choices")).to_be_visible()
    return page


def current(page: Page) -> str | None:
    """The choice that a screen reader is led to; None if it is the box itself."""
    return page.evaluate(
        """() => {
            const key = document.getElementById("q").getAttribute("aria-activedescendant");
            const chosen = document.querySelectorAll("[role=option][aria-selected=true]");
            const found = key && document.getElementById(key);
            if ((found ? 1 : 0) !== chosen.length || found && found !== chosen[0]) throw Error("two are current");
            return found && found.querySelector(".choice-name").textContent;
        }"""
    )


def listen(page: Page, asked: list[str]) -> None:
    def note(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_()

    page.route("**/suggest/**", note)


@pytest.mark.parametrize("text", ["cqszgh", "chongqingshi", "重庆市总", "重慶市總"])
@pytest.mark.parametrize("address", ["/", "/unions/", "/search/?q="])
def test_a_union_is_reached_by_arrow_and_enter_from_every_box(box, address, text):
    page = typed(box(address), text)
    page.keyboard.press("ArrowDown")
    assert current(page) == UNION
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{Organization.objects.get(name=UNION).get_absolute_url()}")
    expect(page.locator("h1")).to_contain_text(UNION)


def test_the_box_says_what_it_is_and_whether_the_list_is_open(box):
    page = box()
    field = page.get_by_role("combobox", name="检索词")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_attribute("aria-autocomplete", "list")
    typed(page, "驿站")
    expect(field).to_have_attribute("aria-expanded", "true")
    listed = page.get_by_role("listbox", name="可以选的")
    assert listed.get_attribute("id") == field.get_attribute("aria-controls")
    count = page.get_by_role("option").count()
    assert count > 1
    expect(page.get_by_role("status").filter(has_text="可选")).to_have_text(f"{count} 项可选")
    for group in listed.get_by_role("group").all():
        name = group.locator(".choice-heading").text_content()
        expect(listed.get_by_role("group", name=name, exact=True)).to_have_count(1)


def test_arrows_go_round_through_the_list_and_the_box(box):
    page = typed(box(), "驿站")
    names = page.locator(".choice-name").all_text_contents()
    page.keyboard.press("ArrowUp")
    assert current(page) == names[-1]
    page.keyboard.press("ArrowDown")
    assert current(page) is None
    for name in names:
        page.keyboard.press("ArrowDown")
        assert current(page) == name
    page.keyboard.press("ArrowDown")
    assert current(page) is None
    assert page.evaluate("document.activeElement.id") == "q"


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_keys_that_move_the_cursor_lead_back_to_the_box(box, key):
    page = typed(box(), "驿站")
    page.keyboard.press("ArrowDown")
    assert current(page)
    page.keyboard.press(key)
    assert current(page) is None
    expect(page.locator(".choices")).to_be_visible()
    start = page.evaluate("document.getElementById('q').selectionStart")
    assert start == {"Home": 0, "End": 2, "ArrowLeft": 1, "ArrowRight": 2}[key]


def test_escape_closes_the_list_and_keeps_what_was_typed_and_down_opens_it_again(box):
    page = typed(box(), "驿站")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".choices")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("驿站")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    assert current(page) is None
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".choices")).to_be_visible()
    assert current(page) is None
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".choices")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    assert current(page)


def test_tab_closes_the_list_and_goes_on_to_the_button(box):
    page = typed(box(), "驿站")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator(".choices")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("驿站")
    assert page.evaluate("document.activeElement.textContent") == "检索"


def test_enter_without_a_choice_searches_for_what_was_typed(box):
    page = typed(box(), "驿站")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=**")
    expect(page.locator("#q")).to_have_value("驿站")


def test_a_click_follows_a_choice(box):
    page = typed(box(), "驿站")
    story = page.get_by_role("group", name="报道").get_by_role("option").first
    name = story.locator(".choice-name").text_content()
    story.click()
    expect(page.locator("h1")).to_have_text(name)


def test_letters_that_were_typed_are_bold_and_can_be_searched_as_they_are(box):
    page = typed(box(), "cqszgh")
    choice = page.get_by_role("option", name=UNION)
    assert choice.locator(".sounds b").all_text_contents() == list("cqszgh")
    expect(choice.locator(".sounds")).to_have_text("chong qing shi zong gong hui")
    page.get_by_role("option", name="这几个字母本身").click()
    page.wait_for_url("**/search/?q=cqszgh&correct=0")


def test_while_somebody_types_fast_only_the_last_text_is_asked_for(box, asked):
    page = box()
    listen(page, asked)
    page.locator("#q").press_sequentially("chongqing", delay=20)
    expect(page.locator(".choices")).to_be_visible()
    assert [address.rsplit("=", 1)[1] for address in asked] == ["chongqing"]


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(box):
    page = box()
    held: list[Route] = []
    page.route("**/suggest/?q=%E9%A9%BF", lambda route: held.append(route))
    with page.expect_request("**/suggest/**"):
        page.locator("#q").press_sequentially("驿")
    typed(page, "站")
    shown = page.locator(".choice-name").all_text_contents()
    held[0].fulfill(json={"groups": []})
    page.wait_for_timeout(200)
    assert page.locator(".choice-name").all_text_contents() == shown


def test_nothing_is_asked_or_sent_while_an_input_method_composes(box, asked):
    page = box()
    listen(page, asked)
    keys = page.context.new_cdp_session(page)
    for letters in ("y", "yi", "yizhan"):
        keys.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        )
    page.wait_for_timeout(400)
    assert asked == []
    assert page.url.endswith("/")
    keys.send("Input.insertText", {"text": "驿站"})
    expect(page.locator(".choices")).to_be_visible()
    expect(page.locator("#q")).to_have_value("驿站")
    assert len(asked) == 1


# Browsers tell it in two ways: the key belongs to a composition, or to the input method (229).
@pytest.mark.parametrize("told", ["{isComposing: true}", "{keyCode: 229}"])
def test_enter_that_ends_a_composition_neither_sends_nor_chooses(box, told):
    page = typed(box(), "驿站")
    page.keyboard.press("ArrowDown")
    chosen, address = current(page), page.url
    is_stopped = page.evaluate(
        f"""() => !document.getElementById("q").dispatchEvent(new KeyboardEvent(
            "keydown", {{key: "Enter", bubbles: true, cancelable: true, ...{told}}}))"""
    )
    assert is_stopped
    page.wait_for_timeout(300)
    assert (current(page), page.url) == (chosen, address)


def test_nothing_is_asked_for_blanks_or_long_texts_and_half_a_character_breaks_nothing(box, asked, complaints):
    page = box()
    listen(page, asked)
    for text in ("  ", "驿" * 41):
        page.locator("#q").fill(text)
        page.wait_for_timeout(300)
    assert asked == []
    page.evaluate("q.value = '\\ud83d'; q.dispatchEvent(new InputEvent('input'))")
    page.wait_for_timeout(300)
    assert len(asked) == 1
    assert complaints == []


def test_an_address_that_asks_too_often_is_quiet_for_a_while_and_the_search_works_on(box, asked):
    page = box()

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=429, headers={"Retry-After": "30"}, json={})

    page.route("**/suggest/**", refuse)
    for text in ("驿站", "驿站开", "驿站"):
        page.locator("#q").fill(text)
        page.wait_for_timeout(300)
    assert len(asked) == 1
    expect(page.locator(".choices")).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=**")


def test_the_list_closes_when_the_box_is_left_and_when_nothing_is_typed(box):
    page = typed(box(), "驿站")
    page.locator("#q").fill("")
    expect(page.locator(".choices")).to_be_hidden()
    typed(page, "驿站")
    page.locator("#q").blur()
    expect(page.locator(".choices")).to_be_hidden()


def test_without_javascript_the_box_searches(open_page):
    page = open_page(scripts=False)
    page.goto("/")
    page.locator("#q").fill("驿站")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search/?q=**")
    expect(page.locator(".hits h3").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme", "other"), [(1280, "light", "dark"), (390, "dark", "light")])
def test_axe_finds_nothing_in_the_open_list_and_nothing_scrolls_sideways(box, width, scheme, other):
    axe, found = Axe(), []
    for address, text in (("/", "cqszgh"), ("/unions/?lang=en", "gonghui"), ("/search/?q=&lang=zh-hant", "驿站")):
        page = typed(box(address, width=width, scheme=scheme), text)
        page.keyboard.press("ArrowDown")
        results = [axe.run(page, options=ALL_RULES)]
        page.emulate_media(color_scheme=other)
        results.append(axe.run(page, options=COLOUR_RULES))
        found += [f"{address}\n{result.generate_report()}" for result in results if result.violations_count]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_choice_can_be_hit_with_a_finger_and_nothing_is_under_sixteen_pixels_on_a_phone(box, width):
    page = typed(box(width=width), "驿站")
    heights = [choice.bounding_box()["height"] for choice in page.get_by_role("option").all()]
    assert min(heights) >= 44
    sizes = page.evaluate(
        "[...document.querySelectorAll('.choices *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= (16 if width < 768 else 14)


def test_the_current_choice_can_be_told_in_forced_colours(box):
    page = typed(box(), "驿站")
    page.emulate_media(forced_colors="active")
    page.keyboard.press("ArrowDown")
    colours = page.evaluate(
        "[...document.querySelectorAll('.choice')].slice(0, 2).map(e => getComputedStyle(e).backgroundColor)"
    )
    assert colours[0] != colours[1]
