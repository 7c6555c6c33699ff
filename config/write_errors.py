"""Recognizes the errors of a full disk, of a read-only one, and of a database that another process kept for too long.

In: an error. Out: whether it, or one that it was raised from, is of this kind.
"""

import errno
from collections.abc import Iterator

from django.db import DatabaseError

FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT)
# SQLite names its errors; PostgreSQL has codes: disk_full, lock_not_available, deadlock_detected, query_canceled,
# idle_in_transaction_session_timeout, too_many_connections, cannot_connect_now.
FULL_CODES = ("SQLITE_FULL", "53100")
BUSY_CODES = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "57014", "25P03", "53300", "57P03")
# A disk that has become read-only, and one that fails. SQLite cannot even read if it cannot make the log of its file.
UNWRITABLE_ERRORS = (errno.EROFS, errno.EIO)
UNWRITABLE_CODES = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "25006")  # read_only_sql_transaction
FULL_WORDS, BUSY_WORDS, UNWRITABLE_WORDS = "is full", "is locked", "readonly database"


def is_full(error: BaseException | None) -> bool:
    """Whether there is no room on a disk."""
    return any(_is_full(one) for one in _chain(error))


def is_unwritable(error: BaseException | None) -> bool:
    """Whether a disk, or the database, can only be read at this moment."""
    return any(_is_unwritable(one) for one in _chain(error))


def is_busy(error: BaseException | None) -> bool:
    """Whether another writer kept the database for longer than we wait."""
    return any(isinstance(one, DatabaseError) and _has(one, BUSY_CODES, BUSY_WORDS) for one in _chain(error))


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL_ERRORS
    return isinstance(error, DatabaseError) and _has(error, FULL_CODES, FULL_WORDS)


def _is_unwritable(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in UNWRITABLE_ERRORS
    return isinstance(error, DatabaseError) and _has(error, UNWRITABLE_CODES, UNWRITABLE_WORDS)


def _has(error: DatabaseError, codes: tuple[str, ...], words: str) -> bool:
    """Django's error has that of the driver as its cause."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorname", None) or getattr(cause, "sqlstate", None)
    return code.startswith(codes) if code else words in str(error)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it was raised from."""
    while error is not None:
        yield error
        error = error.__cause__
