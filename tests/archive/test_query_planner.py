"""PostgreSQL fetches stories by primary key, however many stories there are."""

import pytest
from django.db import OperationalError, connection

from archive.models import Article
from archive.query_planner import refresh_statistics
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def many() -> list[int]:
    Article.objects.add_all(Article(title=f"第{number}篇", body="正文", script="hans") for number in range(2000))
    Article.objects.publish_all()
    return list(Article.objects.values_list("pk", flat=True)[:20])


def test_a_few_of_many_stories_are_fetched_by_primary_key(many):
    wanted = Article.objects.published().for_lists().filter(pk__in=many)
    if connection.vendor == "sqlite":
        assert "article_public" in wanted.explain()
    refresh_statistics()
    if connection.vendor == "sqlite":
        assert "archive_article USING INTEGER PRIMARY KEY" in wanted.explain()
    else:  # so few pages may be read sequentially: it is enough that PostgreSQL knows the number of rows
        assert rows_the_planner_knows() == 2000
    assert {story.pk for story in wanted} == set(many)


def rows_the_planner_knows() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Article._meta.db_table])
        return cursor.fetchone()[0]


def test_a_busy_database_keeps_its_statistics_and_nothing_fails(monkeypatch, caplog):
    factories.story()

    def busy(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", busy)
    refresh_statistics()
    assert "database is locked" in caplog.text
