"""Protects the disk from strangers: a request is refused by its length before a byte of its body is read.

In: a request and its user. Out: 413 if the body is too long, DiskFull (507) if a long one does not fit on the disk.
Django limits what it keeps in memory, but streams the files of a form to the disk, however long, before any view
checks the user. The server (config/patient_server.py) asks before it reads a large body, and passes a refused
request on without it. It refuses a body without a stated length.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.utils.translation import gettext as _

from archive.free_space import DiskFull, require_room_for_files


def limit_bodies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the one that knows the user. Staff may upload a lot at once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = _length(request)
        if length > settings.SMALL_BODY and length > _allowed_bytes(request):
            return HttpResponse(_("送来的内容太大，没有收下。"), status=413, content_type="text/plain; charset=utf-8")
        if length > settings.SMALL_BODY:
            require_room_for_files([length])
        return get_response(request)

    return middleware


def _length(request: HttpRequest) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isascii() and given.isdigit() else 0


def _allowed_bytes(request: HttpRequest) -> int:
    return settings.LARGEST_DELIVERY if request.user.is_active and request.user.is_staff else 0


def may_send_large_body(cookies: str, length: int) -> bool:
    """Whether the header `Cookie` holds the session of somebody on the staff, and the body fits on the disk."""
    return _is_session_of_staff(cookies) and _has_room_for(length)


def _has_room_for(length: int) -> bool:
    try:
        require_room_for_files([length])
    except DiskFull:
        return False
    return True


def _is_session_of_staff(cookies: str) -> bool:
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    request = HttpRequest()
    request.session = SessionStore(key)
    user = get_user(request)
    return user.is_active and user.is_staff
