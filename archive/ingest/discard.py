"""Drafts go, with what only they speak of.

In: a queryset of stories; its drafts are deleted. What was public once stays.
"""

from django.db import transaction

from archive.models import Article, PilotUnit
from archive.models.article_queryset import ArticleQuerySet


@transaction.atomic
def remove_drafts(articles: ArticleQuerySet) -> int:
    """Delete the drafts among these, with the units that only they speak of; how many drafts there were."""
    ids = list(articles.drafts().values_list("pk", flat=True))
    for start in range(0, len(ids), 500):
        PilotUnit.objects.filter(article__in=ids[start : start + 500]).delete()
        Article.objects.filter(pk__in=ids[start : start + 500]).remove_all()
    return len(ids)
