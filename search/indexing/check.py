"""The complete check of an index: stories, bytes, canaries, queue; and the repair of what can be repaired.

In: the index folder, the database. Out: a Report. A generation that is found damaged is not served from then on.
"""

import datetime
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from search.generations import cutters, damage_notes, generation
from search.generations.locks import INDEXING, WRITING, is_held, lock
from search.generations.served_snapshot import open_snapshot
from search.generations.serving import state
from search.generations.stamp import Stamp
from search.index.layout import IndexDamaged
from search.indexing import queue
from search.indexing.indexer import PATIENCE
from search.indexing.proof import Scan, scan, still_differing
from search.models import Pending
from text.frequency_file import read_frequencies

# Stories that change during the check are compared again: up to this many times, after this many seconds.
LOOKS, PAUSE = 4, 1.0
KINDS = ("missing", "surplus", "different", "doubled")


@dataclass
class Report:
    """The help of manage.py check_index describes each field."""

    served: str | None
    as_of: str | None
    rebuild_needed: str | None
    damage: list[str]
    bytes: int = 0
    published: int = 0
    indexed: int = 0
    missing: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    canaries: int = 0
    lost: list[dict[str, Any]] = field(default_factory=list)
    waiting: int = 0
    oldest_waiting_seconds: float = 0.0
    set_aside: list[int] = field(default_factory=list)
    queued: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not (self.differing or self.damage or self.lost or self.rebuild_needed)

    @property
    def differing(self) -> list[int]:
        return sorted({*self.missing, *self.surplus, *self.different, *self.doubled})


def check(root: Path) -> Report:
    """Check everything. Raises IndexMissing if no index can be read at all."""
    begun = time.monotonic()
    read, wrong = _check_files(root)
    open_snapshot(root)
    now = state(root)
    report = Report(now.served, now.as_of.isoformat() if now.as_of else None, now.rebuild_needed, wrong, read)
    try:
        _compare(root, report)
    except IndexDamaged as error:
        folder = open_snapshot(root).folder
        damage_notes.mark_damaged(root, folder, damage_notes.reason_of(error))
        report.damage.append(f"{folder.name}: {damage_notes.reason_of(error)}")
    _look_at_queue(report)
    report.seconds = round(time.monotonic() - begun, 2)
    return report


@transaction.atomic
def repair(report: Report) -> int:
    """Queue the stories that differ; returns how many. Damaged files and lost canaries need a rebuild."""
    for pk in report.surplus:
        # This includes stories that were never public, which `enqueue` would leave out.
        queue.enqueue_deleted(pk)
    others = sorted(set(report.differing) - set(report.surplus))
    queue.enqueue_changed(others)
    report.queued = len(others) + len(report.surplus)
    return report.queued


# Files


def _check_files(root: Path) -> tuple[int, list[str]]:
    """Read every byte of the current and the former generation; returns how many were right, and what is wrong."""
    total, wrong = 0, []
    current, former = generation.current(root), generation.former(root)
    # Nobody may commit or remove a generation meanwhile.
    with lock(root, WRITING, wait=PATIENCE):
        for folder in filter(None, (current, former)):
            try:
                total += generation.check(folder)
                wrong += _dictionary_lost(root, generation.stamp_of(folder))
                damage_notes.clear(root, folder)
            except generation.IncompatibleIndex as error:
                damage_notes.mark_unreadable(folder, str(error))
                # If only the former one cannot be read by this code, it is of no use any more, but nothing is wrong.
                wrong += [f"{folder.name}: {error}"] if folder == current else []
            except generation.UnreadableIndex as error:
                damage_notes.mark_damaged(root, folder, str(error))
                wrong.append(f"{folder.name}: {error}")
    return total, wrong


def _dictionary_lost(root: Path, stamp: Stamp) -> list[str]:
    """Today's dictionary is made again when it is needed, an older one cannot be: without it words rank differently."""
    path = cutters.dictionary(root, stamp.cutter)
    is_lost = stamp.difference() and read_frequencies(path) is None
    return [f"{path.name} is lost: words are cut with today's dictionary"] if is_lost else []


# Stories


def _compare(root: Path, report: Report) -> None:
    snapshot = open_snapshot(root)
    found = scan(snapshot)
    report.published, report.indexed = found.published, found.indexed
    # A story that differs from the index is reported as such, not as a lost canary.
    lost = [canary for canary in found.canaries.lost(snapshot) if canary.pk not in found.differing]
    differing = _settled(root, found)
    for kind in KINDS:
        setattr(report, kind, [pk for pk in getattr(found, kind) if pk in differing])
    report.canaries = found.canaries.searches
    report.lost = [{"story": canary.pk, "query": canary.run} for canary in lost]


def _settled(root: Path, found: Scan) -> set[int]:
    """The stories that still differ after the indexer had time for them: an archive in use changes all the time."""
    differing = still_differing(open_snapshot(root), found.differing)
    for _ in range(LOOKS - 1):
        if not differing or not is_held(root, INDEXING) or not Pending.objects.due(timezone.now()).exists():
            break
        time.sleep(PAUSE)
        differing = still_differing(open_snapshot(root), sorted(differing))
    return differing | set(found.doubled)


# Queue


def _look_at_queue(report: Report) -> None:
    report.waiting = Pending.objects.waiting().count()
    report.set_aside = list(Pending.objects.set_aside().order_by("article_id").values_list("article_id", flat=True))
    oldest = Pending.objects.waiting().order_by("queued_at").values_list("queued_at", flat=True).first()
    if oldest:
        report.oldest_waiting_seconds = round(max((timezone.now() - oldest) / datetime.timedelta(seconds=1), 0.0), 1)


def as_json(report: Report) -> dict[str, Any]:
    return {"clean": report.is_clean, **asdict(report)}
