"""Restores an archive from a copy.

In: a folder that `backup` made; settings that name an empty place. Out: database, uploads and an index that was
proved against them. Anything wrong with the copy or the place is reported before anything is written.
"""

import io
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from archive.free_space import DiskFull, require_room_together
from config.backup import database_copy, manifest
from config.backup.manifest import DATABASES, UPLOADS, BackupRefused, Manifest, Progress
from durability.durable_files import sync_file, sync_folder

Say = Callable[[str], None]
# A dump is compressed: the text in it takes about this many times as much.
TIMES_OF_DUMP = 4
BEING_LOADED = ".being-loaded"


class RestoreNotProved(Exception):
    """The restored archive differs from the copy, or its index differs from the database."""


def restore(folder: Path, copy: Manifest, say: Say, progress: Progress) -> None:
    """`copy`: the manifest of the folder. Raises BackupRefused or BackupDamaged: then nothing was written.

    Raises RestoreNotProved or OSError: then empty the place before another try.
    """
    _refuse_unfit(copy)
    _refuse_used_place()
    _refuse_full(copy)
    manifest.verify(folder, copy, progress)
    say(f"{len(copy.files)} files match their checksums")
    _restore_uploads(folder, copy)
    _restore_database(folder, copy)
    _count(copy)
    say("database and uploads are in place")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("rebuild_index", interactive=False, verbosity=0)
    _prove()


def _refuse_unfit(copy: Manifest) -> None:
    if copy.database != database_copy.name():
        raise BackupRefused(f"the copy is a {copy.database} database, but DATABASE_URL names {database_copy.name()}")
    known = MigrationLoader(None).disk_migrations
    newer = [f"{app}.{name}" for app, names in copy.migrations.items() for name in names if (app, name) not in known]
    if newer:
        raise BackupRefused(f"the copy is of a newer version, which has {newer[0]}: update the code first")
    database_copy.check_tools()


def _refuse_used_place() -> None:
    if not database_copy.is_empty():
        raise BackupRefused("the database is not empty: restore into a new one")
    for place in (Path(settings.MEDIA_ROOT), Path(settings.INDEX_DIR)):
        if any(files for _, _, files in os.walk(place)):
            raise BackupRefused(f"{place} is not empty: restore into an empty ARCHIVE_VAR")


def _refuse_full(copy: Manifest) -> None:
    """Room for the uploads, for the database if it is a file here, and for an index, which is smaller than that.

    The copy of the database that is loaded takes its room before the index does.
    """
    database = copy.files[DATABASES[copy.database]].size
    index = database if copy.database == "sqlite" else TIMES_OF_DUMP * database
    needs = [(Path(settings.MEDIA_ROOT), copy.size - database), (Path(settings.INDEX_DIR), index)]
    if copy.database == "sqlite":
        needs.append((Path(settings.DATABASES["default"]["NAME"]).parent, database))
    try:
        require_room_together(needs)
    except DiskFull as error:
        raise BackupRefused(str(error)) from error


def _restore_uploads(folder: Path, copy: Manifest) -> None:
    for name in copy.files:
        if not name.startswith(f"{UPLOADS}/"):
            continue
        target = Path(settings.MEDIA_ROOT) / name.removeprefix(f"{UPLOADS}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(folder, name, target, copy)
        sync_file(target)
        sync_folder(target.parent)


def _restore_database(folder: Path, copy: Manifest) -> None:
    name = DATABASES[copy.database]
    own = Path(settings.VAR_DIR) / f".{name}{BEING_LOADED}"
    try:
        _copy(folder, name, own, copy)
        database_copy.load(own)
    finally:
        own.unlink(missing_ok=True)


def _copy(folder: Path, name: str, target: Path, copy: Manifest) -> None:
    """Our own copy is checked too: somebody may have changed the file since all of them were verified."""
    shutil.copyfile(folder / name, target)
    if manifest.checksum_of(target) != copy.files[name]:
        raise RestoreNotProved(f"{name} changed while it was being restored")


def _count(copy: Manifest) -> None:
    with connection.cursor() as cursor:
        for table, rows in copy.rows.items():
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table's name
            (found,) = cursor.fetchone()
            if found != rows:
                raise RestoreNotProved(f"{table} has {found} rows, the copy says {rows}")


def _prove() -> None:
    """By the database itself, and by the command that an operator would use."""
    wrong = database_copy.check()
    if wrong:
        raise RestoreNotProved(f"the database is damaged: {wrong}")
    report = io.StringIO()
    try:
        call_command("check_index", stdout=report)
    except (CommandError, SystemExit) as error:
        raise RestoreNotProved(
            f"the new index could not be proved: {' '.join(report.getvalue().split())} {error}"
        ) from error
