"""Who wrote a story, whom and what it names, what it counts: the rows that hang on it.

In: saved articles, each with what was read in it. Out: rows, in a number of queries that does not
depend on how many articles there are. To be called inside the transaction that saves the articles.

An organization found by its shape and not known yet becomes one, by its suffix: the mention is its
evidence. A program is never invented.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from archive.models import Article, Credit, Figure, Mention, Organization, Program, ProgramMention
from archive.models.organization import OrganizationKind
from archive.reading.document import FoundFigure, NamedOrganization, NamedProgram, Person
from archive.slices import in_slices

# What the columns hold; longer is no name and no quantity but a slip of reading.
NAME, TEXT, UNIT = 120, 200, 12
PERSON, ROLE = 40, 10
LARGEST = Decimal(10) ** 19
KIND_BY_SUFFIX = (
    (("工会", "工会联合会", "工会委员会", "工会工作委员会"), OrganizationKind.UNION),
    (("中心", "驿站"), OrganizationKind.SERVICE_CENTRE),
    (("园区", "开发区", "园"), OrganizationKind.PARK),
    (("公司", "集团", "厂", "银行", "农场"), OrganizationKind.ENTERPRISE),
    (("局", "办公室", "部", "委员会", "厅", "政府"), OrganizationKind.OFFICE),
)


class LinkedName(Protocol):
    """A Story, or the facts of a ready-made one."""

    @property
    def organizations(self) -> Sequence[NamedOrganization]: ...
    @property
    def programs(self) -> Sequence[NamedProgram]: ...
    @property
    def figures(self) -> Sequence[FoundFigure]: ...


Pairs = Sequence[tuple[Article, LinkedName]]


def link(pairs: Pairs) -> None:
    """Add whom the articles name and what they count, where there are no such rows yet."""
    _add_mentions(pairs)
    _add_program_mentions(pairs)
    figures = [_figure(article, found) for article, named in pairs for found in named.figures if _fits(found)]
    Figure.objects.bulk_create(figures, batch_size=500)


def relink(article: Article, named: LinkedName) -> None:
    """Replace what was found in a story by what is found in it now."""
    article.mentions.all().delete()
    article.program_mentions.all().delete()
    article.figures.all().delete()
    link([(article, named)])


def add_credits(pairs: Iterable[tuple[Article, Iterable[Person]]]) -> None:
    rows = [
        Credit(article=article, name=person.name, role=person.role, position=position)
        for article, people in pairs
        for position, person in enumerate(dict.fromkeys(people))
        if 0 < len(person.name) <= PERSON and len(person.role) <= ROLE
    ]
    Credit.objects.bulk_create(rows, batch_size=500)


def kind_of(name: str) -> str:
    """What an organization is, by the end of its name."""
    for suffixes, kind in KIND_BY_SUFFIX:
        if name.endswith(suffixes):
            return kind
    return OrganizationKind.OTHER


def organizations_named(names: Iterable[str]) -> dict[str, int]:
    """The keys of organizations by canonical name; those not there are created."""
    wanted = {name for name in names if 0 < len(name) <= NAME}
    ids = _ids(Organization, wanted)
    if missing := sorted(wanted - ids.keys()):
        rows = [Organization(name=name, kind=kind_of(name), registered=False) for name in missing]
        Organization.objects.bulk_create(rows, batch_size=300, ignore_conflicts=True)
        ids |= _ids(Organization, missing)
    return ids


def _ids(model: type[Organization] | type[Program], names: Iterable[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for some in in_slices(sorted(names)):
        ids |= model.objects.filter(name__in=some).values_list("name", "pk")
    return ids


def _add_mentions(pairs: Pairs) -> None:
    found = [(article, one) for article, named in pairs for one in named.organizations if len(one.text) <= TEXT]
    ids = organizations_named(one.name for _, one in found)
    rows = {
        (article.pk, ids[one.name], one.field, one.start): Mention(
            article=article, organization_id=ids[one.name],
            field=one.field, start=one.start, end=one.end, text=one.text,
        )
        for article, one in found
        if one.name in ids
    }  # fmt: skip
    Mention.objects.bulk_create(rows.values(), batch_size=500)


def _add_program_mentions(pairs: Pairs) -> None:
    found = [(article, one) for article, named in pairs for one in named.programs if len(one.text) <= TEXT]
    ids = _ids(Program, {one.name for _, one in found})
    rows = {
        (article.pk, ids[one.name], one.field, one.start): ProgramMention(
            article=article, program_id=ids[one.name],
            field=one.field, start=one.start, end=one.end, text=one.text,
        )
        for article, one in found
        if one.name in ids
    }  # fmt: skip
    ProgramMention.objects.bulk_create(rows.values(), batch_size=500)


def _fits(found: FoundFigure) -> bool:
    most = found.value if found.value_max is None else max(found.value, found.value_max)
    return most < LARGEST and len(found.text) <= TEXT and len(found.unit) <= UNIT


def _figure(article: Article, found: FoundFigure) -> Figure:
    return Figure(
        article=article, kind=found.kind, value=found.value, value_max=found.value_max, unit=found.unit,
        bound=found.bound, field=found.field, start=found.start, end=found.end, text=found.text,
    )  # fmt: skip
