"""Rules for every page of the desk: it shows the user, a link to log out and its place, and no Python in the text."""

import html
import logging
import re

import pytest

from config.log_filters import DropRefusalTracebacks
from tests.archive.review.test_roles import PAGES, _address, _client, world

__all__ = ["world"]  # a fixture
MARKED = {
    "archive_upload_review": "来件", "archive_upload_cut": "来件", "archive_delivery": "各批", "index": "待办",
    "archive_deliveries": "各批", "archive_upload_add": "上传", "archive_article_withdraw": "报道",
    "archive_likeness_change": "疑似重复", "archive_region_changelist": "名录",
}  # fmt: skip
pytestmark = pytest.mark.django_db
PYTHON = re.compile(r"\w\((?:held|pk|name)=|object at 0x|\bNone\b|datetime\.|Decimal\(|QuerySet|<lambda|&lt;\w+: ")


@pytest.fixture
def pages(world):
    """Returns (name, page) of every whole page, not JSON or a fragment, that a manager can open."""
    desk = _client("manager", world)
    found = [(name, desk.get(_address(name, world))) for name in PAGES if not name.endswith("logout")]
    return [(name, one.content.decode()) for name, one in found if _is_page(one)]


def _is_page(answer):
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def _text(page):
    return html.unescape(re.sub(r"<script.*?</script>|<[^>]*>", " ", page, flags=re.S))


def test_no_page_of_the_desk_shows_a_python_repr(pages):
    assert len(pages) > 40
    assert {name: found.group() for name, page in pages if (found := PYTHON.search(_text(page)))} == {}


@pytest.mark.parametrize("wrong", ["Standing(held=3)", "<X object at 0x7f>", "来源 None", "datetime.date(2021, 1, 1)"])
def test_the_check_for_python_reprs_finds_them(wrong):
    assert PYTHON.search(wrong)


def test_every_page_of_the_desk_names_the_user_and_links_to_log_out(pages):
    for name, page in pages:
        assert page.count('id="logout-form"') == 1, name
        assert re.search(r'id="user-tools">\s*<strong>manager</strong>', page), name
        assert 'class="bar"' not in page, name  # these are public pages


def test_every_page_of_the_desk_shows_its_place_in_the_navigation(pages):
    assert set(MARKED) <= set(dict(pages))
    for name, page in pages:
        bar = re.search(r'<nav class="desk-bar".*?</nav>', page, re.S)
        assert bar, name
        marked = re.findall(r'aria-current="\w+">([^<]*)', bar.group())
        is_own = name.startswith(("password", "own_account"))
        assert len(marked) == (0 if is_own else 1), (name, marked)
        assert name not in MARKED or marked == [MARKED[name]], name
        if name != "index":
            crumbs = re.search(r'aria-label="所在">\s*<a href="/admin/">编辑台</a>\s*›', page)
            assert crumbs, name


def test_a_refusal_is_logged_in_one_line_and_an_error_with_its_traceback(world, caplog):
    assert _client("contributor", world).get(_address("archive_article_changelist", world)).status_code == 403
    (record,) = [one for one in caplog.records if one.name == "django.request"]
    assert record.exc_info is None
    assert "archive/article" in record.getMessage()
    fault = logging.LogRecord("django.request", logging.ERROR, "", 1, "x", None, (ValueError, ValueError(), None))
    fault.status_code = 500
    assert DropRefusalTracebacks().filter(fault)
    assert fault.exc_info
