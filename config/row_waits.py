"""Bounds how long a request waits for rows that others have locked in PostgreSQL, which by itself waits for ever.

In: connections of a process that answers requests. Out: the same connections with the limits of the settings, unless
the server, the account or the URL has limits of its own. If a limit is reached, the error is raised, its transaction is
rolled back, and config/unable.py answers 503. Commands wait as long as they have to: they never call this.

`lock_timeout` counts for each lock alone. Here all waits of a request count together, so after a slow statement the
next ones may only wait for what is left.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

OURS = "config.row_waits"
SLOW = 0.1  # seconds; a statement that takes as long is taken for one that has waited
LEAST_MS = 100  # what every statement may wait, however much its request has waited before
SET_LIMIT = "SELECT set_config(%s, %s, false) WHERE current_setting(%s) = '0'"


class Waited(threading.local):
    """This thread's request, and its connection."""

    seconds = 0.0  # that the slow statements of this request have taken so far
    limit_ms = 0  # what the connection began with
    is_shortened = False  # whether the connection has less than that now


_waited = Waited()


def bound_waits_of_requests() -> None:
    """To be called once by each process that answers requests, before it opens a connection."""
    connections.settings["default"]["OPTIONS"].update(settings.WEB_DATABASE_OPTIONS)
    if settings.WEB_DATABASE_LIMITS:
        request_started.connect(_begin, dispatch_uid=OURS)
        connection_created.connect(_limit, dispatch_uid=OURS)


def _begin(**_: Any) -> None:
    _waited.seconds = 0.0


def _limit(connection: BaseDatabaseWrapper, **_: Any) -> None:
    with connection.cursor() as cursor:
        for name, milliseconds in settings.WEB_DATABASE_LIMITS.items():
            cursor.execute(SET_LIMIT, [name, str(milliseconds), name])
        cursor.execute("SELECT setting FROM pg_settings WHERE name = 'lock_timeout'")
        _waited.limit_ms, _waited.is_shortened = int(cursor.fetchone()[0]), False
    if _count not in connection.execute_wrappers:  # the object stays when a connection is closed and opened again
        connection.execute_wrappers.append(_count)


def _count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if _waited.seconds or _waited.is_shortened:
        _allow_only_the_rest(context["connection"])
    asked = time.monotonic()
    try:
        return execute(sql, params, many, context)
    finally:
        took = time.monotonic() - asked
        _waited.seconds += took if took >= SLOW else 0.0


def _allow_only_the_rest(connection: BaseDatabaseWrapper) -> None:
    """Said again before each statement, because a rollback takes it back. Nothing can be said before that rollback."""
    if connection.connection.info.transaction_status.name == "INERROR":
        return
    left = _waited.limit_ms - round(_waited.seconds * 1000)
    with connection.wrap_database_errors:
        connection.connection.execute("SELECT set_config('lock_timeout', %s, false)", [str(max(LEAST_MS, left))])
    _waited.is_shortened = left < _waited.limit_ms
