"""What the archive knows of places, sources, organizations and programs, as plain data.

In: nothing, or the rows of the database (`load_known`, the one function here that touches Django).
Out: a `Known`, which every step of reading takes as an argument.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

NATION_CODE = "000000"
_PREFIX_LENGTH = {"nation": 0, "province": 2, "prefecture": 4, "county": 6}


@dataclass(frozen=True)
class KnownRegion:
    code: str  # six digits, GB/T 2260
    name: str
    short_name: str
    path: str  # 重庆市江北区
    level: str  # nation, province, prefecture, county
    former_names: tuple[str, ...] = ()
    parent_code: str | None = None

    @property
    def prefix(self) -> str:
        """The digits that the codes of all below it begin with."""
        return self.code[: _PREFIX_LENGTH[self.level]]

    def holds(self, code: str | None) -> bool:
        """Whether the region of this code is this one or lies within it."""
        return code is not None and code.startswith(self.prefix)


@dataclass(frozen=True)
class KnownSource:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class KnownAlias:
    name: str
    kind: str  # short, former, other_script


@dataclass(frozen=True)
class KnownOrganization:
    name: str
    kind: str  # union, enterprise, service_centre, park, office, other
    region_code: str | None = None
    aliases: tuple[KnownAlias, ...] = ()


@dataclass(frozen=True)
class KnownProgram:
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Known:
    """All of it. Compared by identity: what is built from it is built once for each."""

    regions: tuple[KnownRegion, ...] = ()
    sources: tuple[KnownSource, ...] = ()
    organizations: tuple[KnownOrganization, ...] = ()
    programs: tuple[KnownProgram, ...] = ()


def load_known() -> Known:
    """What the database holds now, in five queries: call it once for each command or request."""
    # Here and not above, so that all else in the registry works without Django.
    from archive.models import Organization, OrganizationAlias, Program, Region, Source

    regions = Region.objects.values_list("code", "name", "short_name", "path", "level", "former_names", "parent_id")
    aliases = OrganizationAlias.objects.order_by("organization_id", "pk")
    rows = groupby(aliases.values_list("organization_id", "name", "kind"), itemgetter(0))
    aliases_of = {pk: tuple(KnownAlias(name, kind) for _, name, kind in some) for pk, some in rows}
    organizations = Organization.objects.order_by("pk").values_list("pk", "name", "kind", "region_id")
    return Known(
        regions=tuple(KnownRegion(*row[:5], tuple(row[5]), row[6]) for row in regions),
        sources=tuple(KnownSource(n, tuple(a)) for n, a in Source.objects.values_list("name", "aliases")),
        organizations=tuple(
            KnownOrganization(name, kind, region, aliases_of.get(pk, ())) for pk, name, kind, region in organizations
        ),
        programs=tuple(KnownProgram(n, tuple(a)) for n, a in Program.objects.values_list("name", "aliases")),
    )
