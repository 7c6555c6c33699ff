"""Removes what killed processes left behind: half-written files, unfinished indexes, places of drills.

In: the folders of the archive. Out: the number of things that were removed. Only names that the archive itself gives
are touched, and only if they are older than a day or a lock says that nobody works on them.
"""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from archive.ingest.stored_files import OLD, remove_undone
from config.backup.backup_signature import KEY
from config.backup.restore_backup import BEING_LOADED
from config.backup.restore_drill import DRILLING, PLACE
from durability.durable_files import DRAFT
from search.generations import generation
from search.generations.locks import REBUILDING, Locked, lock

HALF_WRITTEN = re.compile(
    rf".+\.[0-9a-f]{{8}}{re.escape(DRAFT)}|secret-key\.[0-9a-f]{{16}}|.+\.sqlite3\.restoring|\..+{re.escape(BEING_LOADED)}"
)
HALF_MADE = re.compile(rf"{re.escape(PLACE)}.+|\.{re.escape(KEY)}-.+")


def remove_leftovers() -> int:
    """Raises OSError."""
    var, root = Path(settings.VAR_DIR), Path(settings.INDEX_DIR)
    removed = len(remove_undone())
    for path in _old(var):
        if path.is_file() and HALF_WRITTEN.fullmatch(path.name):
            path.unlink(missing_ok=True)
            removed += 1
        elif path.is_dir() and HALF_MADE.fullmatch(path.name):
            removed += _remove_folder(path)
    return removed + _remove_old_generations(root)


def _old(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # others are at work here
            if not path.is_symlink() and path.stat().st_mtime < time.time() - OLD:
                yield path


def _remove_folder(path: Path) -> int:
    try:
        with lock(path.parent, DRILLING):
            shutil.rmtree(path)
    except Locked:
        return 0  # a drill is at work: the next one removes it
    return 1


def _remove_old_generations(root: Path) -> int:
    if not root.is_dir():
        return 0
    try:
        with lock(root, REBUILDING):
            before = len(list(root.glob("generations/*")))
            generation.remove_old(root)
            return before - len(list(root.glob("generations/*")))
    except Locked:
        return 0  # a rebuild is at work, which began with the same
