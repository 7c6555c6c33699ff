"""How the archive tells other apps about its stories, and asks them, without importing them.

`articles_changed` is sent inside the transaction that changed the stories, with `ids`: a list of primary keys,
and `is_text_same`: whether only the name of something that the stories name has changed.
It is also sent for bulk changes, for which Django's own signals are not. A receiver must only write a note of it
to the database: what it writes is committed or rolled back together with the change.

`registry_changed` is sent inside a transaction that adds or changes many names of regions, organizations, programs or
topics at once, for which Django's own signals are not sent.

`status_requested` is sent when an editors' page shows stories, with `ids`. A receiver returns a mapping from
id to a few words such as 可检索, for those stories about which it has something to say.

`notices_requested` is sent for the first page of the editors' site. A receiver returns a list of `Notice`:
what an editor should look at, and at which address.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal
from django.utils.translation import gettext

articles_changed = Signal()
registry_changed = Signal()
status_requested = Signal()
notices_requested = Signal()


@dataclass(frozen=True)
class Notice:
    words: str  # a sentence without its full stop
    address: str


def announce(ids: Iterable[int]) -> None:
    """Say that these stories changed. Call it inside the transaction that changes them."""
    _send(ids, is_text_same=False)


def announce_names(ids: Iterable[int]) -> None:
    """Say that something these stories name has another name now, and that their own text is the same."""
    _send(ids, is_text_same=True)


def announce_registry() -> None:
    """Say that names of the registry changed in bulk. Call it inside the transaction that changes them."""
    registry_changed.send(sender=None)


def _send(ids: Iterable[int], is_text_same: bool) -> None:
    ids = sorted(set(ids))
    if ids:
        articles_changed.send(sender=None, ids=ids, is_text_same=is_text_same)


def status_notes(ids: Collection[int]) -> dict[int, str]:
    """The words of all receivers about these stories. Stories that no receiver knows are left out."""
    notes: dict[int, str] = {}
    answers: list[tuple[Any, Any]] = status_requested.send(sender=None, ids=list(ids)) if ids else []
    for _, answer in answers:
        for pk, words in answer.items():
            notes[pk] = notes[pk] + gettext("，") + words if pk in notes else words
    return notes


def current_notices() -> list[Notice]:
    """The notices of all receivers."""
    answers: list[tuple[Any, Any]] = notices_requested.send(sender=None)
    return [notice for _, notices in answers for notice in notices]
