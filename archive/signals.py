"""The one arrow out of archive: which stories the public may now see differently.

`articles_changed` is sent inside the transaction that changed them, with `ids`: a list of primary keys.
It is sent for bulk changes too, where Django's own signals are not. Whoever listens must only take note:
what it writes stands or falls with the change itself.
"""

from collections.abc import Iterable

from django.dispatch import Signal

articles_changed = Signal()


def announce(ids: Iterable[int]) -> None:
    """Say that these stories changed. Call it inside the transaction that changes them."""
    ids = sorted(set(ids))
    if ids:
        articles_changed.send(sender=None, ids=ids)
