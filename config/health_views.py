"""/livez and /readyz, for programs that watch the archive.

In: GET or HEAD. Out: JSON, 200 or 503, never cached. They come before everything else that looks at a request: a probe
may use an address that is not an allowed host, HTTP although readers are redirected to HTTPS, and no session. So only
the path and the method of the request are read.
"""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from config.nightly.night_trouble import night_trouble
from search.health_checks import run_checks

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def health_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first of all."""
    views = {"/livez": livez, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponse:
        view = views.get(request.path_info)
        if view is None:
            return get_response(request)
        answer = view(request) if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        answer["Content-Length"] = str(len(answer.content))  # CommonMiddleware, which does it elsewhere, comes later
        return answer

    return middleware


def livez(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is checked."""
    return JsonResponse({"live": True}, headers=HEADERS)


def readyz(request: HttpRequest) -> HttpResponse:
    """Each check with its time in milliseconds and its reason; 503 if one fails.

    A warning asks the operator for something, but the archive can be used: it changes neither `ready` nor the status.
    """
    checks = run_checks(Path(settings.INDEX_DIR))
    ready = all(check.ok for check in checks)
    results = {check.name: {"ok": check.ok, "ms": check.ms, "reason": check.reason} for check in checks}
    trouble = night_trouble()
    warnings = {"nightly": trouble.public_words} if trouble else {}
    told = {"ready": ready, "checks": results, "warnings": warnings}
    return JsonResponse(told, status=200 if ready else 503, headers=HEADERS)
