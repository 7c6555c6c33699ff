"""In another language nothing but the stories and their names stays Chinese, on any public page."""

import re
from decimal import Decimal

import pytest
from django.utils.translation import override

from archive.views import wording
from tests.archive.views.test_every_page import world
from tests.support.factories import region, story
from tests.support.page_world import every_address, full_story, upload
from tests.support.untranslated import chinese_left, stored_strings

__all__ = ["world"]  # a fixture
TEXT = "甲篇的正文，讲驿站。\n乙篇的正文，讲职工书屋。\n甲篇的下文。"


@pytest.fixture
def everything(world):
    """Beside the world of all pages: a story cut from a page and corrected, some with dates in part, one withdrawn."""
    page = upload(TEXT)
    cut = story(title="驿站与书屋", body=TEXT, upload=page, position=0, spans=[[0, 10], [24, 30]], kind="photo")
    cut.correct("标题漏排一字。", title="驿站与书屋之间")
    story(title="", body="没有标题的一篇。", event_date="XXXX-03-09", source_inferred=True)
    story(published="2021-01-01", published_precision="year", region=region("000000", "全国"))
    story(published="2021-05-01", published_precision="month", url="https://a.example/")
    full_story(title="另一篇").withdraw("与事实不符")


@pytest.mark.django_db
def test_english_pages_have_no_chinese_but_data(client, everything):
    data = stored_strings()
    addresses = [*every_address(), "/nothing/", "/articles/2021/", "/articles/2021/05/", "/programs/?lang=en"]
    client.get("/", {"lang": "en"})
    assert {address: left for address in addresses if (left := chinese_left(_page(client, address), data))} == {}


@pytest.mark.django_db
def test_a_withdrawn_story_says_so_in_english(client):
    gone = full_story()
    gone.withdraw("与事实不符")
    page = client.get(gone.get_absolute_url(), {"lang": "en"}).content.decode()
    assert "This story has been withdrawn" in page
    assert chinese_left(page, stored_strings()) == set()


@pytest.mark.django_db
def test_traditional_pages_write_the_interface_in_traditional_characters(client, everything):
    page = _page(client, "/provinces/?lang=zh-hant")
    assert "工會新聞檔案" in page
    assert "工会新闻档案" not in page


@pytest.mark.django_db
def test_a_page_marks_the_language_of_its_words(client, everything):
    article = full_story()
    page = client.get(article.get_absolute_url(), {"lang": "en"}).content.decode()
    assert '<article class="story" lang="zh-Hans">' in page
    assert '<ul class="meta" lang="en">' in page


@pytest.mark.django_db
def test_numbers_and_nouns_agree(client, everything):
    assert re.search(r"<b>0</b> stories published in this year", _page(client, "/articles/2019/?lang=en"))
    assert re.search(r"<b>2</b> stories published on this day|<b>1</b> story published on this day",
                     _page(client, "/articles/2022/07/08/"))  # fmt: skip


def _page(client, address):
    return client.get(address).content.decode()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2021-02-23", "23 February 2021"),
        ("2021-09", "September 2021"),
        ("2021", "2021"),
        ("XXXX-03-09", "9 March (year unknown)"),
        ("XXXX-03", "March (year unknown)"),
        ("XXXX", "Date unknown"),
        ("2021-02-30", "2021-02-30"),
    ],
)
def test_dates_in_english(value, words):
    with override("en"):
        assert wording.edtf_in_words(value) == words


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("15000000", "15 million yuan"),
        ("2000000000", "2 billion yuan"),
        ("50000", "50,000 yuan"),
        ("12345.5", "12,345.5 yuan"),
        ("500", "500 yuan"),
    ],
)
def test_sums_of_money_in_english(yuan, words):
    with override("en"):
        assert wording.money_in_words(Decimal(yuan)) == words


def test_ordinals_and_counts_in_english():
    with override("en"):
        assert wording.numeral(12) == "12"
        assert [wording.story_count(number) for number in (0, 1, 1200)] == ["0 stories", "1 story", "1,200 stories"]


def test_words_of_traditional_chinese_count_as_chinese_does():
    with override("zh-hant"):
        assert wording.money_in_words(Decimal(15000000)) == "1500 萬元"
        assert wording.numeral(12) == "十二"
        assert wording.edtf_in_words("2021-02-23") == "2021年2月23日"
