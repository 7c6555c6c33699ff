"""Limits how often one address may search: a search is the costliest page, and a program can ask for it without end.

In: a request for the search page. Out: 429 with a page in words and Retry-After, if its address asked too often within
the last minute. Each server process counts for itself and forgets its counts when it ends. Requests from this machine
itself are not counted: without settings.PROXIES a proxy on it would be taken for one busy reader.
"""

import ipaddress
import math
import time
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from accounts.client_address import client_address, counted_address


@cache
def limiter() -> FixedWindowRateLimiter:
    """Made by the first search, because it starts a thread: the server must not be forked after that."""
    return FixedWindowRateLimiter(MemoryStorage())


def limit_searches(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the ones that know the language and the user, because the refusal is a page of the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        wait = _seconds_to_wait(request) if request.path_info == reverse("search") else 0
        if not wait:
            return get_response(request)
        refusal = render(request, "search/too_many.html", status=429)
        refusal["Retry-After"] = str(wait)
        return refusal

    return middleware


def _seconds_to_wait(request: HttpRequest) -> int:
    """0 if this search may be answered, and is counted now."""
    asked_by, address = client_address(request), counted_address(request)
    if asked_by is None or address is None or ipaddress.ip_address(asked_by).is_loopback:
        return 0
    limit = RateLimitItemPerMinute(settings.SEARCHES_PER_MINUTE)
    if limiter().hit(limit, address):
        return 0
    return max(1, math.ceil(limiter().get_window_stats(limit, address).reset_time - time.time()))
