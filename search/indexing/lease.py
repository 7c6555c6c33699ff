"""The lease of the queue: rows acknowledged for one index folder would never reach another.

In: the index folder. Out: the lease, held by this machine for this folder; or LeaseHeld.
File locks beside the index are enough for the processes of one machine; the lease is for several machines. Their
clocks may differ or be set back: a lease has also expired if it was not renewed for its length while this process
was watching.
"""

import datetime
import socket
import time
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from search.models import Lease

NAME = "indexer"
LENGTH = datetime.timedelta(seconds=30)
# The lease as last seen, and when: in seconds of a clock that never goes back.
_seen: tuple[tuple[str, datetime.datetime], float] | None = None


class LeaseHeld(Exception):
    """Another machine, or another index folder, works through this queue."""


def renew(root: Path) -> bool:
    """Take or renew the lease; returns whether another held it until now, so that our index may lack changes.

    A holder that died on this machine is the same holder again: nobody waits for it.
    """
    holder, now = _holder(root), timezone.now()
    with transaction.atomic():
        lease, is_new = Lease.objects.select_for_update().get_or_create(
            name=NAME, defaults={"holder": holder, "until": now + LENGTH}
        )
        is_anothers = lease.holder != holder
        if is_anothers and not _has_run_out(lease, now):
            raise LeaseHeld(f"the queue is drained by {lease.holder} until {lease.until:%H:%M:%S}")
        if not is_new:
            lease.holder, lease.until = holder, now + LENGTH
            lease.save()
    return is_anothers


def is_held_elsewhere(root: Path) -> bool:
    """Whether another machine, or another index folder, waits for the rows of the queue."""
    held = Lease.objects.filter(name=NAME, until__gt=timezone.now())
    return held.exclude(holder=_holder(root)).exists()


def _holder(root: Path) -> str:
    return f"{socket.gethostname()}:{root}"


def _has_run_out(lease: Lease, now: datetime.datetime) -> bool:
    global _seen
    state = lease.holder, lease.until
    if _seen is None or _seen[0] != state:
        _seen = state, time.monotonic()
    return lease.until <= now or time.monotonic() - _seen[1] > LENGTH.total_seconds()
