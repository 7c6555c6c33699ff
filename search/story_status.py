"""For editors: whether readers can find a story yet, and if not, why; and a notice of stories that failed.

In: ids of stories; the queue, the rows of Findable, and the open index. Out: a few words for each story, in the
language of the page.
"""

import datetime
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from archive.models import Article
from archive.signals import Notice, notices_requested, status_requested
from search.generations.generation import IndexMissing
from search.generations.served_snapshot import ServedSnapshot, open_snapshot
from search.models import Findable, Pending

ERROR_SHOWN = 120
# Units of time, and their seconds.
UNITS = [
    (86400, ngettext_lazy("%(n)d 天", "%(n)d 天", "n")),
    (3600, ngettext_lazy("%(n)d 小时", "%(n)d 小时", "n")),
    (60, ngettext_lazy("%(n)d 分钟", "%(n)d 分钟", "n")),
    (1, ngettext_lazy("%(n)d 秒", "%(n)d 秒", "n")),
]


@receiver(status_requested)
def status_of_stories(ids: Collection[int], **kwargs: Any) -> dict[int, str]:
    """For the published stories among these: since when each can be found, or why it cannot. Three statements."""
    snapshot = _open_snapshot()
    since = dict(Findable.objects.filter(pk__in=ids).values_list("pk", "since"))
    waiting = {row.pk: row for row in Pending.objects.waiting().filter(pk__in=ids)}
    public = Article.objects.published().filter(pk__in=ids).order_by().values_list("pk", flat=True)
    return {pk: _status(pk, snapshot, since.get(pk), waiting.get(pk)) for pk in public}


@receiver(notices_requested)
def failure_notices(**kwargs: Any) -> list[Notice]:
    rows = Pending.objects.waiting()
    number = rows.failed().count() + rows.set_aside().count()
    if not number:
        return []
    words = ngettext("%(number)d 篇报道编入索引时出错", "%(number)d 篇报道编入索引时出错", number) % {"number": number}
    return [Notice(words, reverse("admin:search_pending_changelist") + "?state=wrong")]


def why_pending(row: Pending) -> str:
    """Why the index does not have this story as it reads now."""
    now = timezone.now()
    if not row.attempts:
        return _("等候编入索引，已等 %(time)s") % {"time": duration(now - row.queued_at)}
    tried = ngettext("编入 %(times)d 次都出错", "编入 %(times)d 次都出错", row.attempts) % {"times": row.attempts}
    if row.due is None:
        plan = _("已搁置")
    else:
        plan = _("%(time)s后再试") % {"time": duration(row.due - now)} if row.due > now else _("即将再试")
    error = Truncator(row.error).chars(ERROR_SHOWN)
    return _("%(tried)s，%(plan)s：%(error)s") % {"tried": tried, "plan": plan, "error": error}


def duration(length: datetime.timedelta) -> str:
    """A length of time in its largest unit, rounded up; zero if a clock was set back."""
    seconds = max(-(-length // datetime.timedelta(seconds=1)), 0)
    size, words = next((unit for unit in UNITS if seconds >= unit[0]), UNITS[-1])
    return str(words % {"n": -(-seconds // size)})


def _status(pk: int, snapshot: ServedSnapshot | None, since: datetime.datetime | None, row: Pending | None) -> str:
    if snapshot is None:
        return _("尚不可检索：还没有索引")
    is_outdated = row is not None and row.outdated
    if is_outdated or snapshot.digest_of(pk) is None:
        lost = _("索引里没有，请运行 check_index --repair") if snapshot.is_current else _("索引损坏，暂用旧的一份")
        return _("尚不可检索：%(why)s") % {"why": why_pending(row) if row else lost}
    words = _("可检索")
    if since:
        words = _("自 %(time)s 起可检索") % {"time": f"{timezone.localtime(since):%Y-%m-%d %H:%M}"}
    return _("%(words)s；有改动%(why)s") % {"words": words, "why": why_pending(row)} if row else words


def _open_snapshot() -> ServedSnapshot | None:
    try:
        return open_snapshot(Path(settings.INDEX_DIR))
    except IndexMissing:
        return None
