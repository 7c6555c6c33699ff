"""The list of pilot programs, and the page of one: its batches, and its units with the reports that name them."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.forms.address_query import NOWHERE, OnePageForm, UnitsForm, query_values
from archive.models import Article, Batch, Organization, PilotUnit, Program
from archive.models.program import PilotUnitQuerySet
from archive.views.paging import page_of_stories
from archive.views.tilemap import province_names, tile_map


@dataclass(frozen=True)
class ReportedUnit:
    """A unit with the newest report that names it, if there is one."""

    unit: PilotUnit
    reports: int
    latest: Article | None

    @property
    def province(self) -> str | None:
        return self.unit.region.province_code if self.unit.region else None


@dataclass(frozen=True)
class ProgramPlace:
    """Units next to each other in the list that are in one province. `code`: None if the province is unknown."""

    code: str | None
    units: list[ReportedUnit]

    @property
    def money(self) -> Decimal | None:
        return money_of(self.units)


@dataclass(frozen=True)
class Section:
    """The units of one category of one batch, in the order of the list."""

    batch: Batch | None
    category: str
    places: list[ProgramPlace]

    @property
    def units(self) -> list[ReportedUnit]:
        return [unit for place in self.places for unit in place.units]

    @property
    def money(self) -> Decimal | None:
        return money_of(self.units)


@dataclass(frozen=True)
class BatchRow:
    """A batch with the number of its units that the archive knows, and the total of its shares."""

    batch: Batch
    named: int
    total: Decimal | None


def programs(request: HttpRequest) -> HttpResponse:
    query_values(OnePageForm, request)
    rows = Program.objects.with_public_counts().most_batches_first().prefetch_related("batches__shares")
    return render(request, "archive/programs.html", {"programs": rows})


def program(request: HttpRequest, slug: str) -> HttpResponse:
    rows = Program.objects.with_public_counts()
    subject: Any = get_object_or_404(rows, slug=slug)
    values = query_values(UnitsForm, request)
    units = reported(subject.units.public().with_reports())
    stories = Article.objects.published().naming_program(subject).newest_first()
    by_province = per_province(units)
    context = {
        "program": subject,
        "organizer": Organization.objects.public().filter(program=subject).first(),
        "batches": batch_rows(subject, units),
        "seen": sum(1 for unit in units if unit.reports),
        "all_units": len(units),
        "province": values["province"],
        "only": values["seen"],
        "names": province_names(),
        "sections": sections(chosen(units, values)),
        "map_needed": len(by_province) > 1,
        "map": tile_map(by_province, values["province"] or None, units_address),
        "page": page_of_stories(stories, values["page"], subject.stories),
    }
    return render(request, "archive/program.html", context)


def reported(units: PilotUnitQuerySet) -> list[ReportedUnit]:
    """`units`: from `with_reports`. Loads the newest report of each unit, with two statements for all of them."""
    rows: list[Any] = list(units.select_related("region", "organization", "batch", "program"))
    articles = Article.objects.in_bulk([row.latest_report for row in rows if row.latest_report])
    return [ReportedUnit(row, row.reports, articles.get(row.latest_report)) for row in rows]


def batch_rows(subject: Program, units: list[ReportedUnit]) -> list[BatchRow]:
    named = Counter(unit.unit.batch_id for unit in units)
    batches = subject.batches.prefetch_related("shares").order_by("ordinal")
    return [BatchRow(batch, named[batch.pk], total_of(batch)) for batch in batches]


def total_of(batch: Batch) -> Decimal | None:
    """Units times the money for each, added up over all shares. None if a share does not state its money."""
    shares = list(batch.shares.all())
    if not shares or any(share.each_cny is None for share in shares):
        return None
    return sum((share.units * share.each_cny for share in shares if share.each_cny), Decimal(0))


def money_of(units: Iterable[ReportedUnit]) -> Decimal | None:
    sums = [unit.unit.amount_cny for unit in units]
    known = [amount for amount in sums if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(sums) else None


def per_province(units: Iterable[ReportedUnit]) -> dict[str | None, int]:
    return dict(Counter(unit.province for unit in units))


def units_address(code: str | None) -> str:
    return f"?province={code or NOWHERE}#units"


def chosen(units: list[ReportedUnit], values: dict[str, Any]) -> list[ReportedUnit]:
    province, seen = values["province"], values["seen"]
    if province:
        units = [unit for unit in units if (unit.province or NOWHERE) == province]
    if seen:
        units = [unit for unit in units if bool(unit.reports) == (seen == "yes")]
    return units


def sections(units: list[ReportedUnit]) -> list[Section]:
    """The units by batch (an unknown batch comes last), by category (smaller ones first), and in printed order."""
    sizes = Counter((unit.unit.batch_id, unit.unit.category) for unit in units)

    def place_in_list(row: ReportedUnit) -> tuple:
        unit = row.unit
        batch = unit.batch.ordinal if unit.batch else float("inf")
        return batch, sizes[unit.batch_id, unit.category], unit.category, unit.ordinal or 0, unit.pk

    ordered = sorted(units, key=place_in_list)
    groups = itertools.groupby(ordered, key=lambda row: (row.unit.batch, row.unit.category))
    return [Section(batch, category, places_of(list(rows))) for (batch, category), rows in groups]


def places_of(units: list[ReportedUnit]) -> list[ProgramPlace]:
    return [ProgramPlace(code, list(rows)) for code, rows in itertools.groupby(units, key=lambda row: row.province)]
