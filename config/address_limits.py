"""Refuses addresses whose query part is much longer than any page needs.

In: a request. Out: 414 if the part of its address after the question mark is too long. A page repeats its parameters in
each of its links, so a long address would make a page many times as long. The search page is an exception: people
paste whole paragraphs into its box, and search/forms.py limits what the page repeats.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

LONGEST_QUERY_PART = 8192  # bytes: about 900 Chinese characters


def limit_addresses(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the one that knows the language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY_PART and request.path_info != reverse("search"):
            return HttpResponse(_("网址太长，没有理会。"), status=414, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware
