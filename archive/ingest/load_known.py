"""Loads the known places, sources, organizations and programs from the database.

In: the rows of the database. Out: `KnownNames`, which every step of reading takes as an argument.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from operator import itemgetter

from archive.models import Organization, OrganizationAlias, Program, Region, Source
from archive.reading.names.find_names import names_of
from archive.reading.names.known import (
    KnownAlias,
    KnownNames,
    KnownOrganization,
    KnownProgram,
    KnownRegion,
    KnownSource,
)

_at_hand: ContextVar[KnownNames | None] = ContextVar("known names at hand", default=None)


@contextmanager
def known_at_hand() -> Iterator[None]:
    """Prepares the known names, so that a transaction inside only uses them: others wait to write while it lasts."""
    known = load_known()
    names_of(known)
    outer = _at_hand.set(known)
    try:
        yield
    finally:
        _at_hand.reset(outer)


def load_known() -> KnownNames:
    """All known names, in five queries unless they are at hand. Call it once per command or request."""
    return _at_hand.get() or _loaded()


def _loaded() -> KnownNames:
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
