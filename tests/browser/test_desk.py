"""The desk in a browser: upload a page, move a line, publish a story, find, correct and withdraw it."""

import re
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import expect

from accounts.models import AuditEntry
from archive.models import Article, DeliveredFile, Delivery, Likeness, Mention, Organization, Upload
from archive.models.delivery import FileState
from archive.reading.document import Doubt
from tests.browser.test_pages_in_chromium import SMALL_TEXT
from tests.support import factories
from tests.support.axe_rules import ALL_RULES, COLOUR_RULES
from tests.support.doubt_sentences import in_own_words
from tests.support.shared_files import needs_shared, seeds
from tests.support.stories import STORIES, paragraphs

LEADS = ("本报讯 (记者张三) ", "本报讯 ", "本报讯 ", "本报讯 ")
PAGE = "\n\n".join("\n".join(paragraphs(story, lead)) for story, lead in zip(STORIES, LEADS, strict=True))


@pytest.fixture
def address(browser, own_folders, transactional_db):
    """The address of an archive with two places and no stories; it shares its database with the test."""
    factories.region()
    factories.organization()
    factories.source()
    factories.region("500237", "巫山县", "county", path="重庆市巫山县")
    server = LiveServerThread("localhost", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://localhost:{server.port}"
    server.terminate()


@pytest.fixture
def desk(browser, address):
    """Returns a function that opens a page as a logged-in editor; width, colour scheme and JavaScript can be given."""
    person, _ = User.objects.get_or_create(username="editor", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    contexts = []

    def new(width=1280, scheme="light", scripts=True):
        context = browser.new_context(
            locale="zh-CN",
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            base_url=address,
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: _hear(message, page.complaints))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()


def _hear(message, complaints):
    if message.type in ("error", "warning"):
        complaints.append(message.text)


def _hand_in(page, name, data):
    page.goto("/admin/archive/upload/add/")
    page.locator("#id_documents").set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})
    page.get_by_role("button", name="上传").click()
    page.goto(f"/admin/archive/upload/{Upload.objects.latest('pk').pk}/review/")


def _whole_way(page, words, title):
    """Moves a line that begins with `words`, publishes the story called `title`, finds, corrects and withdraws it."""
    box = page.locator("#lines li", has_text=words).get_by_role("checkbox").first
    if not box.is_visible():
        page.locator("details", has_text=words).first.locator("summary").click()
    box.check()
    page.get_by_label("归到").select_option(index=1)
    page.get_by_role("button", name="移过去").click()
    expect(page.locator(".messages")).to_contain_text("→ 第 2 稿")
    page.locator(".desk-tabs a", has_text=re.compile("^2 ")).click()
    page.locator("#id_title").fill(title)
    page.locator("#publish").click()
    expect(page.locator(".messages")).to_contain_text("已发布第 2 稿")
    call_command("run_indexer", "--once", verbosity=0)
    page.goto(f"/search/?q={quote(words)}")
    expect(page.locator(".hits h3").first).to_contain_text(title)
    page.locator(".hits h3 a").first.click()
    expect(page.locator(".body")).to_contain_text(words)
    _correct_and_withdraw(page, Article.objects.get(title=title), words)


def _correct_and_withdraw(page, story, words):
    public = story.get_absolute_url()
    page.goto(f"/admin/archive/article/{story.pk}/change/")
    page.locator("#id_title").fill("更正后的标题")
    page.locator("#id_reason").fill("标题据原件改正。")
    page.locator("input[name=_continue]").click()
    page.goto(public)
    expect(page.locator("h1")).to_have_text("更正后的标题")
    expect(page.locator(".note")).to_contain_text("标题据原件改正。")
    page.goto(f"/admin/archive/article/{story.pk}/withdraw/")
    page.locator("#id_reason").fill("与事实不符。")
    page.locator("input[type=submit]").click()
    assert page.goto(public).status == 410
    expect(page.locator("blockquote")).to_have_text("与事实不符。")
    page.goto(f"/search/?q={quote(words)}")
    expect(page.locator("main")).not_to_contain_text("更正后的标题")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_is_uploaded_and_its_story_found_corrected_and_withdrawn(desk, scripts):
    page = desk(scripts=scripts)
    _hand_in(page, "四篇.txt", PAGE.encode())
    _whole_way(page, "施工期间，水利工人在坝顶搭起板房", "柳河女工与坝顶板房")


@needs_shared
def test_a_real_page_of_nine_stories_goes_all_the_way_to_publication(desk):
    data = next(data for name, (data, _) in seeds().items() if name.startswith("002"))
    page = desk()
    _hand_in(page, "002.txt", data)
    assert page.locator(".desk-tabs li").count() == 9
    printed = Upload.objects.latest("pk").text.split("\n")[90]
    words = max(re.findall("[一-龥]+", printed), key=len)[:10]
    _whole_way(page, words, "燕山石化与一行移来的话")


def test_a_story_is_reached_and_lines_are_ticked_by_keyboard(desk):
    page = desk()
    _hand_in(page, "四篇.txt", PAGE.encode())
    first = page.locator("#in-hand").text_content()
    page.keyboard.press("j")
    expect(page.locator("#in-hand")).not_to_have_text(first)
    page.keyboard.press("k")
    expect(page.locator("#in-hand")).to_have_text(first)
    boxes = page.locator("#lines input[name=line]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    assert page.locator("#lines input[name=line]:checked").count() == 3
    page.keyboard.press("Control+Enter")
    expect(page.locator(".messages")).to_contain_text("已发布第 1 稿")


def test_a_line_is_moved_and_a_doubt_reached_without_a_mouse(desk):
    page = desk()
    _hand_in(page, "四篇.txt", PAGE.encode())
    story = Article.objects.order_by("position").first()
    line = Upload.objects.get().text.count("\n", 0, story.spans[-1][0]) + 1
    Article.objects.filter(pk=story.pk).update(doubts=[Doubt.of("sentence-without-end", (line,))])
    page.goto(f"{page.url}?story={story.pk}")
    page.get_by_role("link", name=f"到第 {line} 行").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#lines li:has-text('{line}') input:focus")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("2")
    expect(page.locator(".messages")).to_contain_text(f"第 {line} 行 → 第 2 稿")
    page.keyboard.press("l")
    assert page.evaluate("document.activeElement.name") == "line"
    page.keyboard.press("e")


def test_a_place_is_suggested_while_it_is_typed(desk):
    page = desk()
    _hand_in(page, "四篇.txt", PAGE.encode())
    page.locator("#id_region").fill("")
    page.locator("#id_region").press_sequentially("巫山")
    expect(page.locator("#regions option").first).to_have_attribute("value", re.compile("重庆市巫山县"))


def test_several_files_wait_on_a_page_that_shows_their_progress(desk):
    page = desk(scripts=False)
    page.goto("/admin/archive/upload/add/")
    files = [("四篇.txt", PAGE.encode()), ("一篇.txt", "\n".join(paragraphs(STORIES[0])).encode()), ("空.txt", b"")]
    page.locator("#id_documents").set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".tell")).to_contain_text("读完 0 个")
    call_command("run_worker", "--once", verbosity=0)
    expect(page.locator(".tell")).to_contain_text("读完 3 个")  # it reloads by itself
    expect(page.locator("tr", has_text="空.txt")).to_contain_text("是空的")
    page.get_by_role("link", name=re.compile("审来件")).first.click()
    expect(page.locator(".desk-tabs li")).to_have_count(4)


@pytest.mark.parametrize(("width", "scheme", "other"), [(1280, "light", "dark"), (390, "dark", "light")])
def test_axe_finds_nothing_on_the_desk_and_nothing_scrolls_sideways(desk, width, scheme, other):
    page, axe = desk(width, scheme), Axe()
    _hand_in(page, "四篇.txt", PAGE.encode())
    review = page.url
    delivery = Delivery.objects.create(source="工人日报")
    for position, state in enumerate(FileState.values):
        DeliveredFile.objects.create(delivery=delivery, position=position, name="扫描件.txt", size=9, state=state)
    deliveries = "/admin/archive/upload/deliveries/"
    found = []
    for address in (
        review, f"{review}?order=reading", f"{review}undo/", f"{review}cut/?line=0",
        deliveries, f"{deliveries}{delivery.pk}/?still=1",
    ):  # fmt: skip
        page.goto(address)
        results = [axe.run(page, options=ALL_RULES)]
        page.emulate_media(color_scheme=other)
        results.append(axe.run(page, options=COLOUR_RULES))
        page.emulate_media(color_scheme=scheme)
        found += [f"{address}\n{result.generate_report()}" for result in results if result.violations_count]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert width > 768 or page.evaluate(SMALL_TEXT) == []
    assert found == []
    assert page.complaints == []


@pytest.fixture
def stocked(address):
    """Creates a corrected story, a similar draft and a contributor, so that every page has content."""
    doubt = "江北区不止一处，按同版或同篇的其他地名定为重庆市江北区"
    story = factories.story(
        title="驿站开门", body="驿站今天开门，职工来了。" * 40, doubts=in_own_words(doubt, "年份未定")
    )
    story.correct("日期有误。", title="驿站今日开门")
    body = f"据报道，{story.body}"
    upload = Upload.objects.create(
        sha256="a" * 64, name="扫描件之一.txt", size=9, charset="utf-8", script="hans", text=body
    )
    draft = factories.draft(title="驿站开了门", body=body, doubts=in_own_words(doubt), upload=upload, position=1)
    link = Likeness.objects.create(article=draft, other=story, how="near", percent=93)
    whom = {"organization": Organization.objects.first(), "field": "body", "start": 7, "end": 9, "text": "职工"}
    Mention.objects.create(article=story, **whom)
    editor, _ = User.objects.get_or_create(username="editor", is_staff=True, is_superuser=True)
    return {
        "archive/article": story.pk, "archive/likeness": link.pk, "auth/user": editor.pk,
        "archive/organization": Organization.objects.first().pk, "accounts/auditentry": AuditEntry.objects.last().pk,
    }  # fmt: skip


def _pages(stocked):
    lists = ["archive/upload", "archive/article", "archive/likeness", "accounts/auditentry"]
    return [
        "/admin/", "/admin/account/", *(f"/admin/{noun}/" for noun in lists), "/admin/archive/upload/add/",
        f"/admin/archive/upload/drafts/?upload={Upload.objects.latest('pk').pk}",
        *(f"/admin/{noun}/{pk}/change/" for noun, pk in stocked.items()),
        f"/admin/archive/article/{stocked['archive/article']}/withdraw/",
        f"/admin/archive/article/{stocked['archive/article']}/history/",
        f"/admin/archive/organization/{stocked['archive/organization']}/delete/",
    ]  # fmt: skip


def test_axe_finds_nothing_on_the_lists_and_forms_of_the_desk(desk, stocked):
    page, axe, found = desk(), Axe(), []
    for address in _pages(stocked):
        page.goto(address)
        assert page.complaints == [], address
        results = [axe.run(page, options=ALL_RULES)]
        page.emulate_media(color_scheme="dark")
        results.append(axe.run(page, options=COLOUR_RULES))
        page.emulate_media(color_scheme="light")
        page.complaints.clear()  # the script of axe changes the page
        found += [f"{address}\n{result.generate_report()}" for result in results if result.violations_count]
    assert found == []


def test_the_lists_and_forms_of_the_desk_fit_on_a_phone(desk, stocked):
    page = desk(390)
    for address in _pages(stocked):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
        assert page.evaluate(SMALL_TEXT) == [], address
