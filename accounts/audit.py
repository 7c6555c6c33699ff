"""Writes the audit: a row in the table, and a line in the log when the row is committed.

In: what happened to which account or role. Out: an AuditEntry. Who did it, and from where, is taken from the request
that is being answered; without one it was a command. The log never has a password or the key of a session.
"""

import contextvars
import json
import logging
from functools import partial
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.client_address import client_address
from accounts.models import AuditEntry
from accounts.models.audit_entry import AuditEvent
from accounts.one_line import LONGEST_AGENT, LONGEST_NAME, one_line

LOG = logging.getLogger(__name__)
# The request that this thread answers; accounts/desk_watch.py sets it.
CURRENT: contextvars.ContextVar[HttpRequest | None] = contextvars.ContextVar("request", default=None)
TIDIED_EVERY = 100  # entries
MOST_NAMES = 100  # of roles or permissions in one entry


def record(event: AuditEvent, subject: str, account: int | None = None, **detail: Any) -> AuditEntry:
    """To be called inside the transaction of the change, if there is one: both are committed, or neither."""
    request = CURRENT.get()
    entry = AuditEntry.objects.create(
        event=event,
        subject=one_line(subject, LONGEST_NAME),
        account=account,
        by=_name_of_user(request),
        address=client_address(request) if request else None,
        agent=agent_of(request) if request else "",
        detail=detail,
    )
    transaction.on_commit(partial(_log, entry))
    if event == AuditEvent.LOGIN or entry.pk % TIDIED_EVERY == 0:
        AuditEntry.objects.forget_old()
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return entry


def agent_of(request: HttpRequest) -> str:
    return one_line(request.META.get("HTTP_USER_AGENT", ""), LONGEST_AGENT)


def names_in_detail(added: list[str], removed: list[str]) -> dict[str, Any]:
    """Both lists for a detail, cut so that one entry stays short."""
    detail: dict[str, Any] = {"added": sorted(added)[:MOST_NAMES], "removed": sorted(removed)[:MOST_NAMES]}
    more = len(added) + len(removed) - len(detail["added"]) - len(detail["removed"])
    return detail | ({"more": more} if more else {})


def _name_of_user(request: HttpRequest | None) -> str:
    user = getattr(request, "user", None)
    return user.get_username() if user is not None and user.is_authenticated else ""


def _log(entry: AuditEntry) -> None:
    names = ("event", "subject", "account", "by", "address", "agent", "detail")
    line = json.dumps({name: getattr(entry, name) for name in names}, ensure_ascii=False)
    LOG.log(logging.WARNING if entry.event == AuditEvent.LOCKED else logging.INFO, "%s", one_line(line, len(line)))
