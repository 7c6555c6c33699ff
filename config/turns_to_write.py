"""Shares SQLite's one right to write between requests and commands, and bounds how long they wait for it.

In: statements. Out: the same statements, tried again while another process writes. After the seconds in the settings
the error is raised: for a request all its waits count together, and config/unable.py answers 503; for a command each
statement counts alone.

SQLite tells nobody when a writer is done, so those who wait have to ask. Left to itself it asks ever more seldom: who
has waited longest has the worst chances, and some are never lucky. Here everybody asks again within 20 milliseconds.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from config.write_errors import is_busy

# SQLite asks after pauses of 1, 2, 5, 10, 15 and 20 ms, then gives up: the statement is tried again, with short pauses.
ASKING_MS = 55
OURS = "config.turns_to_write"


class Waits(threading.local):
    """How long the request, or the statement of a command, has waited so far."""

    seconds = 0.0
    in_request = False


_waits = Waits()


def share_turns() -> None:
    """To be called once by each process."""
    request_started.connect(_begin_request, dispatch_uid=OURS)
    request_finished.connect(_end_request, dispatch_uid=OURS)
    connection_created.connect(_ask_often, dispatch_uid=OURS)


def _begin_request(**_: Any) -> None:
    _waits.seconds, _waits.in_request = 0.0, True


def _end_request(**_: Any) -> None:
    _waits.in_request = False


def _ask_often(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {ASKING_MS}")
    if _in_turn not in connection.execute_wrappers:  # the object stays when a connection is closed and opened again
        connection.execute_wrappers.append(_in_turn)


def _in_turn(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    connection = context["connection"]
    if not _waits.in_request:
        _waits.seconds = 0.0
    while True:
        asked = time.monotonic()
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if not is_busy(error) or not _may_ask_again(connection, time.monotonic() - asked):
                raise


def _may_ask_again(connection: BaseDatabaseWrapper, waited: float) -> bool:
    """Not within a transaction, which began with our turn (IMMEDIATE), nor if SQLite refused without waiting."""
    _waits.seconds += waited
    is_vain = connection.in_atomic_block or waited < ASKING_MS / 2000
    return not is_vain and _waits.seconds < connection.settings_dict["OPTIONS"]["timeout"]
