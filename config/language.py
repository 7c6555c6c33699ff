"""Lets a reader choose the language of the pages: `?lang=en` on any address, remembered in a cookie.

In: a request. Out: the same page in that language. Without a choice Django's LocaleMiddleware follows the browser.
The parameter is taken out of the address before any view sees it: the lists of the desk refuse parameters that they do
not know, and no link on the page carries it along.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import get_bytes_from_wsgi
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"


def remember_language(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before LocaleMiddleware, which reads the cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = _take_choice(request)
        if chosen:
            request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = chosen
        response = get_response(request)
        if chosen:
            _keep(response, chosen)
        # LocaleMiddleware adds Accept-Language.
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def _take_choice(request: HttpRequest) -> str | None:
    """Removes the parameter from the address; returns the language if it is one of ours."""
    if PARAMETER not in request.META.get("QUERY_STRING", ""):
        return None
    parameters = QueryDict(get_bytes_from_wsgi(request.META, "QUERY_STRING", ""), mutable=True)
    values = parameters.pop(PARAMETER, [])
    if not values:
        return None
    request.META["QUERY_STRING"] = parameters.urlencode()
    wanted = str(values[-1]).lower()
    return wanted if wanted in dict(settings.LANGUAGES) else None


def _keep(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
