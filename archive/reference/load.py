"""Loads the reference data of the fixtures into the database.

In: the fixture files. Out: rows for everything that the database does not have yet, in one transaction.

Existing rows are not changed, so an editor's change wins over the files. A row exists if its code, slug or
name does; a former name or alias counts too. Dependent rows (the aliases of an organization, the shares and
units of a batch) are added only together with it: rows that an editor deleted do not come back.
"""

from collections.abc import Iterable

from django.db import transaction

from archive.models import (
    Batch,
    BatchShare,
    Organization,
    OrganizationAlias,
    PilotUnit,
    Program,
    Region,
    Source,
    Topic,
)
from archive.reference import files
from archive.reference.files import Line
from archive.signals import announce_registry


def load_reference() -> dict[str, int]:
    """Returns the number of rows added, by model: regions, sources, organizations, topics, programs, pilot units."""
    with transaction.atomic():
        added = {
            "regions": _load_regions(),
            "sources": _load_sources(),
            "organizations": _load_organizations(),
            "topics": _load_topics(),
            "programs": _load_programs(),
            "pilot units": _load_units(),
        }
        announce_registry()
    return added


def _load_regions() -> int:
    known = set(Region.objects.values_list("code", flat=True))
    added = [
        Region(
            code=row.code,
            name=row.name,
            short_name=row.short_name,
            path=row.path,
            level=row.level,
            parent_id=row.parent or None,
            former_names=list(row.former_names),
            pinyin=row.pinyin,
            in_standard=row.in_standard,
        )
        for row in files.regions()
        if row.code not in known
    ]
    return len(Region.objects.bulk_create(added, batch_size=1000))


def _load_sources() -> int:
    known = _names_and_others(Source.objects.values_list("name", "aliases"))
    Source.objects.filter(registered=False, name__in=[line["name"] for line in files.sources()]).update(registered=True)
    added = [Source(**line) for line in files.sources() if line["name"] not in known]
    return len(Source.objects.bulk_create(added))


def _load_topics() -> int:
    known = _names_and_others(Topic.objects.values_list("name", "synonyms"))
    added = [Topic(**line) for line in files.topics() if line["name"] not in known]
    return len(Topic.objects.bulk_create(added))


def _names_and_others(rows: Iterable[tuple[str, list[str]]]) -> set[str]:
    return {name for first, others in rows for name in (first, *others)}


def _load_organizations() -> int:
    known = _organizations()
    # An organization that a draft named first becomes a registered one.
    Organization.objects.filter(registered=False, name__in=list(files.organizations())).update(registered=True)
    lines = {name: line for name, line in files.organizations().items() if name not in known}
    added = Organization.objects.bulk_create(
        Organization(name=name, kind=line["kind"], region_id=_stated_region(line)) for name, line in lines.items()
    )
    known.update({organization.name: organization.pk for organization in added})
    _join_parents(added, lines, known)
    OrganizationAlias.objects.bulk_create(
        OrganizationAlias(organization=organization, name=alias, kind=kind)
        for organization in added
        for kind, aliases in lines[organization.name].get("aliases", {}).items()
        for alias in aliases
    )
    return len(added)


def _organizations() -> dict[str, int]:
    """Maps current and former names to primary keys, so that renamed organizations are found."""
    former = OrganizationAlias.objects.filter(kind="former").values_list("name", "organization_id")
    return {**dict(former), **dict(Organization.objects.values_list("name", "pk"))}


def _stated_region(line: Line) -> str | None:
    """Returns the region of an organization; not the region of a pilot unit that was only inferred from its list."""
    return None if line.get("region_inferred") else line.get("region")


def _join_parents(added: list[Organization], lines: dict[str, Line], known: dict[str, int]) -> None:
    children = [organization for organization in added if "parent" in lines[organization.name]]
    for child in children:
        child.parent_id = known[lines[child.name]["parent"]]
    Organization.objects.bulk_update(children, ["parent"])


def _load_programs() -> int:
    """Adds missing programs and batches; returns the number of programs added."""
    organizations = _organizations()
    count = 0
    for line in files.programs():
        defaults = {name: line[name] for name in ("name", "aliases", "summary")}
        defaults.update(organizer_id=organizations.get(line["organizer"]), region_id=line["region"])
        program, is_new = Program.objects.get_or_create(slug=line["slug"], defaults=defaults)
        count += is_new
        for batch in line["batches"]:
            _load_batch(program, batch)
    return count


def _load_batch(program: Program, line: Line) -> None:
    stated = ("announced", "units_announced", "total_cny", "note")
    fields: Line = {name: line[name] for name in stated if name in line}
    batch, is_new = Batch.objects.get_or_create(program=program, ordinal=line["ordinal"], defaults=fields)
    if is_new:
        BatchShare.objects.bulk_create(
            BatchShare(batch=batch, position=position, **share) for position, share in enumerate(line["shares"], 1)
        )


def _load_units() -> int:
    """Adds the units of batches without units, and units without a batch that their program does not have."""
    programs = dict(Program.objects.values_list("slug", "pk"))
    batches = {(program, ordinal): pk for pk, program, ordinal in Batch.objects.values_list("pk", "program", "ordinal")}
    filled = set(PilotUnit.objects.exclude(batch=None).values_list("batch", flat=True).distinct())
    named = set(PilotUnit.objects.values_list("program", "name"))
    organizations = _organizations()
    added = []
    for line in files.pilot_units():
        program = programs[line["program"]]
        batch = batches[program, line["batch"]] if "batch" in line else None
        is_there = (program, line["name"]) in named if batch is None else batch in filled
        if not is_there:
            added.append(_unit(line, program, batch, organizations.get(line["name"])))
    return len(PilotUnit.objects.bulk_create(added))


def _unit(line: Line, program: int, batch: int | None, organization: int | None) -> PilotUnit:
    stated = ("category", "ordinal", "name", "region_inferred", "amount_cny")
    return PilotUnit(
        program_id=program,
        batch_id=batch,
        organization_id=organization,
        region_id=line.get("region"),
        **{name: line[name] for name in stated if name in line},
    )
