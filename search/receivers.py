"""What the archive says of its changes becomes rows of the queue, in the same transaction.

In: `articles_changed`, deletions, new names of sources, programs, regions, organizations.
Out: rows of search.queue.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from archive.models import Article, OrganizationAlias, Program, Region, Source
from archive.signals import articles_changed
from search import queue


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
    stories = Article.objects.published().naming(instance.organization)
    queue.enqueue(list(stories.order_by("pk").values_list("pk", flat=True)))


@receiver(post_save, sender=Source)
@receiver(post_save, sender=Program)
@receiver(post_save, sender=Region)
def note_new_names(instance: Source | Program | Region, created: bool, raw: bool, **kwargs: Any) -> None:
    """Stories are found by these names; the indexer leaves alone those where nothing changed."""
    if created or raw:
        return
    with transaction.atomic():
        queue.enqueue(list(_stories_of(instance).order_by("pk").values_list("pk", flat=True)))


def _stories_of(instance: Source | Program | Region) -> Any:
    if isinstance(instance, Source):
        return Article.objects.published().from_source(instance)
    if isinstance(instance, Program):
        return Article.objects.published().naming_program(instance)
    return Article.objects.published().in_region(instance)
