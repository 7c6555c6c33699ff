"""The arrows out of archive: which stories the public may now see differently, and what others know of stories.

`articles_changed` is sent inside the transaction that changed them, with `ids`: a list of primary keys.
It is sent for bulk changes too, where Django's own signals are not. Whoever listens must only take note:
what it writes stands or falls with the change itself.

`standing_asked` is sent where the desk shows stories, with `ids`. Whoever listens answers with a mapping from
id to a few words in Chinese, as 可检索, for those it can tell something of.

`waiting_asked` is sent for the first page of the desk. Whoever listens answers with a list of `Notice`: what an
editor should look at, and where.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

articles_changed = Signal()
standing_asked = Signal()
waiting_asked = Signal()


@dataclass(frozen=True)
class Notice:
    words: str  # a sentence in Chinese without its full stop
    address: str


def announce(ids: Iterable[int]) -> None:
    """Say that these stories changed. Call it inside the transaction that changes them."""
    ids = sorted(set(ids))
    if ids:
        articles_changed.send(sender=None, ids=ids)


def standing_of(ids: Collection[int]) -> dict[int, str]:
    """What is said of these stories, for the editor; those nobody speaks of are left out."""
    said: dict[int, str] = {}
    answers: list[tuple[Any, Any]] = standing_asked.send(sender=None, ids=list(ids)) if ids else []
    for _, answer in answers:
        for pk, words in answer.items():
            said[pk] = f"{said[pk]}，{words}" if pk in said else words
    return said


def waiting_told() -> list[Notice]:
    answers: list[tuple[Any, Any]] = waiting_asked.send(sender=None)
    return [one for _, answer in answers for one in answer]
