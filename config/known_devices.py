"""Remembers the devices from which somebody has logged in, so that strangers cannot lock her out there.

In: a login. Out: a signed cookie that names the device and who has logged in from it. It proves nothing but that, and
saves nobody the password: attempts from such a device are only counted separately (config/login_limits.py).
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

COOKIE = "device"
SALT = "archive.known-device"
AGE = 365 * 24 * 3600  # seconds
# More people than this seldom share a computer; those who logged in last are kept.
MOST_PEOPLE = 5


def known_device(request: HttpRequest, username: str) -> str | None:
    """The name of the device if `username` has logged in from it before."""
    device, people = _device_and_people(request)
    return device if username in people else None


def remember_device(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that gives the cookie to a user who has just logged in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        username = getattr(request, "logged_in_now", None)
        if username is not None:
            _keep(request, response, username)
        return response

    return middleware


@receiver(user_logged_in, dispatch_uid="config.known_devices")
def _note_login(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    if request is not None:
        request.logged_in_now = user.get_username()  # type: ignore[attr-defined]  # read by the middleware above


def _device_and_people(request: HttpRequest) -> tuple[str | None, list[str]]:
    try:
        device, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None, []
    return device, people


def _keep(request: HttpRequest, response: HttpResponse, username: str) -> None:
    device, people = _device_and_people(request)
    others = [other for other in people if other != username]
    response.set_cookie(
        COOKIE,
        signing.dumps([device or secrets.token_hex(16), [username, *others][:MOST_PEOPLE]], salt=SALT),
        max_age=AGE,
        path=reverse("admin:login"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
