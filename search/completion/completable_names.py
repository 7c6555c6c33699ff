"""The names that a reader may be offered while typing, read from the database.

In: the registry, and the published stories. Out: named things, kind by kind. Within a kind those with most stories
come first.

Only public things are here: organizations that are registered and that a published story names, people who are
credited for a published story, places that have one; and all programs and topics, which editors write.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Count, Max, Min

from archive.models import Article, Credit, Mention, Organization, OrganizationAlias, Program, Region, Topic
from archive.models.article_choices import Status
from archive.models.organization import AliasKind, OrganizationKind
from archive.models.program import ProgramMention
from archive.models.region import NATION_CODE, PREFIX_LENGTH
from search.completion.completion_index import NamedKind, NamedThing

logger = logging.getLogger(__name__)

# A hundred thousand names take about ten megabytes.
MOST_NAMES = 100_000


def completable_names() -> list[NamedThing]:
    """Eight statements."""
    return list(_bounded((*_topics(), *_programs(), *_places(), *_organizations(), *_people())))


def stories_of_regions(own: dict[str | None, int]) -> Counter[str]:
    """For each region how many stories it has with all regions below it. `own`: by the region of the story itself.

    Stories about the whole nation are counted for it alone.
    """
    found: Counter[str] = Counter()
    for code, stories in own.items():
        if code == NATION_CODE:
            found[code] = stories
        elif code:
            lengths = {length for length in PREFIX_LENGTH.values() if length}
            found.update(dict.fromkeys({code[:length].ljust(6, "0") for length in lengths}, stories))
    return found


def _bounded(things: Iterable[NamedThing]) -> Iterator[NamedThing]:
    taken = 0
    for thing in things:
        taken += len(thing.names)
        if taken > MOST_NAMES:
            logger.warning("the first %d names only are offered while somebody types", MOST_NAMES)
            return
        yield thing


def _topics() -> Iterator[NamedThing]:
    for pk, name, synonyms in Topic.objects.order_by("pk").values_list("pk", "name", "synonyms"):
        yield NamedThing(NamedKind.TOPIC, (pk, pk), 0, (name, *synonyms))


def _programs() -> Iterator[NamedThing]:
    named = ProgramMention.objects.filter(article__status=Status.PUBLISHED).order_by()
    stories = dict(named.values_list("program").annotate(number=Count("article", distinct=True)))
    for pk, name, aliases in Program.objects.order_by("pk").values_list("pk", "name", "aliases"):
        yield NamedThing(NamedKind.PROGRAM, (pk, pk), stories.get(pk, 0), (name, *aliases))


def _places() -> Iterator[NamedThing]:
    stories = stories_of_regions(Article.objects.published().per_region())
    regions = Region.objects.order_by("code").values_list("code", "name", "short_name", "former_names")
    for code, name, short_name, former in regions:
        if stories[code]:
            names = dict.fromkeys((name, short_name, *former))
            yield NamedThing(NamedKind.PLACE, (int(code), int(code)), stories[code], tuple(names))


def _organizations() -> Iterator[NamedThing]:
    named = Mention.objects.filter(article__status=Status.PUBLISHED).order_by()
    stories = dict(named.values_list("organization").annotate(number=Count("article", distinct=True)))
    others: dict[int, list[str]] = {}
    # Both scripts are typed anyway.
    aliases = OrganizationAlias.objects.exclude(kind=AliasKind.OTHER_SCRIPT).order_by("-kind", "name")
    for pk, alias in aliases.filter(organization__registered=True).values_list("organization_id", "name"):
        others.setdefault(pk, []).append(alias)
    columns = "pk", "name", "kind", "region__name", "region__short_name"
    rows = Organization.objects.filter(registered=True).order_by("pk").values_list(*columns)
    for pk, name, kind, region, short_region in sorted(rows, key=lambda row: -stories.get(row[0], 0)):
        if pk in stories:
            shorter = (short_region + name.removeprefix(region),) if region and name.startswith(region) else ()
            names = tuple(dict.fromkeys((name, *others.get(pk, ()), *shorter)))
            yield NamedThing(_kind_of(kind), (pk, pk), stories[pk], names)


def _kind_of(kind: str) -> NamedKind:
    return NamedKind.UNION if kind == OrganizationKind.UNION else NamedKind.BODY


def _people() -> Iterator[NamedThing]:
    """Their keys are those of the first and the last credit: if both are gone, the name may be gone."""
    credited = Credit.objects.public().order_by().values("name")
    counted = credited.annotate(stories=Count("article", distinct=True), first=Min("pk"), last=Max("pk"))
    rows = counted.order_by("-stories", "first").values_list("name", "stories", "first", "last")
    for name, stories, first, last in rows[:MOST_NAMES]:
        yield NamedThing(NamedKind.PERSON, (first, last), stories, (name,))
