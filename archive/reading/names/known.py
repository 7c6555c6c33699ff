"""The names that the archive knows: places, sources, organizations and programs, as plain data.

Every step of reading takes a `KnownNames` as an argument. archive/ingest/load_known.py makes one from the database.
"""

from dataclasses import dataclass

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
        """The digits that the codes of this region and of all regions in it begin with."""
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
class KnownNames:
    """All known names. Two are equal only if they are the same object, so that caches can be keyed by it cheaply."""

    regions: tuple[KnownRegion, ...] = ()
    sources: tuple[KnownSource, ...] = ()
    organizations: tuple[KnownOrganization, ...] = ()
    programs: tuple[KnownProgram, ...] = ()
