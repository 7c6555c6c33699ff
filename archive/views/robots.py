"""What robots ask for first."""

from django.http import HttpRequest, HttpResponse

# Filters and pages of a search make addresses without end; the browse pages lead to every story.
ROBOTS = """User-agent: *
Disallow: /search/
Disallow: /admin/
"""


def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
