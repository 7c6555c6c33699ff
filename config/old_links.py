"""Reads `q` in links from the time when Chinese sites wrote GBK: /search/?q=%B9%A4%BB%E1 means 工会.

In: a request for a public page. Out: the same with `q` in UTF-8, so that the page and its links are in UTF-8. What is
valid UTF-8 stays as it is, also if it would be GBK as well; so does what is neither. The body of a form is never
changed, nor are the addresses of the desk.
"""

from collections.abc import Callable
from urllib.parse import quote_plus, unquote_to_bytes

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

NAME = "q="
# GB 18030 contains GBK, and GB 2312 before it.
CHARSET = "gb18030"


def read_old_links(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, before any other that reads parameters."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if request.method in ("GET", "HEAD") and NAME in query and not _is_desk(request):
            request.META["QUERY_STRING"] = "&".join(map(_in_utf_8, query.split("&")))
        return get_response(request)

    return middleware


def _is_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith(reverse("admin:index"))


def _in_utf_8(parameter: str) -> str:
    """`name=value` as an address has it. WSGI gives bytes that are not percent-encoded as Latin-1."""
    if not parameter.startswith(NAME):
        return parameter
    value = unquote_to_bytes(parameter.removeprefix(NAME).replace("+", " ").encode("latin-1", "replace"))
    if _is_valid(value, "utf-8") or not _is_valid(value, CHARSET):
        return parameter
    return NAME + quote_plus(value.decode(CHARSET))


def _is_valid(value: bytes, charset: str) -> bool:
    try:
        value.decode(charset)
    except UnicodeDecodeError:
        return False
    return True
