"""No page needs more queries because there is more to show."""

import pytest
from django.test.utils import CaptureQueriesContext

from tests.support.factories import organization, source
from tests.support.page_world import batches, every_address, full_story, hidden_stories, name, places, upload

pytestmark = pytest.mark.django_db
# The most queries any page may need; one of them is the masthead's.
MOST = 16


def more_stories(number: int, offset: int) -> None:
    page = upload("\n".join(f"第{offset + n}篇的文字" for n in range(number)), name=f"{offset}.txt")
    for n in range(offset, offset + number):
        article = full_story(title=f"第{n}篇", upload=page, position=n, spans=[[0, 4]], is_demo=n % 2 == 0)
        article.credits.create(name=f"记者{n}", role="通讯员")
        name(article, "会上", organization(f"第{n}工会", parent=organization()))
        source(f"第{n}报")


def counts(client, django_db) -> dict[str, int]:
    found = {}
    for address in every_address():
        # Only the first story's page: the others are more addresses of the same kind.
        with CaptureQueriesContext(django_db) as captured:
            assert client.get(address).status_code == 200
        found[address] = len(captured)
    return found


def test_thirty_stories_take_as_many_queries_as_three(client):
    from django.db import connection

    places()
    batches()
    hidden_stories()
    more_stories(3, 0)
    few = counts(client, connection)
    more_stories(27, 3)
    many = counts(client, connection)
    assert {address: many[address] for address in few} == few
    assert max(few.values()) <= MOST
