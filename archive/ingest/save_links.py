"""Saves the links of stories: credits, mentions of organizations and programs, figures.

In: saved articles, each with what was read in it. Out: rows, in a number of queries that does not depend on
the number of articles. Must be called inside the transaction that saves the articles.

An unknown organization found by the form of its name is created, with a kind that follows from the end of its
name; the mention is the evidence for it. Programs are never created.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from archive.models import Article, Credit, Figure, Mention, Organization, Program, ProgramMention
from archive.models.organization import OrganizationKind
from archive.reading.document import FoundFigure, NamedOrganization, NamedProgram, Person
from archive.slices import in_slices

# Sizes of the columns. Anything longer is an error of reading, not a name or quantity.
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
    """A Story, or the facts of a ready-made story."""

    @property
    def organizations(self) -> Sequence[NamedOrganization]: ...
    @property
    def programs(self) -> Sequence[NamedProgram]: ...
    @property
    def figures(self) -> Sequence[FoundFigure]: ...


Pairs = Sequence[tuple[Article, LinkedName]]


def link(pairs: Pairs) -> None:
    """Adds the organizations, programs and figures of articles that have no such rows yet."""
    _add_mentions(pairs)
    _add_program_mentions(pairs)
    figures = [_figure(article, found) for article, named in pairs for found in named.figures if _fits(found)]
    Figure.objects.bulk_create(figures, batch_size=500)


def relink(article: Article, named: LinkedName) -> None:
    """Replaces the links found earlier in a story by those found now."""
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
    """Returns the kind of an organization, judged by the end of its name."""
    for suffixes, kind in KIND_BY_SUFFIX:
        if name.endswith(suffixes):
            return kind
    return OrganizationKind.OTHER


def organizations_named(names: Iterable[str]) -> dict[str, int]:
    """Returns the keys of organizations by canonical name; missing ones are created."""
    wanted = {name for name in names if 0 < len(name) <= NAME}
    ids = _ids(Organization, wanted)
    if missing := sorted(wanted - ids.keys()):
        rows = [Organization(name=name, kind=kind_of(name), registered=False) for name in missing]
        Organization.objects.bulk_create(rows, batch_size=300, ignore_conflicts=True)
        ids |= _ids(Organization, missing)
    return ids


def _ids(model: type[Organization] | type[Program], names: Iterable[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for wanted in in_slices(sorted(names)):
        ids |= model.objects.filter(name__in=wanted).values_list("name", "pk")
    return ids


def _add_mentions(pairs: Pairs) -> None:
    found = [(article, name) for article, named in pairs for name in named.organizations if len(name.text) <= TEXT]
    ids = organizations_named(name.name for _, name in found)
    rows = {
        (article.pk, ids[name.name], name.field, name.start): Mention(
            article=article, organization_id=ids[name.name],
            field=name.field, start=name.start, end=name.end, text=name.text,
        )
        for article, name in found
        if name.name in ids
    }  # fmt: skip
    Mention.objects.bulk_create(rows.values(), batch_size=500)


def _add_program_mentions(pairs: Pairs) -> None:
    found = [(article, name) for article, named in pairs for name in named.programs if len(name.text) <= TEXT]
    ids = _ids(Program, {name.name for _, name in found})
    rows = {
        (article.pk, ids[name.name], name.field, name.start): ProgramMention(
            article=article, program_id=ids[name.name],
            field=name.field, start=name.start, end=name.end, text=name.text,
        )
        for article, name in found
        if name.name in ids
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
