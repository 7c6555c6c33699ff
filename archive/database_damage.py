"""Damage of an SQLite database: how it is recognized, remembered and put into words.

In: an error of the database. Out: whether it shows damage, a line for the log with what to do, and a note for other
processes and later starts:

    ARCHIVE_VAR/database-damaged.json    {"inode": of the database's file, "reason": …}

SQLite has no checksums: it notices pages that make no sense, and text that is not UTF-8, but not every wrong byte.
Damage that it has noticed stays noted until the whole file was checked or replaced: pages that do not need it still
work. A server of PostgreSQL reports its own damage to its own log.
"""

import json
import logging
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.last_backup import restore_command
from archive.signals import Notice, notices_requested
from durability.durable_files import write_durably

log = logging.getLogger(__name__)

NOTE = "database-damaged.json"
# SQLite names most errors. The last one has no name: it comes from Python, which reads the text.
CODES = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
WORDS = ("disk image is malformed", "file is not a database", "malformed database schema", "Could not decode to UTF-8")

# The note, if it cannot be written: then only this process knows of the damage.
_kept: dict[str, object] = {}


class DatabaseDamaged(Exception):
    """The database is damaged. The message is one line, for the operator."""


def is_damage(error: BaseException | None) -> bool:
    """Whether this error, or one that it was raised from, shows that the database itself is damaged."""
    while error is not None:
        code = getattr(error, "sqlite_errorname", None) or ""
        if code.startswith(CODES) or any(words in str(error) for words in WORDS if _is_of_database(error)):
            return True
        error = error.__cause__
    return False


def advice(reason: object) -> str:
    """One line: what is wrong, and the command that restores the newest backup."""
    command = restore_command() or "manage.py restore DIR, with the newest backup you have"
    return f"the database is damaged ({reason}): stop the archive and restore it into an empty ARCHIVE_VAR: {command}"


def report(error: object) -> None:
    """Say it in the log, and remember it."""
    log.error("%s", advice(error))
    note(error)


def note(error: object) -> None:
    """Remember it, for this process and for others."""
    if _written().get("inode") == _inode():
        return
    found = {"inode": _inode(), "reason": str(error)}
    try:
        write_durably(_path(), json.dumps(found, ensure_ascii=False))
    except OSError as failure:
        log.warning("other processes cannot be informed of the damage: %s", failure)
        _kept.update(found)


def noted() -> str | None:
    """The damage that was noticed in the file that is the database now; None if there was none."""
    for known in (_kept, _written()):
        if known.get("reason") and known.get("inode") == _inode():
            return str(known["reason"])
    return None


def check_noted() -> bool:
    """If damage was noted, read the whole database; if it is sound by now, forget the note and return true.

    Raises DatabaseDamaged if it is not.
    """
    if noted() is None:
        return False
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(1)")
            (found,) = cursor.fetchone()
    except DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise DatabaseDamaged(advice(found))
    _kept.clear()
    _path().unlink(missing_ok=True)
    return True


@receiver(notices_requested)
def damage_notices(**kwargs: object) -> list[Notice]:
    """For editors, whose first page may still work."""
    if noted() is None:
        return []
    return [Notice(_("数据库有损坏，请告诉管理员：日志里写明了怎样恢复"), reverse("readyz"))]


def _is_of_database(error: BaseException) -> bool:
    return type(error).__module__ in ("sqlite3", "django.db.utils")


def _path() -> Path:
    return Path(settings.VAR_DIR) / NOTE


def _written() -> dict[str, object]:
    try:
        known = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _inode() -> int | None:
    """Changes when another file takes the place of the database. None for a database server."""
    if connection.vendor != "sqlite":
        return None
    try:
        return Path(connection.settings_dict["NAME"]).stat().st_ino
    except OSError:
        return None
