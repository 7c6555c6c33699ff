"""Records since when readers can find a story, once a reader opened later has found it.

In: a snapshot opened after the commit, and the stories of that commit. Out: rows of Findable.
Call it before the rows of the queue are acknowledged: if the process is killed in between, the next run repeats it.
"""

import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from archive.slices import in_slices
from search.generations.served_snapshot import ServedSnapshot
from search.models import Findable, FindableRevision


def confirm(snapshot: ServedSnapshot, ids: Iterable[int]) -> None:
    """Record which of these stories `snapshot` finds, and forget the others. Unchanged stories keep their time."""
    for batch in in_slices(sorted(set(ids))):
        found = {pk: digest for pk in batch if (digest := snapshot.digest_of(pk)) is not None}
        known = dict(Findable.objects.filter(pk__in=batch).values_list("pk", "digest"))
        lost = [pk for pk in known if pk not in found]
        new = {pk: digest for pk, digest in found.items() if known.get(pk) != digest}
        if lost or new:
            _save(lost, new)


def confirm_all(snapshot: ServedSnapshot) -> None:
    """The same for every story, after another generation has become current."""
    confirm(snapshot, {*snapshot.digests, *Findable.objects.values_list("pk", flat=True)})


@transaction.atomic
def _save(lost: list[int], new: dict[int, str]) -> None:
    now = timezone.now()
    Findable.objects.filter(pk__in=lost).delete()
    Findable.objects.bulk_create(
        [Findable(pk, digest, now) for pk, digest in new.items()],
        update_conflicts=True,
        unique_fields=["article_id"],
        update_fields=["digest", "since"],
    )
    FindableRevision.objects.update_or_create(pk=1, defaults={"revision": secrets.randbits(62)})
