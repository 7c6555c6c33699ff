"""Chromium, and an archive to open in it: the demo and a page of three stories, served once for all tests."""

import os
import shutil
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test.testcases import LiveServerThread
from django.test.utils import override_settings

from archive.models import Article
from search.indexing.rebuild import rebuild
from tests.support.factories import draft, story
from tests.support.page_world import upload

# Playwright's event loop runs in the thread of the tests, so Django would think that queries there are async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = shutil.which("chromium")
LAUNCH = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = ("甲篇的正文，讲驿站。" * 20, "乙篇的正文，讲职工书屋。" * 30, "甲篇的下文。" * 10)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            # pytest-django creates the test database only for tests that ask for it; else the real one would be served.
            item.add_marker("django_db")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("no chromium on the PATH: install Debian's package")
    if CHROMIUM is None:
        pytest.skip("no chromium on the PATH: the pages were not looked at")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": LAUNCH}


@pytest.fixture(scope="package", autouse=True)
def own_folders(tmp_path_factory):
    """Replaces the folders for one test (tests/conftest.py) by one set for all browser tests."""
    var = tmp_path_factory.mktemp("var")
    (var / "static").mkdir()
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    with override_settings(
        VAR_DIR=var,
        MEDIA_ROOT=var / "uploads",
        INDEX_DIR=var / "index",
        STATIC_ROOT=var / "static",
        AT_ONCE_SECONDS=60,
        STORAGES={"default": files, "staticfiles": plain},
    ):
        yield var


@pytest.fixture(scope="package")
def site(own_folders, browser, django_db_setup, django_db_blocker):
    """The address of the archive, served by a thread. `browser` comes first, so that a skip happens before any work."""
    with django_db_blocker.unblock():
        if Article.objects.exists():
            pytest.fail("this database is not the tests' own: it is not empty")
        stories = _fill()
        rebuild(own_folders / "index", lambda done, total: None)
        server = LiveServerThread("localhost", StaticFilesHandler, connections_override={})
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield {"address": f"http://localhost:{server.port}", **stories}
        server.terminate()
        call_command("flush", verbosity=0, interactive=False)


def _fill() -> dict[str, str]:
    """Loads the reference data, the demo, a story with a draft on the same page, a corrected and a withdrawn story."""
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    page = upload("\n".join(PAGE))
    first, second = len(PAGE[0]), len(PAGE[0]) + 1 + len(PAGE[1])
    cut = story(
        title="驿站与书屋", body=PAGE[0], upload=page, position=0, spans=[[0, first], [second + 1, second + 61]]
    )
    draft(title="未发布的邻居", body=PAGE[1], upload=page, position=1, spans=[[first + 1, second]])
    cut.correct("标题漏排一字，据原件补上。", title="驿站与书屋之间")
    gone = story(title="撤回的一篇")
    gone.withdraw("与事实不符")
    demo = Article.objects.demo().order_by("pk")[0]
    return {"demo": demo.get_absolute_url(), "cut": cut.get_absolute_url(), "gone": gone.get_absolute_url()}


@pytest.fixture
def complaints():
    """Collects the messages of the browser console and the failed requests."""
    return []


@pytest.fixture
def open_page(browser, site, complaints):
    """Returns a function that opens a page of a given size and colour scheme, with or without JavaScript."""
    contexts = []

    def new(width=1280, scheme="light", scripts=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            color_scheme=scheme,
            java_script_enabled=scripts,
            base_url=site["address"],
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: _hear(message, complaints))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(f"not loaded: {request.url}"))
        return page

    yield new
    for context in contexts:
        context.close()


def _hear(message, complaints: list[str]) -> None:
    if message.type in ("error", "warning"):
        complaints.append(f"{message.location.get('url')}: {message.text}")
