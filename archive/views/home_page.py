"""The home page: the newest stories, a map of provinces, the stories of a month by day, the programs."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from archive.models import Article, Mention, Program, ProgramMention
from archive.models.organization import OrganizationKind
from archive.models.region import Level
from archive.views.article_page import page_position
from archive.views.date_bars import MonthStrip, by_year, month_strip
from archive.views.tilemap import tile_map

NEWEST = 7
PROGRAMS = 6
EXAMPLES = 4
# How many names in the newest stories are considered for an example.
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
        # If no story is dated to the day, no month can be shown by days, but there may be years.
        "bars": [] if month else by_year(public.per_date()),
        "programs": programs[:PROGRAMS],
        "programs_in_all": Program.objects.count(),
        **(page_position(newest[0]) if newest else {}),
    }
    return render(request, "archive/home.html", context)


def examples(articles: list[Article]) -> list[str]:
    """Example searches: a name, an exact phrase, a place, and a reporter or a source.

    Their words are taken from these stories, so that each search finds something. No two are for one organization.
    """
    found = [*_names(articles), *_fields(articles)]
    return list(dict.fromkeys(found))[:EXAMPLES]


def _names(articles: list[Article]) -> Iterator[str]:
    """An organization as printed, preferably a union; and in quotes a program, or else another organization."""
    rows = Mention.objects.filter(article__in=articles, field="body").order_by("-article_id", "start")
    organizations = [
        (kind != OrganizationKind.UNION, number, text, key)
        for number, (text, key, kind) in enumerate(
            rows.values_list("text", "organization", "organization__kind")[:LOOKED_AT]
        )
        if text.isalnum()
    ]
    programs = ProgramMention.objects.filter(article__in=articles, field="body").order_by("-article_id", "start")
    phrases = [text for text in programs.values_list("text", flat=True)[:LOOKED_AT] if text.isalnum()]
    if organizations:
        _, _, name, organization = min(organizations)
        yield name
        others = [text for _, _, text, key in organizations if key != organization and text != name]
        phrases += [max(others, key=len)] if others else []
    yield from (f"“{text}”" for text in phrases[:1])


def _fields(articles: list[Article]) -> Iterator[str]:
    """A place, if possible of another story; and a reporter, or else a source.

    `articles`: with region, source and credits loaded.
    """
    regions = [story.region.name for story in reversed(articles) if story.region and story.region.level != Level.NATION]
    people = [credit for story in articles for credit in story.credits.all()]
    reporters = [person.name for person in people if person.role == REPORTER]
    sources = [story.source.name for story in articles if story.source]
    for field, names in (("地区", regions), (REPORTER, reporters), ("来源", sources)):
        yield from [f"{field}：{name}" for name in names if name.isalnum()][:1]


def latest_month() -> MonthStrip | None:
    """The last month with a story that is dated to the day, if there is such a story."""
    public = Article.objects.published()
    day = public.latest_day()
    if day is None:
        return None
    return month_strip(public.published_in(day.year, day.month).per_date(), day.year, day.month)
