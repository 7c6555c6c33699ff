"""Drafts go, with what only they speak of.

In: a queryset of stories; its drafts are deleted. What was public once stays.
"""

from django.db import transaction

from archive.models import Article, PilotUnit
from archive.models.article_queryset import ArticleQuerySet
from archive.slices import in_slices


@transaction.atomic
def remove_drafts(articles: ArticleQuerySet) -> int:
    """Delete the drafts among these, with the units that only they speak of; how many drafts there were."""
    ids = list(articles.drafts().values_list("pk", flat=True))
    for some in in_slices(ids):
        PilotUnit.objects.filter(article__in=some).delete()
        Article.objects.filter(pk__in=some).remove_all()
    return len(ids)
