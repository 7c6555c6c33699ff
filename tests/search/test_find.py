"""What is found: in either script, whole or in words, and nothing that is not public."""

import pytest

from search.find import Filters, find
from tests import factories

pytestmark = pytest.mark.django_db


def ids(query: str, **wishes) -> list[int]:
    return [hit.article.pk for hit in find(query, limit=None, **wishes).hits]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("昆明國際花卉拍賣", "昆明国际花卉拍卖交易中心"),
        ("昆明国际花卉拍卖", "昆明國際花卉拍賣交易中心"),
        ("陕西陕煤曹家滩矿业", "陜西陜煤曹家灘礦業有限公司"),
        ("ＣＯＶＩＤ", "covid-19"),
        ("提升生活", "提升\n生活"),
    ],
)
def test_a_run_is_found_however_it_is_written(settle, typed, printed):
    story = factories.story(body=f"这里说到{printed}一次。")
    factories.story(body="这里什么也没有说到。")
    settle()
    assert ids(typed) == [story.pk]
