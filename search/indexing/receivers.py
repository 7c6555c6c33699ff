"""What the archive says of its changes becomes rows of the queue, in the same transaction.

In: `articles_changed`, deletions, other names of sources, programs, regions, organizations.
Out: rows of search.indexing.queue.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from archive.models import Article, Organization, OrganizationAlias, Program, Region, Source
from archive.models.article_queryset import ArticleQuerySet
from archive.signals import articles_changed
from search.indexing import queue


@receiver(articles_changed)
def note_changes(ids: Sequence[int], **kwargs: Any) -> None:
    queue.enqueue(ids)


@receiver(post_delete, sender=Article)
def note_deletion(instance: Article, **kwargs: Any) -> None:
    # Also for `Article.objects.filter(…).delete()`, which announces nothing.
    if instance.first_published_at:
        queue.enqueue_deleted(instance.pk)


@receiver([post_save, post_delete], sender=OrganizationAlias)
def note_new_alias(instance: OrganizationAlias, **kwargs: Any) -> None:
    _ask(Article.objects.published().naming(instance.organization))


@receiver(post_save, sender=Source)
@receiver(post_save, sender=Program)
@receiver(post_save, sender=Region)
@receiver(post_save, sender=Organization)
def note_new_names(instance: Source | Program | Region | Organization, created: bool, raw: bool, **kwargs: Any) -> None:
    """Stories are found by these names; the indexer leaves alone those where nothing changed."""
    if not (created or raw):
        _ask(_stories_of(instance))


@receiver(pre_delete, sender=Program)
def note_end(instance: Program, **kwargs: Any) -> None:
    """What named it goes with it; the other nouns cannot go while a story names them."""
    _ask(_stories_of(instance))


def _ask(stories: ArticleQuerySet) -> None:
    queue.enqueue(list(stories.order_by("pk").values_list("pk", flat=True)))


def _stories_of(instance: Source | Program | Region | Organization) -> ArticleQuerySet:
    published = Article.objects.published()
    if isinstance(instance, Source):
        return published.from_source(instance)
    if isinstance(instance, Program):
        return published.naming_program(instance)
    if isinstance(instance, Organization):
        return published.naming(instance)
    return published.in_region(instance)
