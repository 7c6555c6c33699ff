"""Pages of stories by place: the map of provinces, the page of a region, and of stories without a region."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.forms.address_query import OnePageForm, PageForm, YearForm, query_values
from archive.models import Article, Organization, PilotUnit, Region
from archive.models.region import Level
from archive.views.date_bars import by_year
from archive.views.paging import page_of_stories
from archive.views.program_pages import reported
from archive.views.tilemap import tile_map

MOST_NAMED = 8
ANCESTORS = "parent__parent__parent"


def provinces(request: HttpRequest) -> HttpResponse:
    query_values(OnePageForm, request)
    return render(request, "archive/provinces.html", {"map": tile_map(Article.objects.published().per_region())})


def unknown(request: HttpRequest) -> HttpResponse:
    public = Article.objects.published()
    stories = public.placeless().newest_first()
    context = {
        "page": page_of_stories(stories, query_values(PageForm, request)["page"]),
        "map": tile_map(public.per_region()),
    }
    return render(request, "archive/region_unknown.html", context)


def region(request: HttpRequest, code: str) -> HttpResponse:
    place = get_object_or_404(Region.objects.select_related(ANCESTORS), code=code)
    values = query_values(YearForm, request)
    public = Article.objects.published()
    here = public.in_region(place)
    dates = here.per_date()
    shown = here.published_in(values["year"]) if values["year"] else here
    per_region, stories = public.per_region(), here.count()
    context = {
        "region": place,
        "above": above(place),
        "stories": stories,
        "dated": sum(row.stories for row in dates),
        "bars": by_year(dates),
        "year": values["year"],
        "page": page_of_stories(shown.newest_first(), values["page"], None if values["year"] else stories),
        "below": below(place, per_region),
        "map": tile_map(per_region, current=place.province_code),
        **_organizations_and_units(place),
    }
    return render(request, "archive/region.html", context)


def above(place: Region) -> list[Region]:
    """The regions that contain this one, the largest first, without the nation."""
    found: list[Region] = []
    parent = place.parent
    while parent is not None and parent.level != Level.NATION:
        found.insert(0, parent)
        parent = parent.parent
    return found


@dataclass(frozen=True)
class RegionPart:
    """A region directly below another. `stories`: counts its own stories and those of all regions below it."""

    region: Region
    stories: int


def below(place: Region, per_region: dict[str | None, int]) -> list[RegionPart]:
    """The parts of a region, those with most stories first. Empty for the nation: its provinces are on the map."""
    if place.level == Level.NATION:
        return []
    codes = {code: number for code, number in per_region.items() if code and code.startswith(place.prefix)}
    parts = [
        RegionPart(child, sum(number for code, number in codes.items() if code.startswith(child.prefix)))
        for child in Region.objects.right_below(place)
    ]
    return sorted(parts, key=lambda part: -part.stories)


def _organizations_and_units(place: Region) -> dict:
    if place.level == Level.NATION:
        return {}
    units = PilotUnit.objects.public().in_region(place).with_reports()
    return {
        "unions": Organization.objects.unions().in_region(place).most_reported()[:MOST_NAMED],
        "units": reported(units.order_by("program", "batch", "category", "ordinal")),
    }
