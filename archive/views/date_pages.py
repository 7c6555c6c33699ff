"""Pages of stories by date of publication: all years, a year, a month, a day, and stories without a date."""

import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from archive.forms.address_query import OnePageForm, PageForm, query_values
from archive.models import Article
from archive.models.edtf_dates import Precision
from archive.views.date_bars import by_month, by_year, month_strip
from archive.views.paging import page_of_stories

# How many of the newest stories are listed below the years.
LATEST = 10


def years(request: HttpRequest) -> HttpResponse:
    query_values(OnePageForm, request)
    public = Article.objects.published()
    bars = by_year(public.per_date())
    context = {
        "bars": bars,
        "dated": sum(bar.stories for bar in bars),
        "undated": public.undated().count(),
        "latest": public.dated().newest_first().for_lists()[:LATEST],
    }
    return render(request, "archive/years.html", context)


def year(request: HttpRequest, year: int) -> HttpResponse:
    of_year = Article.objects.published().published_in(year)
    dates = of_year.per_date()
    vague = of_year.known_only_to(Precision.YEAR).newest_first()
    context = {
        "year": year,
        "bars": by_month(dates),
        "stories": sum(row.stories for row in dates),
        "page": page_of_stories(vague, query_values(PageForm, request)["page"]),
    }
    return render(request, "archive/year.html", context)


def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    first = day_or_404(year, month, 1)
    of_month = Article.objects.published().published_in(year, month)
    dates = of_month.per_date()
    vague = of_month.known_only_to(Precision.MONTH).newest_first()
    context = {
        "first": first,
        "month": month_strip(dates, year, month),
        "stories": sum(row.stories for row in dates),
        "page": page_of_stories(vague, query_values(PageForm, request)["page"]),
    }
    return render(request, "archive/month.html", context)


def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    date = day_or_404(year, month, day)
    of_day = Article.objects.published().published_on(date).newest_first()
    context = {"date": date, "page": page_of_stories(of_day, query_values(PageForm, request)["page"])}
    return render(request, "archive/day.html", context)


def undated(request: HttpRequest) -> HttpResponse:
    without = Article.objects.published().undated().newest_arrivals()
    page = page_of_stories(without, query_values(PageForm, request)["page"])
    return render(request, "archive/undated.html", {"page": page})


def day_or_404(year: int, month: int, day: int) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError as error:
        raise Http404 from error
