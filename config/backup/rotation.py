"""A folder of copies, each named by its time: adds one, and deletes those that need not be kept.

In: a folder, and how many days, weeks and months are kept. Out: a new copy in it, or fewer copies.

    ROOT/2026-11-28T183000Z/               a copy
        .2026-11-28T183000Z.unfinished-…   one that was never finished; the next run removes it
        .2026-11-28T183000Z.removing       one that is being deleted; the next run goes on

Only a copy that a key of this archive has signed and to which nobody has added a file is ever deleted, and only while
one of those that stay is good: it matches every checksum, and no upload was missing when it was made.
"""

import datetime
import re
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from config.backup import manifest
from config.backup.backup_signature import own_signers, read_signed
from config.backup.create_backup import UNFINISHED, Say, backup
from config.backup.manifest import BackupDamaged, BackupRefused, Manifest, Progress
from durability.durable_files import sync_folder
from durability.failpoint import failpoint
from search.generations.locks import Locked, lock

# Held in the folder of the copies.
COPYING = "copying"
REMOVING = ".removing"
TIME = "%Y-%m-%dT%H%M%SZ"
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z")
DEBRIS = re.compile(rf"\.{NAME.pattern}(?:{re.escape(UNFINISHED)}.*|{re.escape(REMOVING)})")


class NothingDeleted(Exception):
    """Copies should have been deleted, but none that stays is good. The message says so."""


@dataclass(frozen=True)
class KeptPeriods:
    """The last copy of each of so many days, weeks and months that have one is kept. Times are UTC."""

    days: int
    weeks: int
    months: int


@dataclass(frozen=True)
class DatedCopy:
    folder: Path
    manifest: Manifest

    @property
    def made_at(self) -> datetime.datetime:
        return datetime.datetime.fromisoformat(self.manifest.made_at)


@dataclass
class Rotation:
    """`left_alone`: folders that look like copies but are not ours or not as we made them, and why."""

    kept: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    left_alone: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        return f"copies kept: {len(self.kept)}, deleted: {len(self.deleted)}, left alone: {len(self.left_alone)}"


def add_copy(root: Path, say: Say, progress: Progress) -> DatedCopy:
    """Make a copy in `root`, named by the time. Raises as `backup`; BackupRefused if root is missing or in use."""
    if not root.is_dir():
        raise BackupRefused(f"{root} does not exist: make it first (if its disk is not mounted, mount it)")
    try:
        with lock(root, COPYING):
            _clear_debris(root)
            target = root / f"{timezone.now().astimezone(datetime.UTC):{TIME}}"
            return DatedCopy(target, backup(target, say, progress))
    except Locked as error:
        raise BackupRefused(f"another process is making or deleting copies in {root}") from error


def rotate(root: Path, keep: KeptPeriods, newest: Path | None = None) -> Rotation:
    """Delete what need not be kept; `newest` always is. Raises NothingDeleted, BackupRefused, OSError."""
    try:
        with lock(root, COPYING):
            return _rotate(root, keep, newest)
    except Locked as error:
        raise BackupRefused(f"another process is making or deleting copies in {root}") from error


def newest_copy(root: Path) -> Path:
    """The copy with the latest name, whatever is in it. Raises BackupRefused if there are no copies."""
    folders = _named_copies(root)
    if not folders:
        raise BackupRefused(f"{root} has no copy named like 2026-11-28T183000Z")
    return folders[-1]


def _rotate(root: Path, keep: KeptPeriods, newest: Path | None) -> Rotation:
    _clear_debris(root)
    done, copies = Rotation(), []
    for folder in _named_copies(root):
        try:
            copies.append(_our_copy(folder))
        except (BackupDamaged, BackupRefused, OSError) as error:
            done.left_alone[folder.name] = str(error)
    kept_folders = {*_kept(copies, keep), *([newest] if newest else [])}
    kept = [copy for copy in copies if copy.folder in kept_folders]
    surplus = [copy for copy in copies if copy.folder not in kept_folders]
    if surplus and not any(map(_is_good, sorted(kept, key=lambda copy: copy.made_at, reverse=True))):
        raise NothingDeleted(f"no copy that would stay in {root} is good, so the others ({len(surplus)}) stay too")
    for copy in surplus:
        _delete(copy.folder)
        done.deleted.append(copy.folder.name)
    done.kept = [copy.folder.name for copy in kept]
    return done


def _named_copies(root: Path) -> list[Path]:
    folders = (path for path in root.iterdir() if NAME.fullmatch(path.name))
    return sorted(path for path in folders if path.is_dir() and not path.is_symlink())


def _our_copy(folder: Path) -> DatedCopy:
    """Raises BackupRefused or BackupDamaged if we did not make it, or somebody added a file to it."""
    made = read_signed(folder, own_signers())
    manifest.verify_names(folder, made)
    return DatedCopy(folder, made)


def _kept(copies: Iterable[DatedCopy], keep: KeptPeriods) -> set[Path]:
    """Depends only on the copies, not on today: after a month without copies the older ones are all still there."""
    newest_first = sorted(copies, key=lambda copy: copy.made_at, reverse=True)
    periods: tuple[tuple[int, Callable[[datetime.datetime], object]], ...] = (
        (keep.days, lambda made_at: made_at.date()),
        (keep.weeks, lambda made_at: made_at.isocalendar()[:2]),
        (keep.months, lambda made_at: (made_at.year, made_at.month)),
    )
    return {folder for number, period_of in periods for folder in _last_of_each(newest_first, number, period_of)}


def _last_of_each(
    newest_first: Iterable[DatedCopy], number: int, period_of: Callable[[datetime.datetime], object]
) -> Collection[Path]:
    found: dict[object, Path] = {}
    for copy in newest_first:
        found.setdefault(period_of(copy.made_at), copy.folder)
    return list(found.values())[:number]


def _is_good(copy: DatedCopy) -> bool:
    """Read every byte."""
    if copy.manifest.not_whole:
        return False
    try:
        manifest.verify(copy.folder, copy.manifest, lambda done, total: None)
    except (BackupDamaged, OSError):
        return False
    return True


def _delete(folder: Path) -> None:
    """After the rename it is no copy any more, however far the deletion comes."""
    doomed = folder.with_name(f".{folder.name}{REMOVING}")
    folder.rename(doomed)
    sync_folder(folder.parent)
    failpoint("rotation.renamed")
    shutil.rmtree(doomed)


def _clear_debris(root: Path) -> None:
    """Under the lock nobody makes or deletes a copy here, so these are left from runs that were killed."""
    for path in root.iterdir():
        if DEBRIS.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)  # a new copy is more important
