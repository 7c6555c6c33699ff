"""Answers a request that failed because the disk is full, the database busy or damaged: in words, not as our mistake.

In: a request, inside the handling of its exception. Out: 507 if there is no room, 503 with Retry-After if another
process kept the database for too long, 503 if the database is damaged, else the general page of an error (500). What
the request had begun to write is rolled back by its transaction; files are written beside their place and renamed when
they are complete.
"""

import errno
import sys
from collections.abc import Iterator

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.cache import add_never_cache_headers
from django.views.defaults import server_error

from archive.database_damage import is_damage, report

RETRY_AFTER = 10  # seconds
FULL_ERRORS = (errno.ENOSPC, errno.EDQUOT)
# SQLite names its errors; PostgreSQL has codes: disk_full, lock_not_available, deadlock_detected, query_canceled,
# too_many_connections, cannot_connect_now.
FULL_CODES = ("SQLITE_FULL", "53100")
BUSY_CODES = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "40P01", "57014", "53300", "57P03")
FULL_WORDS, BUSY_WORDS = "is full", "is locked"


def failed(request: HttpRequest) -> HttpResponse:
    """The handler of every exception that no view answers itself."""
    error = sys.exc_info()[1]
    if is_full(error):
        return _page("507.html", 507)
    if is_busy(error):
        response = _page("503.html", 503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    if is_damage(error):
        report(error)
        return _page("503_damaged.html", 503)
    return server_error(request)


def is_full(error: BaseException | None) -> bool:
    """Whether there is no room on a disk."""
    return any(_is_full(one) for one in _chain(error))


def is_busy(error: BaseException | None) -> bool:
    """Whether another writer kept the database for longer than we wait."""
    return any(isinstance(one, DatabaseError) and _has(one, BUSY_CODES, BUSY_WORDS) for one in _chain(error))


def _is_full(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL_ERRORS
    return isinstance(error, DatabaseError) and _has(error, FULL_CODES, FULL_WORDS)


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


def _page(template: str, status: int) -> HttpResponse:
    response = HttpResponse(loader.get_template(template).render(), status=status)
    add_never_cache_headers(response)
    return response
