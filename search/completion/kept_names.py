"""The names that completion looks through. A process keeps them, and makes them again when they have changed.

In: the database. Out: a CompletionIndex, and whether its numbers of stories are right at this moment.

If a name of the registry changes, the index is made again at once; if stories change, at most once a minute, because
an import changes them all the time. So everything that is found in it is looked up once more, by
search.completion.still_public. A server process looks for changes in the background (config/warm_start.py), so that
readers do not wait.
"""

import threading
import time
from dataclasses import dataclass
from typing import NamedTuple

from search.completion.completable_names import completable_names
from search.completion.completion_index import CompletionIndex
from search.models import FindableRevision, NamesRevision, Pending

# Seconds after which the index is made again if stories have changed.
LONGEST_BEHIND = 60.0
# Seconds after its last look for which a background thread is expected to look again.
LOOKED_LATELY = 20.0


class NamesStamp(NamedTuple):
    """`names` and `stories` are equal if no name, and no published story, has changed."""

    names: int | None
    stories: tuple[object, ...]


@dataclass(frozen=True)
class KeptNames:
    """`made`: when, on the clock of time.monotonic."""

    index: CompletionIndex
    stamp: NamesStamp
    made: float

    def is_behind(self, stamp: NamesStamp) -> bool:
        if stamp.names != self.stamp.names:
            return True
        return stamp.stories != self.stamp.stories and time.monotonic() - self.made > LONGEST_BEHIND


_kept: KeptNames | None = None
_looked = float("-inf")
_making = threading.Lock()


def names_now() -> tuple[CompletionIndex, bool]:
    """The names, and whether their numbers of stories are right at this moment. Three statements, if it is not made."""
    stamp, kept = _stamp_now(), _kept
    is_looked_after = time.monotonic() - _looked < LOOKED_LATELY
    if kept is None or (kept.is_behind(stamp) and not is_looked_after):
        kept = _made(stamp)
    return kept.index, kept.stamp.stories == stamp.stories


def look_for_changes() -> None:
    """Make the index if it is behind. Call it every few seconds, in a thread that answers no requests."""
    global _looked
    stamp = _stamp_now()
    if _kept is None or _kept.is_behind(stamp):
        _made(stamp)
    _looked = time.monotonic()


def forget() -> None:
    """The next question makes the index again."""
    global _kept, _looked
    _kept, _looked = None, float("-inf")


def _made(stamp: NamesStamp) -> KeptNames:
    """Made by one thread at a time. While it is, the others take the last one if there is one."""
    global _kept
    known = _kept
    if not _making.acquire(blocking=known is None):
        return known or _made(stamp)
    try:
        if _kept is None or _kept.is_behind(stamp):
            _kept = KeptNames(CompletionIndex(completable_names()), stamp, time.monotonic())
        return _kept
    finally:
        _making.release()


def _stamp_now() -> NamesStamp:
    """Read before the names: if they change in between, the index is made again."""
    names = NamesRevision.objects.filter(pk=1).values_list("revision", flat=True).first()
    findable = FindableRevision.objects.values_list("revision", flat=True).first()
    latest = Pending.objects.order_by("-queued_at", "revision").values_list("queued_at", "revision").first()
    return NamesStamp(names, (findable, latest))
