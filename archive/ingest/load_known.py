"""Loads the known places, sources, organizations and programs from the database.

In: the rows of the database. Out: `KnownNames`, which every step of reading takes as an argument.
"""

from itertools import groupby
from operator import itemgetter

from archive.models import Organization, OrganizationAlias, Program, Region, Source
from archive.reading.names.known import (
    KnownAlias,
    KnownNames,
    KnownOrganization,
    KnownProgram,
    KnownRegion,
    KnownSource,
)


def load_known() -> KnownNames:
    """Loads all known names in five queries. Call it once per command or request."""
    regions = Region.objects.values_list("code", "name", "short_name", "path", "level", "former_names", "parent_id")
    aliases = OrganizationAlias.objects.order_by("organization_id", "pk")
    rows = groupby(aliases.values_list("organization_id", "name", "kind"), itemgetter(0))
    aliases_of = {pk: tuple(KnownAlias(name, kind) for _, name, kind in group) for pk, group in rows}
    organizations = Organization.objects.order_by("pk").values_list("pk", "name", "kind", "region_id")
    return KnownNames(
        regions=tuple(KnownRegion(*row[:5], tuple(row[5]), row[6]) for row in regions),
        sources=tuple(KnownSource(n, tuple(a)) for n, a in Source.objects.values_list("name", "aliases")),
        organizations=tuple(
            KnownOrganization(name, kind, region, aliases_of.get(pk, ())) for pk, name, kind, region in organizations
        ),
        programs=tuple(KnownProgram(n, tuple(a)) for n, a in Program.objects.values_list("name", "aliases")),
    )
