"""Adds the units of a list in a story to the pilot units of the program it names.

In: saved articles, each with its Story. Out: PilotUnit rows with their evidence, for units that the program does
not have yet. Names are compared folded, so a list in Traditional script adds nothing to the same list in
Simplified. Must be called inside the transaction that saves the articles.
"""

from archive.models import Article, Organization, PilotUnit, Program
from archive.reading.document import ListedUnit, Story
from archive.reading.doubts import program_of
from archive.slices import in_slices
from text.normalized import normalize_spaces

NAME, CATEGORY = 120, 60


def add_units(article: Article, story: Story) -> None:
    program = Program.objects.filter(name=program_of(story)).first() if story.units else None
    if program is None:
        return
    known = {normalize_spaces(name).text for name in program.units.values_list("name", flat=True)}
    rows: dict[str, PilotUnit] = {}
    for unit in story.units:
        name = normalize_spaces(unit.name).text
        if name not in known and len(unit.name) <= NAME:
            rows.setdefault(name, _row(article, program, unit))
    _add_organizations(rows)
    PilotUnit.objects.bulk_create(rows.values(), batch_size=300)


def _row(article: Article, program: Program, unit: ListedUnit) -> PilotUnit:
    return PilotUnit(
        program=program, category=unit.category[:CATEGORY], ordinal=unit.ordinal, name=unit.name,
        region_id=unit.region_code, region_inferred=unit.region_inferred,
        article=article, field=unit.field, start=unit.start, end=unit.end,
    )  # fmt: skip


def _add_organizations(rows: dict[str, PilotUnit]) -> None:
    names = [row.name for row in rows.values()]
    ids: dict[str, int] = {}
    for wanted in in_slices(names):
        ids |= Organization.objects.filter(name__in=wanted).values_list("name", "pk")
    for row in rows.values():
        row.organization_id = ids.get(row.name)
