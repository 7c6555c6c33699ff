"""The names by which queries are expanded: those of the registry, as it is at this moment.

In: registered organizations with their aliases and former names, programs, regions, topics.
Out: a NameTable. It is kept in the process and made again if the revision of the names has changed.

An organization that was only read from files is not registered: its names never show here.
"""

import logging
import threading
from collections.abc import Iterable, Iterator

from archive.models import Organization, OrganizationAlias, Program, Region, Topic
from archive.models.organization import AliasKind
from archive.models.region import NATION_CODE, Level
from search.models import NamesRevision
from search.query.name_table import UNIONS_OF_LEVELS, NameSet, NameTable, SetKind

logger = logging.getLogger(__name__)

# A table of so many names takes about 30 MB.
MOST_NAMES = 100_000
_building = threading.Lock()
# The table that was made last, with its revision.
_last: tuple[int, NameTable] | None = None


def known_names() -> NameTable:
    """One statement if nothing has changed. Raises what the database raises."""
    global _last
    # Read before the names: if they change in between, the next query makes the table again.
    # Without a row no name has changed since the database was emptied.
    revision = NamesRevision.objects.filter(pk=1).values_list("revision", flat=True).first() or 0
    with _building:
        if _last is None or _last[0] != revision:
            _last = revision, _table()
        return _last[1]


def _table() -> NameTable:
    return NameTable(_bounded((*UNIONS_OF_LEVELS, *_regions(), *_organizations(), *_programs(), *_topics())))


def _bounded(sets: Iterable[NameSet]) -> Iterator[NameSet]:
    taken = 0
    for one in sets:
        taken += len(one.all_names)
        if taken > MOST_NAMES:
            logger.warning("queries are expanded by the first %d names only", MOST_NAMES)
            return
        yield one


def _regions() -> Iterator[NameSet]:
    regions = Region.objects.exclude(code=NATION_CODE).values_list("name", "short_name", "former_names", "level")
    for name, short_name, former_names, level in regions:
        # 兵团 is short for 新疆生产建设兵团, but it is a word, too.
        short = (short_name,) if name.startswith(short_name) else ()
        if level == Level.COUNTY:
            yield NameSet(SetKind.PLACE, (name,), short, tuple(former_names))
        else:
            yield NameSet(SetKind.PLACE, (name, *short), (), tuple(former_names))


def _organizations() -> Iterator[NameSet]:
    aliases = OrganizationAlias.objects.filter(organization__registered=True).exclude(kind=AliasKind.OTHER_SCRIPT)
    others: dict[int, list[str]] = {}
    for pk, alias in aliases.order_by("-kind", "name").values_list("organization_id", "name"):
        others.setdefault(pk, []).append(alias)
    for pk, name in Organization.objects.filter(registered=True).order_by("pk").values_list("pk", "name"):
        yield NameSet(SetKind.BODY, (name, *others.get(pk, ())))


def _programs() -> Iterator[NameSet]:
    for name, aliases in Program.objects.values_list("name", "aliases"):
        yield NameSet(SetKind.BODY, (name, *aliases))


def _topics() -> Iterator[NameSet]:
    for name, synonyms in Topic.objects.values_list("name", "synonyms"):
        yield NameSet(SetKind.TOPIC, (name, *synonyms))
