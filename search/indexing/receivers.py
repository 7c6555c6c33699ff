"""Turns the archive's signals about changes into rows of the queue, in the same transaction.

In: `articles_changed`, deletions, changed names of sources, programs, regions, organizations.
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
def note_changes(ids: Sequence[int], is_text_same: bool, **kwargs: Any) -> None:
    enqueue = queue.enqueue if is_text_same else queue.enqueue_changed
    enqueue(ids)


@receiver(post_delete, sender=Article)
def note_deletion(instance: Article, **kwargs: Any) -> None:
    # This also covers `Article.objects.filter(…).delete()`, which sends no articles_changed.
    if instance.first_published_at:
        queue.enqueue_deleted(instance.pk)


@receiver([post_save, post_delete], sender=OrganizationAlias)
def note_new_alias(instance: OrganizationAlias, **kwargs: Any) -> None:
    _enqueue(Article.objects.published().naming(instance.organization))


@receiver(post_save, sender=Source)
@receiver(post_save, sender=Program)
@receiver(post_save, sender=Region)
@receiver(post_save, sender=Organization)
def note_new_names(instance: Source | Program | Region | Organization, created: bool, raw: bool, **kwargs: Any) -> None:
    """Stories are found by these names. The indexer skips stories that have not changed."""
    if not (created or raw):
        _enqueue(_stories_of(instance))


@receiver(pre_delete, sender=Program)
def note_end(instance: Program, **kwargs: Any) -> None:
    """Deleting a program deletes its links to stories; the other objects cannot be deleted while stories name them."""
    _enqueue(_stories_of(instance))


def _enqueue(stories: ArticleQuerySet) -> None:
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
