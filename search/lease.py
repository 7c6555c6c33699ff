"""The lease of the queue: rows ticked off for one index folder would never reach another.

In: the index folder. Out: the lease held by this machine for it, or LeaseHeld.
The file locks beside the index see to processes on one machine; this sees to several.
"""

import datetime
import socket
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from search.models import Lease

NAME = "indexer"
LENGTH = datetime.timedelta(seconds=30)


class LeaseHeld(Exception):
    """Another machine, or another index folder, drains this queue."""


def renew(root: Path) -> None:
    """Take or renew the lease. A holder that died here is this holder again: nobody waits for it."""
    holder = f"{socket.gethostname()}:{root}"
    now = timezone.now()
    with transaction.atomic():
        lease, _ = Lease.objects.select_for_update().get_or_create(
            name=NAME, defaults={"holder": holder, "until": now + LENGTH}
        )
        if lease.holder != holder and lease.until > now:
            raise LeaseHeld(f"the queue is drained by {lease.holder} until {lease.until:%H:%M:%S}")
        lease.holder, lease.until = holder, now + LENGTH
        lease.save()
