"""The list of sources, the page of one, and of stories without a source."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.forms.address_query import OnePageForm, PageForm, YearForm, query_values
from archive.models import Article, Source
from archive.views.date_bars import by_year
from archive.views.paging import page_of_stories


def sources(request: HttpRequest) -> HttpResponse:
    query_values(OnePageForm, request)
    counts = Article.objects.published().per_source()
    rows = [(source, counts.get(source.pk, 0)) for source in Source.objects.public()]
    context = {
        "sources": sorted(rows, key=lambda row: -row[1]),
        "unknown": counts.get(None, 0),
    }
    return render(request, "archive/sources.html", context)


def unknown(request: HttpRequest) -> HttpResponse:
    stories = Article.objects.published().sourceless().newest_first()
    page = page_of_stories(stories, query_values(PageForm, request)["page"])
    return render(request, "archive/source_unknown.html", {"page": page})


def source(request: HttpRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Source.objects.public(), pk=pk)
    values = query_values(YearForm, request)
    of_source = Article.objects.published().from_source(subject)
    dates, stories = of_source.per_date(), of_source.count()
    shown = of_source.published_in(values["year"]) if values["year"] else of_source
    context = {
        "source": subject,
        "stories": stories,
        "dated": sum(row.stories for row in dates),
        "bars": by_year(dates),
        "year": values["year"],
        "page": page_of_stories(shown.newest_first(), values["page"], None if values["year"] else stories),
    }
    return render(request, "archive/source.html", context)
