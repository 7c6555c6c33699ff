"""Deletes drafts together with the pilot units that only they mention.

In: a queryset of stories; only its drafts are deleted, because a story that was public must stay.
"""

from django.db import transaction

from archive.models import Article, PilotUnit
from archive.models.article_queryset import ArticleQuerySet
from archive.slices import in_slices


@transaction.atomic
def remove_drafts(articles: ArticleQuerySet) -> int:
    """Deletes the drafts among these stories with the units that only they mention; returns the number of drafts."""
    ids = list(articles.drafts().values_list("pk", flat=True))
    for keys in in_slices(ids):
        PilotUnit.objects.filter(article__in=keys).delete()
        Article.objects.filter(pk__in=keys).remove_all()
    return len(ids)
