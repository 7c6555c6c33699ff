"""Remembers who asks while a request is answered, and when each session of the desk was last seen.

In: a request. Out: the same answer. The audit takes from here who did something and from where.
"""

import datetime
import logging
from collections.abc import Callable
from typing import Any

from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.audit import CURRENT, agent_of
from accounts.client_address import client_address
from accounts.models import DeskSession

LOG = logging.getLogger(__name__)
# A session that was seen so shortly before is not written again: most requests only read the database.
SEEN_EVERY = datetime.timedelta(minutes=5)


def watch_desk(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, around the one that saves the session: only a session that was saved can have a row."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = CURRENT.set(request)
        try:
            response = get_response(request)
        finally:
            CURRENT.reset(token)
        user = getattr(request, "user", None)
        if request.path_info.startswith(reverse("admin:index")) and user is not None and user.is_authenticated:
            _see(request, user)
        return response

    return middleware


def _see(request: HttpRequest, user: Any) -> None:
    """A busy database, or a session that somebody ends at this moment, must not spoil the answer."""
    try:
        _note(request, user)
    except DatabaseError as error:
        LOG.warning("could not note a session: %s", type(error).__name__)


def _note(request: HttpRequest, user: Any) -> None:
    """Logging in and changing the password give a session a new key, and so a new row."""
    now, address, key = timezone.now(), client_address(request), request.session.session_key
    row = DeskSession.objects.filter(session_id=key).first()
    if row is not None and row.address == address and row.seen_at > now - SEEN_EVERY:
        return
    if row is None:
        if not Session.objects.filter(pk=key).exists():
            return
        row = DeskSession(session_id=str(key), user=user)
    row.seen_at, row.address, row.agent = now, address, agent_of(request)
    row.save()
