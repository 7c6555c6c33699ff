"""How much room is left on the disks of the archive, and whether there is enough for what is about to be written.

In: a folder, and the bytes that will be written there. Out: nothing if they fit, else DiskFull. settings.DISK_FLOOR
bytes always stay free: the database needs them for what readers and editors do.
"""

import errno
import os
import shutil
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
# What a file takes beyond its own bytes: its text, its stories, their words in the index.
TIMES_OF_FILE = 3


class DiskFull(OSError):
    """There is clearly not enough room. The message is one line, for the operator."""

    def __init__(self, needed: int, free: int, folder: Path) -> None:
        words = f"not enough room: {megabytes(needed)} are needed and {megabytes(free)} are free in {folder}"
        super().__init__(errno.ENOSPC, words)

    def __str__(self) -> str:
        return self.strerror or ""


def megabytes(number: int) -> str:
    return f"{number / MEGABYTE:,.0f} MB"


def free_bytes() -> int:
    """The free bytes of the fullest disk that the archive writes to. Raises OSError if it cannot be asked."""
    folders: list[Path] = [settings.VAR_DIR, settings.INDEX_DIR, settings.MEDIA_ROOT, *_database_folders()]
    return min(free_in(Path(folder)) for folder in folders)


def free_in(folder: Path) -> int:
    """The free bytes of the disk on which this folder is, or will be."""
    return shutil.disk_usage(_existing(folder)).free


def require_room(folder: Path, size: int) -> None:
    """Raises DiskFull unless `size` more bytes fit into the folder and the floor stays free."""
    needed, free = size + settings.DISK_FLOOR, free_in(folder)
    if free < needed:
        raise DiskFull(needed, free, folder)


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
    free = free_bytes()
    if free >= SHORT * settings.DISK_FLOOR:
        return []
    words = _("磁盘只剩 %(megabytes)s MB，请尽快腾出地方") % {"megabytes": f"{free / MEGABYTE:.0f}"}
    return [Notice(words, reverse("readyz"))]


def _existing(folder: Path) -> Path:
    """The folder, or that in which it will be made."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


def _database_folders() -> list[Path]:
    """The folder of an SQLite database. A database server watches its own disk."""
    database = settings.DATABASES["default"]
    return [Path(database["NAME"]).parent] if database["ENGINE"].endswith("sqlite3") else []
