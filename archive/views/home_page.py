"""The first page: what there is, by what came last, by province, by day, by program."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Article, Mention, Program, ProgramMention
from archive.models.organization import OrganizationKind
from archive.models.region import Level
from archive.views.article_page import whence
from archive.views.days import MonthStrip, by_year, month_strip
from archive.views.tilemap import tile_map

NEWEST = 7
PROGRAMS = 6
EXAMPLES = 4
# So many names of the newest stories are looked at for one that is fit to try.
LOOKED_AT = 80
REPORTER = "记者"


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
    """One search of each kind, with words of these stories, so that each finds something.

    A name, an exact phrase, a place, a reporter or a paper: no two of them for one body.
    """
    found = [*_names(articles), *_fields(articles)]
    return list(dict.fromkeys(found))[:EXAMPLES]


def _names(articles: list[Article]) -> Iterator[str]:
    """A body as printed, a union before any other; and in quotes a program, or else another body."""
    rows = Mention.objects.filter(article__in=articles, field="body").order_by("-article_id", "start")
    bodies = [
        (kind != OrganizationKind.UNION, number, text, key)
        for number, (text, key, kind) in enumerate(
            rows.values_list("text", "organization", "organization__kind")[:LOOKED_AT]
        )
        if text.isalnum()
    ]
    programs = ProgramMention.objects.filter(article__in=articles, field="body").order_by("-article_id", "start")
    phrases = [text for text in programs.values_list("text", flat=True)[:LOOKED_AT] if text.isalnum()]
    if bodies:
        _, _, name, body = min(bodies)
        yield name
        others = [text for _, _, text, key in bodies if key != body and text != name]
        phrases += [max(others, key=len)] if others else []
    yield from (f"“{text}”" for text in phrases[:1])


def _fields(articles: list[Article]) -> Iterator[str]:
    """A place, of another story where there is one; and a reporter, or else a paper.

    Stories come with region, source and credits.
    """
    regions = [one.region.name for one in reversed(articles) if one.region and one.region.level != Level.NATION]
    reporters = [person.name for one in articles for person in one.credits.all() if person.role == REPORTER]
    papers = [one.source.name for one in articles if one.source]
    for field, names in (("地区", regions), (REPORTER, reporters), ("来源", papers)):
        yield from [f"{field}：{name}" for name in names if name.isalnum()][:1]


def latest_month() -> MonthStrip | None:
    """The last month with a story known to the day; None where there is none."""
    public = Article.objects.published()
    day = public.latest_day()
    if day is None:
        return None
    return month_strip(public.published_in(day.year, day.month).per_date(), day.year, day.month)
