"""Questions about pilot programs and their units, by name."""

from typing import Self, TypeVar

from django.db import models
from django.db.models import functions

from archive.models.article_queryset import REPORT_KINDS, Status
from archive.models.organization import Mention
from archive.models.region import Region

# A report tells of some units; a story that names so many of them prints their list.
ROLL = 20
# These are names for Program and PilotUnit, which cannot be imported here: program.py imports this file.
ProgramRow = TypeVar("ProgramRow", bound=models.Model, covariant=True)
UnitRow = TypeVar("UnitRow", bound=models.Model, covariant=True)


class ProgramQuerySet(models.QuerySet[ProgramRow]):
    def with_public_counts(self) -> Self:
        """Each with `stories`: how many published stories name it."""
        published = models.Q(mentions__article__status=Status.PUBLISHED)
        return self.annotate(stories=models.Count("mentions__article", filter=published, distinct=True))

    def most_batches_first(self) -> Self:
        return self.alias(rounds=models.Count("batches", distinct=True)).order_by("-rounds", "name")


class PilotUnitQuerySet(models.QuerySet[UnitRow]):
    def in_region(self, region: Region) -> Self:
        return self.filter(region__code__startswith=region.prefix)

    def public(self) -> Self:
        """Without those that only a draft or a withdrawn story speaks for."""
        return self.filter(models.Q(article=None) | models.Q(article__status=Status.PUBLISHED))

    def with_reports(self) -> Self:
        """Each with `reports`, how many published reports name it, and `latest_report`, the newest one's key."""
        told = Mention.objects.filter(
            organization=models.OuterRef("organization"),
            article__status=Status.PUBLISHED,
            article__kind__in=REPORT_KINDS,
        ).exclude(article__in=type(self)(self.model).rolls())
        # By organization, not by unit: joined to all its stories, a unit's wide row would be sorted once for each.
        number = told.order_by().values("organization").annotate(number=models.Count("article", distinct=True))
        newest = told.order_by(models.F("article__published").desc(nulls_last=True), "-article_id")
        return self.annotate(
            reports=functions.Coalesce(models.Subquery(number.values("number")), 0),
            latest_report=models.Subquery(newest.values("article_id")[:1]),
        )

    def rolls(self) -> models.QuerySet:
        """Keys of stories that name so many pilot units that they are a list of them, whatever their kind."""
        named = Mention.objects.filter(organization__in=self.exclude(organization=None).values("organization"))
        counted = named.order_by().values("article").annotate(units=models.Count("organization", distinct=True))
        return counted.filter(units__gte=ROLL).values("article")
