"""/livez and /readyz, for whoever watches the archive.

In: GET or HEAD. Out: JSON, 200 or 503, never kept by anybody. They stand before everything else that looks at a
request: a probe asks by an address that is no allowed host, over HTTP where readers are sent to HTTPS, without
a session. So nothing is read of the request but its path and method.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from search.health_checks import looked_at

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def health_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all."""
    views = {"/livez": livez, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponse:
        view = views.get(request.path_info)
        if view is None:
            return get_response(request)
        return view(request) if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])

    return middleware


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is touched."""
    return JsonResponse({"live": True}, headers=HEADERS)


def readyz(request: HttpRequest) -> HttpResponse:
    """Each check with its time in milliseconds and its reason; 503 where one fails."""
    checks = looked_at(Path(settings.INDEX_DIR))
    ready = all(one.ok for one in checks)
    told = {one.name: {"ok": one.ok, "ms": one.ms, "reason": one.reason} for one in checks}
    return JsonResponse({"ready": ready, "checks": told}, status=200 if ready else 503, headers=HEADERS)
