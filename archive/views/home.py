"""The first page: what there is, by what came last, by province, by day, by program."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Article, Mention, Program, ProgramMention
from archive.views.article import whence
from archive.views.days import MonthStrip, by_year, month_strip
from archive.views.tilemap import tile_map

NEWEST = 7
PROGRAMS = 6
EXAMPLES = 4


def home(request: HttpRequest) -> HttpResponse:
    public = Article.objects.published()
    newest = list(public.newest_arrivals().for_lists()[:NEWEST])
    month = latest_month()
    programs = Program.objects.with_public_counts().most_batches_first().prefetch_related("batches__shares")
    context = {
        "lead": newest[0] if newest else None,
        "newest": newest[1:],
        "examples": examples(newest),
        "map": tile_map(public.per_region()),
        "month": month,
        # Where no day is known there is no month to show in days, but there may be years.
        "bars": [] if month else by_year(public.per_date()),
        "programs": programs[:PROGRAMS],
        "programs_in_all": Program.objects.count(),
        **(whence(newest[0]) if newest else {}),
    }
    return render(request, "archive/home.html", context)


def examples(articles: list[Article]) -> list[str]:
    """Words to try: names as they stand in these stories, so that each of them finds something."""
    names = Mention.objects.filter(article__in=articles, field="body")
    programs = ProgramMention.objects.filter(article__in=articles, field="body")
    return [*_as_printed(names)[: EXAMPLES - 1], *(f"“{text}”" for text in _as_printed(programs)[:1])]


def _as_printed(evidence: QuerySet) -> list[str]:
    """Different texts, newest story first; those that a search would read as more than words are left out."""
    texts = evidence.order_by("-article_id", "start").values_list("text", flat=True)[: 20 * EXAMPLES]
    return [text for text in dict.fromkeys(texts) if text.isalnum()]


def latest_month() -> MonthStrip | None:
    """The last month with a story known to the day; None where there is none."""
    public = Article.objects.published()
    day = public.latest_day()
    if day is None:
        return None
    return month_strip(public.published_in(day.year, day.month).per_date(), day.year, day.month)
