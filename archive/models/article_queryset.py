"""Queries for stories, each with a name, and the changes that touch many stories at once."""

import calendar
import datetime
from collections.abc import Iterable
from typing import Self

from django.db import models, transaction
from django.utils import timezone

from archive.models.article_choices import REPORT_KINDS, Status
from archive.models.article_tallies import Story, Tallies
from archive.models.edtf_dates import Precision
from archive.models.organization import Organization
from archive.models.program import Program
from archive.models.region import NATION_CODE, Region
from archive.models.source import Source
from archive.signals import announce
from archive.slices import in_slices


class ArticleQuerySet(Tallies[Story]):
    # By status.

    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def drafts(self) -> Self:
        return self.filter(status=Status.DRAFT)

    # By place, date, source, and what a story names.

    def in_region(self, region: Region) -> Self:
        """Stories of the region and of all regions below it. For 全国, only stories about the whole nation."""
        if region.code == NATION_CODE:
            return self.filter(region=region)
        return self.filter(region__code__range=region.codes)

    def placeless(self) -> Self:
        return self.filter(region=None)

    def dated(self) -> Self:
        return self.filter(published__isnull=False)

    def undated(self) -> Self:
        return self.filter(published=None)

    def published_on(self, day: datetime.date) -> Self:
        return self.filter(published=day, published_precision=Precision.DAY)

    def published_in(self, year: int, month: int | None = None) -> Self:
        """Stories of a year, or of one month. A month leaves out stories that are dated to the year only."""
        if month is None:
            return self.dated().filter(published__year=year)
        known = self.filter(published_precision__in=[Precision.DAY, Precision.MONTH])
        last = calendar.monthrange(year, month)[1]
        return known.filter(published__range=(datetime.date(year, month, 1), datetime.date(year, month, last)))

    def known_only_to(self, precision: str) -> Self:
        """Stories that are dated to the year, or to the month, only. `precision`: a value of Precision."""
        return self.filter(published_precision=precision)

    def from_source(self, source: Source) -> Self:
        return self.filter(source=source)

    def sourceless(self) -> Self:
        return self.filter(source=None)

    def naming(self, organization: Organization) -> Self:
        return self.filter(pk__in=organization.mentions.order_by().values("article"))

    def naming_program(self, program: Program) -> Self:
        return self.filter(pk__in=program.mentions.order_by().values("article"))

    def reports(self) -> Self:
        return self.filter(kind__in=REPORT_KINDS)

    def demo(self) -> Self:
        return self.filter(is_demo=True)

    def newest_first(self) -> Self:
        return self.order_by(models.F("published").desc(nulls_last=True), "-pk")

    def newest_arrivals(self) -> Self:
        """Those published here last come first, whenever a paper printed them."""
        return self.order_by("-first_published_at", "-pk")

    def in_page_order(self) -> Self:
        """In the order of the upload that they were cut from."""
        return self.order_by("position", "pk")

    def for_lists(self) -> Self:
        """Load what a line of a list shows, with one query for each table."""
        return self.select_related("source", "region").prefetch_related("credits")

    # Changes of many stories. Each announces the changed stories inside its own transaction.

    def publish_all(self) -> int:
        """Publish the drafts among these stories, and return how many there were."""
        with transaction.atomic():
            ids = list(self.drafts().select_for_update().values_list("pk", flat=True))
            now = timezone.now()
            for keys in in_slices(ids):
                self.model._default_manager.filter(pk__in=keys).update(status=Status.PUBLISHED, first_published_at=now)
            announce(ids)
        return len(ids)

    def add_all(self, articles: Iterable[Story]) -> list[Story]:
        """Insert new stories in bulk and announce them."""
        with transaction.atomic():
            added = self.bulk_create(list(articles), batch_size=500)
            announce(article.pk for article in added)
        return added

    def remove_all(self) -> int:
        """Delete these stories and all rows that refer to them, and return how many stories there were."""
        with transaction.atomic():
            ids = list(self.values_list("pk", flat=True))
            for keys in in_slices(ids):
                self.model._default_manager.filter(pk__in=keys).delete()
            announce(ids)
        return len(ids)
