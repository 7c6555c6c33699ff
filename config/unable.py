"""Answers a request that failed because the disk is full, the database busy or damaged: in words, not as our mistake.

In: a request, inside the handling of its exception. Out: 507 if there is no room, 503 with Retry-After if another
process kept the database for too long, 503 if the database is damaged or nothing can be written, else the general page
of an error (500). What the request had begun to write is rolled back by its transaction; files are written beside
their place and renamed when they are complete.
"""

import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.cache import add_never_cache_headers
from django.views.defaults import server_error

from archive.database_damage import is_damage, report
from config.write_errors import is_busy, is_full, is_unwritable

log = logging.getLogger(__name__)

RETRY_AFTER = 10  # seconds


def failed(request: HttpRequest) -> HttpResponse:
    """The handler of every exception that no view answers itself."""
    error = sys.exc_info()[1]
    if is_full(error) or is_busy(error) or is_unwritable(error):
        _leave_browser_as_it_was(request)
    if is_full(error):
        return _page("507.html", 507)
    if is_busy(error):
        response = _page("503.html", 503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    if is_damage(error):
        report(error)
        return _page("503_damaged.html", 503)
    if is_unwritable(error):
        log.error("nothing can be written: %s", error)
        return _page("503_read_only.html", 503)
    return server_error(request)


def _leave_browser_as_it_was(request: HttpRequest) -> None:
    """Write no session and no new token: a login that failed halfway has begun both, and the form is sent again."""
    if hasattr(request, "session"):
        request.session.modified = False
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False


def _page(template: str, status: int) -> HttpResponse:
    response = HttpResponse(loader.get_template(template).render(), status=status)
    add_never_cache_headers(response)
    return response
