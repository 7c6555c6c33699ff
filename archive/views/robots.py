"""robots.txt."""

from django.http import HttpRequest, HttpResponse

# The filters and pages of a search have endlessly many addresses, and so has the quote check with a quote. The browse
# pages lead to every story anyway.
ROBOTS = """User-agent: *
Disallow: /search/
Disallow: /quote/?
Disallow: /suggest/
Disallow: /admin/
"""


def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
