"""Copies the archive while it is running and being written to.

In: the database and the uploads of the settings; a folder that is empty or does not exist. Out: that folder, complete.
The copy is made beside its place and then renamed: an interrupted copy is never found in the place of a complete one.
"""

import datetime
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from archive import last_backup
from archive.free_space import DiskFull, free_in, size_of
from archive.ingest.stored_files import DAMAGED, LOST
from config.backup import database_copy, manifest
from config.backup.archive_facts import tables_left_out
from config.backup.backup_signature import check_signing, sign
from config.backup.manifest import DATABASES, UPLOADS, BackedUpFile, BackupRefused, Manifest, Progress, checksum_of
from durability.durable_files import sync_file, sync_folder
from durability.failpoint import failpoint

Say = Callable[[str], None]
UNFINISHED = ".unfinished-"


def backup(target: Path, say: Say, progress: Progress) -> Manifest:
    """Raises BackupRefused if `target` is in use, its disk too small or a tool missing; OSError, ToolFailed.

    Nothing is left then.
    """
    _refuse_used(target)
    database_copy.check_tools()
    check_signing()
    _refuse_full(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}{UNFINISHED}", dir=target.parent))
    try:
        made = _fill(folder, say, progress)
        _sync_all(folder)
        failpoint("backup.synced")
        folder.replace(target)
        sync_folder(target.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    last_backup.remember(target)
    return made


def _refuse_used(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise BackupRefused(f"{target} is not a folder")
    if target.exists() and any(target.iterdir()):
        raise BackupRefused(f"{target} is not empty: a copy is never mixed with other files")


def _refuse_full(target: Path) -> None:
    """The copy takes as much as the uploads and the file of an SQLite database."""
    needed, free = size_of(Path(settings.MEDIA_ROOT)) + _database_size(), free_in(target)
    if free < needed:
        raise BackupRefused(str(DiskFull(needed, free, target)))


def _database_size() -> int:
    path = Path(settings.DATABASES["default"]["NAME"])
    return path.stat().st_size if path.is_absolute() and path.is_file() else 0


def _fill(folder: Path, say: Say, progress: Progress) -> Manifest:
    """The database comes first: the bytes of an upload are on the disk before any row names them, and they stay."""
    made_at, left_out = timezone.now().astimezone(datetime.UTC), tables_left_out()
    database = folder / DATABASES[database_copy.name()]
    facts = database_copy.copy(database, left_out)
    database.chmod(0o600)
    say(f"database: {database.stat().st_size} bytes")
    failpoint("backup.database")
    files, not_whole = {database.name: checksum_of(database)}, {}
    for number, path in enumerate(facts.uploads, 1):
        kept, trouble = _copy_upload(path, folder / UPLOADS / path)
        if kept:
            files[f"{UPLOADS}/{path}"] = kept
        if trouble:
            not_whole[path] = trouble
        progress(number, len(facts.uploads))
    say(f"uploads: {len(facts.uploads)}")
    made = Manifest(
        made_at=made_at.isoformat(timespec="seconds"),
        database=database_copy.name(),
        migrations=facts.migrations,
        rows=facts.rows,
        left_out=left_out,
        files=files,
        not_whole=not_whole,
    )
    manifest.write(folder, made)
    sign(folder)
    return made


def _copy_upload(path: str, target: Path) -> tuple[BackedUpFile | None, str]:
    """The copied file, and what is wrong with it in the archive itself: its name is the checksum of its bytes."""
    source = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError:
        return None, LOST
    kept = checksum_of(target)
    return kept, "" if kept.sha256 == target.name else DAMAGED


def _sync_all(folder: Path) -> None:
    for root, _, names in os.walk(folder):
        for name in names:
            sync_file(Path(root) / name)
        sync_folder(Path(root))
