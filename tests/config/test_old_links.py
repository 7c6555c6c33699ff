"""Links from the time of GBK are read, and nothing else is changed."""

from urllib.parse import quote, unquote

import pytest
from django.test import RequestFactory

from config.old_links import read_old_links

GBK = quote("工会", encoding="gbk")


def seen(query: str, path: str = "/search/", method: str = "GET") -> str:
    """The query string as the views see it."""
    request = RequestFactory().generic(method, path, QUERY_STRING=query)
    return read_old_links(lambda request: request.META["QUERY_STRING"])(request)


def test_gbk_becomes_utf_8():
    assert GBK == "%B9%A4%BB%E1"
    for query in (GBK, GBK.lower(), "\u00b9\u00a4\u00bb\u00e1"):
        assert seen(f"q={query}") == "q=" + quote("工会")
    assert seen(f"kind=news&q={GBK}+{GBK}&page=2") == f"kind=news&q={quote('工会')}+{quote('工会')}&page=2"
    assert unquote(seen("q=" + quote("职工㧟𠀀", encoding="gb18030"))) == "q=职工㧟𠀀"


@pytest.mark.parametrize(
    "query",
    [
        "q=" + quote("工会 驿站") + "&order=newest",
        "q=%C4%A3",  # valid as UTF-8 and as GBK
        "q=%FF%FF",
        "q=%B9",
        "q=%",
        "q=%zz",
        "q=",
        "q",
        "",
        "q=a+b%20c",
        f"source={GBK}",
        f"faq={GBK}",
        "q=\u0141",
    ],
)
def test_everything_else_stays_as_it_is(query):
    assert seen(query) == query


def test_the_desk_and_forms_are_left_alone():
    assert seen(f"q={GBK}", "/admin/archive/article/") == f"q={GBK}"
    assert seen(f"q={GBK}", "/quote/", "POST") == f"q={GBK}"


def test_a_very_long_link_is_read_quickly():
    assert seen(f"q={GBK * 10_000}") == f"q={quote('工会' * 10_000)}"
