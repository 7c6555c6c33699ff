"""Copies a SQLite database into one file and back, while others read and write it.

In: Django's connection, a path. Out: a file with the state of one moment; or a new database with that state.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.backends.sqlite3._functions import register  # type: ignore[import-untyped]  # django-stubs leaves it out

from config.backup.archive_facts import ArchiveFacts, facts_of
from config.backup.manifest import BackupRefused
from durability.durable_files import sync_file, sync_folder

PATIENCE = 60  # seconds


def check_tools() -> None:
    """Nothing to check: SQLite comes with Python."""


def copy(file: Path, left_out: Sequence[str]) -> ArchiveFacts:
    """One step of SQLite's own online backup, during which others read and write. Raises BackupRefused if damaged."""
    with closing(sqlite3.connect(_path(), timeout=PATIENCE)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
        # The constraints of the tables are checked meanwhile, and use functions that Django registers.
        register(target)
        # One file only; and no byte of the tables left out remains in free pages.
        target.execute("PRAGMA journal_mode = DELETE")
        for table in left_out:
            target.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own tables
        target.commit()
        target.execute("VACUUM")
        (result,) = target.execute("PRAGMA integrity_check(1)").fetchone()
        if result != "ok":
            raise BackupRefused(f"the database itself is damaged: {result}")
        return facts_of(lambda statement: target.execute(statement).fetchall())


def is_empty() -> bool:
    """No tables; and no journal of another database that SQLite would apply to a new one."""
    path = _path()
    if any(Path(f"{path}{end}").exists() for end in ("-wal", "-journal")):
        return not connection.introspection.table_names()
    return not path.exists() or path.stat().st_size == 0 or not connection.introspection.table_names()


def load(file: Path) -> None:
    """By one rename: afterwards the place has the whole database or none."""
    connection.close()
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.restoring")
    shutil.copyfile(file, draft)
    sync_file(draft)
    for end in ("-wal", "-shm", "-journal"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    draft.replace(path)
    sync_folder(path.parent)


@contextmanager
def scratch_database() -> Iterator[str]:
    """No URL: the database is then a file in ARCHIVE_VAR, and is removed with it."""
    yield ""


def check() -> str:
    """Returns what SQLite finds wrong in the database of the settings; empty if nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (result,) = cursor.fetchone()
        if result != "ok":
            return str(result)
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchone()
    return f"a row of {broken[0]} refers to a row of {broken[2]} that does not exist" if broken else ""


def _path() -> Path:
    return Path(connection.settings_dict["NAME"])
