"""Looks after the stored bytes of uploads: which are lost or damaged, and which belong to nothing any more.

In: the folder of uploads, the database. Out: the files that are not sound; a folder without leftovers.
"""

import hashlib
import re
import time
from collections.abc import Iterator, Set
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from archive.ingest.store import ARRIVING
from archive.models import DeliveredFile, Upload
from durability.failpoint import failpoint

LOST, DAMAGED = "lost", "damaged"
# Seconds. No write and no transaction takes this long.
OLD = 24 * 3600
SHA256 = re.compile(r"[0-9a-f]{64}")
LEAVING = re.compile(r"\.([0-9a-f]{64})\.leaving")


def unsound_files() -> dict[str, str]:
    """Reads every byte of every file that a row names; returns those that are lost or damaged, by path."""
    found = ((path, _unsound(Path(settings.MEDIA_ROOT) / path)) for path in sorted(named_files()))
    return {path: what for path, what in found if what}


def named_files() -> set[str]:
    """The paths below MEDIA_ROOT that the rows of uploads and deliveries name."""
    rows = (model.objects.exclude(content="").values_list("content", flat=True) for model in (Upload, DeliveredFile))
    return {path for contents in rows for path in contents.iterator()}


def remove_undone() -> list[str]:
    """Removes what is older than a day: half-written files, and files that no row names, because what was uploaded
    was not saved or was undone. Returns their paths. Files that the archive would not make stay.
    """
    named = named_files()
    return [_relative(path) for path in _files() if _remove(path, named)]


def _remove(path: Path, named: Set[str]) -> bool:
    """Whether this file was of no use and is gone."""
    half_removed = LEAVING.fullmatch(path.name)
    if half_removed:
        return _leave(path, path.with_name(half_removed[1]))
    if not _is_old(path):
        return False
    if path.name.startswith(ARRIVING):
        path.unlink(missing_ok=True)
        return True
    return SHA256.fullmatch(path.name) is not None and _relative(path) not in named and _remove_unnamed(path)


def _files() -> Iterator[Path]:
    """Files and not links, in the folders that `store` makes."""
    for path in sorted(Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]/*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _remove_unnamed(path: Path) -> bool:
    """Another process may store the same bytes at this moment: `store` renews the time of a file that is there before
    it looks at it. So either we see the new time after the rename, or `store` finds no file and writes it.
    """
    leaving = path.with_name(f".{path.name}.leaving")
    path.rename(leaving)
    failpoint("undone.renamed")
    return _leave(leaving, path)


def _leave(leaving: Path, path: Path) -> bool:
    """Whether it was removed; otherwise it is back in its place."""
    relative = _relative(path)
    rows = (model.objects.filter(content=relative) for model in (Upload, DeliveredFile))
    if _is_old(leaving) and not any(row.exists() for row in rows):
        leaving.unlink()
        return True
    leaving.replace(path)
    return False


def _is_old(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return path.stat().st_mtime < time.time() - OLD
    return False


def _relative(path: Path) -> str:
    return path.relative_to(settings.MEDIA_ROOT).as_posix()


def _unsound(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == path.name else DAMAGED
    except FileNotFoundError:
        return LOST
