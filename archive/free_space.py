"""How much room is left on the disks of the archive, and whether there is enough for what is about to be written.

In: a folder, and the bytes that will be written there. Out: nothing if they fit, else DiskFull. settings.DISK_FLOOR
bytes always stay free: the database needs them for what readers and editors do. A disk is also full if no more files
can be made on it, however many bytes are free; and nothing can be written while it is read-only.
"""

import errno
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.signals import Notice, notices_requested

MEGABYTE = 10**6
# Editors are told when less than this many times the floor is free: then there is still time to make room.
SHORT = 5
# Files that can still be made on a disk. A rebuild makes a few dozen, an upload one.
FEWEST_FILES = 500
# What a file takes beyond its own bytes: its text, its stories, their words in the index.
TIMES_OF_FILE = 3


class DiskFull(OSError):
    """There is clearly not enough room. The message is one line, for the operator."""

    def __init__(self, needed: int, free: int, folder: Path) -> None:
        words = f"not enough room: {megabytes(needed)} are needed and {megabytes(free)} are free in {folder}"
        super().__init__(errno.ENOSPC, words)

    def __str__(self) -> str:
        return self.strerror or ""


class NoMoreFiles(DiskFull):
    """There are bytes, but the file system cannot hold more files: it has no inodes left."""

    def __init__(self, left: int, folder: Path) -> None:
        OSError.__init__(self, errno.ENOSPC, f"not enough room: {_few(left)} in {folder}")


def megabytes(number: int) -> str:
    return f"{number / MEGABYTE:,.0f} MB"


def free_bytes() -> int:
    """The free bytes of the fullest disk that the archive writes to. Raises OSError if it cannot be asked."""
    return min(map(free_in, _all_folders()))


def free_in(folder: Path) -> int:
    """The free bytes of the disk on which this folder is, or will be."""
    return shutil.disk_usage(_existing(folder)).free


def files_left(folder: Path) -> int:
    """How many files can still be made on the disk of this folder; very many if its file system sets no limit."""
    disk = os.statvfs(_existing(folder))
    return disk.f_favail if disk.f_files else sys.maxsize


def is_read_only(folder: Path) -> bool:
    """Whether the disk on which this folder is, or will be, cannot be written at this moment."""
    return bool(os.statvfs(_existing(folder)).f_flag & os.ST_RDONLY)


def shortage() -> str | None:
    """Why nothing large may be begun, for an operator, without the name of a folder; None if there is room.

    Raises OSError if a disk cannot be asked.
    """
    if any(map(is_read_only, _all_folders())):
        return "a disk is read-only: see the system's log, and mount it writable again"
    files, free = min(map(files_left, _all_folders())), free_bytes()
    if files < FEWEST_FILES:
        return f"{_few(files)}, {FEWEST_FILES} must be: remove small files"
    if free < settings.DISK_FLOOR:
        return f"{megabytes(free)} free, {megabytes(settings.DISK_FLOOR)} must be: make room"
    return None


def require_room(folder: Path, size: int) -> None:
    """Raises DiskFull unless `size` more bytes fit into the folder, the floor stays free, and files can be made."""
    needed, free, files = size + settings.DISK_FLOOR, free_in(folder), files_left(folder)
    if free < needed:
        raise DiskFull(needed, free, folder)
    if files < FEWEST_FILES:
        raise NoMoreFiles(files, folder)


def require_room_together(needs: Iterable[tuple[Path, int]]) -> None:
    """Raises DiskFull unless so many more bytes fit into each of the folders, some of which may share a disk."""
    disks: dict[int, tuple[Path, int]] = {}
    for folder, size in needs:
        disk = _existing(folder).stat().st_dev
        disks[disk] = folder, disks.get(disk, (folder, 0))[1] + size
    for folder, size in disks.values():
        require_room(folder, size)


def require_room_for_files(sizes: Iterable[int]) -> None:
    """Raises DiskFull unless files of these sizes can be stored, read and indexed."""
    require_room(Path(settings.MEDIA_ROOT), TIMES_OF_FILE * sum(sizes))


def size_of(folder: Path) -> int:
    """The bytes of all files below a folder. Files that vanish meanwhile do not count."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(place) / name).stat().st_size
            except FileNotFoundError:
                continue
    return total


@receiver(notices_requested)
def shortage_notices(**kwargs: object) -> list[Notice]:
    """For editors, before the disk is full."""
    folders = _all_folders()
    if any(map(is_read_only, folders)) or min(map(files_left, folders)) < FEWEST_FILES:
        return [Notice(_("磁盘现在写不进去，请告诉管理员"), reverse("readyz"))]
    free = free_bytes()
    if free >= SHORT * settings.DISK_FLOOR:
        return []
    words = _("磁盘只剩 %(megabytes)s MB，请尽快腾出地方") % {"megabytes": f"{free / MEGABYTE:.0f}"}
    return [Notice(words, reverse("readyz"))]


def _few(files: int) -> str:
    return f"only {files} more files can be made (no inodes)"


def _all_folders() -> list[Path]:
    return [Path(one) for one in (settings.VAR_DIR, settings.INDEX_DIR, settings.MEDIA_ROOT, *_database_folders())]


def _existing(folder: Path) -> Path:
    """The folder, or that in which it will be made."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


def _database_folders() -> list[Path]:
    """The folder of an SQLite database. A database server watches its own disk."""
    database = settings.DATABASES["default"]
    return [Path(database["NAME"]).parent] if database["ENGINE"].endswith("sqlite3") else []
