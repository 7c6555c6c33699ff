"""Limits how often one address may ask: a program can ask for pages without end, and a search is the costliest.

In: a request. Out: 429 with a page in words and Retry-After, if its address asked too often within the last minute.
Searches and quote checks are counted apart from all other pages, and so are the questions that the search box asks
while somebody types. At the desk each account has a count of its own, because all editors of an office may share an
address. Static files, /livez and /readyz are answered before this is asked.

Each server process counts for itself and forgets its counts when it ends. Requests from this machine itself are not
counted: without settings.PROXIES a proxy on it would be taken for one busy reader.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from accounts.client_address import client_address, counted_address


@cache
def limiter() -> FixedWindowRateLimiter:
    """Made by the first request, because it starts a thread: the server must not be forked after that."""
    return FixedWindowRateLimiter(MemoryStorage())


def limit_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the ones that know the language and the user, because the refusal is a page of the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        kind = _kind_of(request)
        wait = _seconds_to_wait(request, kind)
        if not wait:
            return get_response(request)
        refusal = _refusal(request, kind)
        refusal["Retry-After"] = str(wait)
        return refusal

    return middleware


def _kind_of(request: HttpRequest) -> str:
    """search, suggestion or page."""
    if request.path_info == reverse("suggest"):
        return "suggestion"
    return "search" if request.path_info in (reverse("search"), reverse("quote")) else "page"


def _refusal(request: HttpRequest, kind: str) -> HttpResponse:
    """A page; for a script nothing, because nobody would read it."""
    if kind == "suggestion":
        return JsonResponse({}, status=429)
    return render(request, "search/too_many.html" if kind == "search" else "429.html", status=429)


def _most(kind: str) -> int:
    """How many requests of a kind one address may send in a minute."""
    if kind == "page":
        return settings.PAGES_PER_MINUTE
    return settings.SEARCHES_PER_MINUTE if kind == "search" else settings.SUGGESTIONS_PER_MINUTE


def _seconds_to_wait(request: HttpRequest, kind: str) -> int:
    """0 if this request may be answered, and is counted now. `kind`: search, suggestion or page."""
    asked_by = _counted_as(request)
    if asked_by is None:
        return 0
    limit = RateLimitItemPerMinute(_most(kind))
    if limiter().hit(limit, kind, asked_by):
        return 0
    wait = math.ceil(limiter().get_window_stats(limit, kind, asked_by).reset_time - time.time())
    if wait <= limit.get_expiry():
        return max(1, wait)
    # The clock was set back: the counts would last until it is again as late as it was.
    limiter().storage.reset()
    return 0


def _counted_as(request: HttpRequest) -> str | None:
    """The address, or the account if the request is for the desk; None if it is not counted."""
    connected, address = client_address(request), counted_address(request)
    if connected is None or address is None or ipaddress.ip_address(connected).is_loopback:
        return None
    is_desk = request.path_info.startswith(reverse("admin:index"))
    return f"account {request.user.pk}" if is_desk and request.user.is_authenticated else address
