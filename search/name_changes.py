"""Notes in the database that a name has changed by which queries are expanded, in the transaction that changes it.

In: changes of organizations, their aliases, programs, regions and topics, one by one or in bulk.
Out: a new revision, by which search.known_names sees that its table is old, in whichever process.
"""

import secrets
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from archive.models import Organization, OrganizationAlias, Program, Region, Topic
from archive.signals import registry_changed
from search.models import NamesRevision


@receiver([post_save, post_delete], sender=OrganizationAlias)
@receiver([post_save, post_delete], sender=Program)
@receiver([post_save, post_delete], sender=Region)
@receiver([post_save, post_delete], sender=Topic)
@receiver(registry_changed)
def note_changed_names(**kwargs: Any) -> None:
    NamesRevision.objects.update_or_create(pk=1, defaults={"revision": secrets.randbits(62)})


@receiver([post_save, post_delete], sender=Organization)
def note_organization(instance: Organization, created: bool = False, **kwargs: Any) -> None:
    # Files that are read name many new organizations, which are not registered and expand nothing.
    if instance.registered or not created:
        note_changed_names()
