"""The tasks that the first page of the editors' site shows.

In: a user. Out: a Dashboard with everything that the user may see: people who may only upload see their own uploads.
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from archive.deliveries.worker import is_working
from archive.models import Article, Change, DeliveredFile, Likeness, Upload
from archive.models.article_choices import Status
from archive.models.delivery import FileState
from archive.review.permissions import may_publish, may_see_all
from archive.signals import Notice, current_notices

PAGES_SHOWN = 12
CHANGES_SHOWN = 10
LATELY = datetime.timedelta(days=7)


def with_draft_counts(uploads: QuerySet[Upload]) -> Any:
    """Adds `story_count`, `draft_count`, and `doubtful_count`: the number of drafts with doubts."""
    is_draft = Q(articles__status=Status.DRAFT)
    return uploads.annotate(
        story_count=Count("articles"),
        draft_count=Count("articles", filter=is_draft),
        doubtful_count=Count("articles", filter=is_draft & ~Q(articles__doubts=[])),
    )


@dataclass(frozen=True)
class Dashboard:
    user: Any

    @cached_property
    def pages(self) -> list[Upload]:
        """Uploads with drafts, those with doubts first."""
        rows = with_draft_counts(self._uploads).filter(draft_count__gt=0).defer("text", "noise")
        return list(rows.select_related("received_from").order_by("-doubtful_count", "-pk")[:PAGES_SHOWN])

    @cached_property
    def page_count(self) -> int:
        return self._drafts.values("upload").distinct().count()

    @cached_property
    def draft_count(self) -> int:
        return self._drafts.count()

    @cached_property
    def doubtful_count(self) -> int:
        return self._drafts.exclude(doubts=[]).count()

    @cached_property
    def loose_count(self) -> int:
        """Drafts without an upload: imported, or written by hand."""
        return Article.objects.drafts().filter(upload=None).count() if may_publish(self.user) else 0

    @cached_property
    def file_count(self) -> int:
        """Delivered files that are not read yet."""
        return self._files.open().count()

    @cached_property
    def deliveries(self) -> list[int]:
        """Those with files that are not read yet, the latest first."""
        rows = self._files.open().order_by("-delivery_id").values_list("delivery_id", flat=True)
        return list(rows.distinct()[:PAGES_SHOWN])

    @property
    def is_idle(self) -> bool:
        return bool(self.file_count) and not is_working(settings.VAR_DIR)

    @cached_property
    def refused(self) -> list[DeliveredFile]:
        """Files that were refused during the last days."""
        since = timezone.now() - LATELY
        late = self._files.filter(state=FileState.REFUSED, ended_at__gte=since).select_related("delivery")
        return list(late.order_by("-ended_at", "-pk")[:PAGES_SHOWN])

    @cached_property
    def likenesses(self) -> int:
        return Likeness.objects.open().count() if self.user.has_perm("archive.view_article") else 0

    @cached_property
    def notices(self) -> list[Notice]:
        """The notices of other apps, for example about the search index."""
        return current_notices() if may_publish(self.user) else []

    @cached_property
    def changes(self) -> list[Change]:
        rows = Change.objects.latest_first().select_related("article", "upload")
        mine = rows if may_see_all(self.user) else rows.filter(editor=self.user)
        return list(mine.defer("before", "after", "upload__text", "upload__noise")[:CHANGES_SHOWN])

    @property
    def is_nothing(self) -> bool:
        of_files = self.pages or self.file_count or self.refused
        return not (of_files or self.likenesses or self.loose_count or self.notices)

    @property
    def _uploads(self) -> QuerySet[Upload]:
        rows = Upload.objects.all()
        return rows if may_see_all(self.user) else rows.filter(received_from=self.user)

    @property
    def _drafts(self) -> Any:
        return Article.objects.drafts().filter(upload__in=self._uploads)

    @property
    def _files(self) -> Any:
        rows = DeliveredFile.objects.all()
        return rows if may_see_all(self.user) else rows.filter(delivery__sent_by=self.user)
