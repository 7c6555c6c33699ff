"""How many wrong passwords are too many, and for whom.

In: an attempt to log in. Out: whether it is refused, until fifteen minutes after the last one that was counted.

A stranger must not be able to lock out an editor. So attempts are counted for each known device of a person alone, and
for all other devices by name and address, by address over all names, and by name over all addresses.

django-axes keeps the counts. It has one limit for all ways of counting, so the ways of counting are here. It has a row
for each name, address and browser. A browser may call itself anything, so the known device is written in its place.
"""

import datetime
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils import timezone

from accounts.client_address import client_address, counted_address
from accounts.watch_logins import note_attempt
from config.known_devices import known_device

# Wrong passwords by name and address, or from a known device: settings.AXES_FAILURE_LIMIT.
MOST_FROM_ADDRESS = 20
MOST_FOR_NAME = 50
UNKNOWN_DEVICE = ""
# Of the clocks of two servers with one database.
CLOCK_DIFFERENCE = datetime.timedelta(minutes=1)


class LoginLimits(AxesDatabaseHandler):
    """The ways of counting, as django-axes asks for them."""

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """The number that is compared with settings.AXES_FAILURE_LIMIT; other limits are expressed in it."""
        username = _name(request, credentials)
        device, address = _device(request, username), counted_address(request)
        since = get_cool_off_threshold(request)
        # An attempt in the future is from before the clock was set back. It would be counted until that time has come.
        latest = timezone.now() + CLOCK_DIFFERENCE
        recent = AccessAttempt.objects.filter(attempt_time__range=(since, latest), user_agent=device)
        if device != UNKNOWN_DEVICE:
            return _sum(recent, Q(username=username))
        if _sum(recent, Q(ip_address=address)) >= MOST_FROM_ADDRESS:
            return settings.AXES_FAILURE_LIMIT
        if _sum(recent, Q(username=username)) >= MOST_FOR_NAME:
            return settings.AXES_FAILURE_LIMIT
        return _sum(recent, Q(username=username, ip_address=address))

    def user_login_failed(
        self, sender: Any, credentials: dict, request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is None:
            return
        seen: Any = request  # with the attributes that axes sets
        name, is_refused = _name(request, credentials), seen.axes_locked_out
        seen.axes_user_agent, seen.axes_ip_address = _device(request, name), counted_address(request)
        super().user_login_failed(sender, credentials, request, **kwargs)
        note_attempt(name, client_address(request), is_refused=is_refused, is_locked=seen.axes_locked_out)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict | None = None) -> int:
        """After a login only its own attempts are forgotten, not those of others for this name or from this address."""
        username = _name(request, credentials)
        own: dict[str, str | None] = {"username": username, "user_agent": _device(request, username)}
        if own["user_agent"] == UNKNOWN_DEVICE:
            own["ip_address"] = counted_address(request)
        return AccessAttempt.objects.filter(**own).delete()[0]


def _name(request: HttpRequest, credentials: dict | None) -> str:
    return get_client_username(request, credentials) or ""


def _device(request: HttpRequest, username: str) -> str:
    return known_device(request, username) or UNKNOWN_DEVICE


def _sum(attempts: QuerySet[AccessAttempt], of: Q) -> int:
    return attempts.filter(of).aggregate(all=Sum("failures_since_start"))["all"] or 0
