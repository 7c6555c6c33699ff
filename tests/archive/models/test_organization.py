"""Organizations and their names."""

import pytest
from django.db import IntegrityError, transaction

from archive.models import Mention, Organization
from archive.signals import articles_changed
from tests.support.factories import draft, organization, story

pytestmark = pytest.mark.django_db


def name_in(article, body):
    return Mention.objects.create(article=article, organization=body, field="body", start=0, end=2, text="这是")


def test_renaming_an_organization_keeps_its_former_name_and_announces_its_stories():
    union, article = organization("渝中区总工会"), story()
    name_in(article, union)
    heard: list[int] = []

    def hear(ids, **kwargs):
        heard.extend(ids)

    articles_changed.connect(hear)
    union.rename("重庆市渝中区总工会")
    articles_changed.disconnect(hear)
    assert heard == [article.pk]
    assert [(alias.name, alias.kind) for alias in union.aliases.all()] == [("渝中区总工会", "former")]


def test_returning_to_a_former_name_removes_the_alias():
    union = organization("甲工会")
    union.rename("乙工会")
    union.rename("甲工会")
    assert [alias.name for alias in union.aliases.all()] == ["乙工会"]


def test_public_counts_count_published_stories_once_each():
    union, article = organization(), story()
    name_in(article, union)
    Mention.objects.create(article=article, organization=union, field="body", start=3, end=5, text="报道")
    name_in(draft(), union)
    assert Organization.objects.with_public_counts().get(pk=union.pk).stories == 1


def test_a_mention_without_words_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.create(article=story(), organization=organization(), field="body", start=2, end=2, text="")
