"""Questions about pilot programs and their units, by name."""

from typing import TYPE_CHECKING

from django.db import models

from archive.models.article import Article
from archive.models.article_queryset import REPORT_KINDS, Status

if TYPE_CHECKING:
    from archive.models.program import PilotUnit, Program  # noqa: F401 - ruff does not read the base classes
    from archive.models.region import Region

NAMING_STORY = "organization__mentions__article"


class ProgramQuerySet(models.QuerySet["Program"]):
    def with_public_counts(self) -> "ProgramQuerySet":
        """Each with `stories`: how many published stories name it."""
        published = models.Q(mentions__article__status=Status.PUBLISHED)
        return self.annotate(stories=models.Count("mentions__article", filter=published, distinct=True))

    def most_batches_first(self) -> "ProgramQuerySet":
        return self.alias(rounds=models.Count("batches", distinct=True)).order_by("-rounds", "name")


class PilotUnitQuerySet(models.QuerySet["PilotUnit"]):
    def in_region(self, region: "Region") -> "PilotUnitQuerySet":
        return self.filter(region__code__startswith=region.prefix)

    def public(self) -> "PilotUnitQuerySet":
        """Without those that only a draft or a withdrawn story speaks for."""
        return self.filter(models.Q(article=None) | models.Q(article__status=Status.PUBLISHED))

    def with_reports(self) -> "PilotUnitQuerySet":
        """Each with `reports`, how many published reports name it, and `latest_report`, the newest one's key."""
        public = models.Q(
            (f"{NAMING_STORY}__status", Status.PUBLISHED),
            (f"{NAMING_STORY}__kind__in", REPORT_KINDS),
        )
        newest = Article.objects.published().reports().newest_first()
        newest = newest.filter(mentions__organization=models.OuterRef("organization"))
        return self.annotate(
            reports=models.Count(NAMING_STORY, filter=public, distinct=True),
            latest_report=models.Subquery(newest.values("pk")[:1]),
        )
