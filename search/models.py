"""The tables of the search app: the queue of stories to be indexed, the indexer's lease, and the findable stories.

In: rows written in the transaction that changes a story. Out: the work of the indexer; the stories that an answer must
leave out although they are still in the index.
"""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# New rows are due at once, whatever the clock says: a clock that is set back must not delay them.
AT_ONCE = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
LONGEST_PAUSE = datetime.timedelta(hours=1)


class PendingQuerySet(models.QuerySet["Pending"]):
    def due(self, now: datetime.datetime) -> "PendingQuerySet":
        """The rows that the indexer has to work on now, in the order in which they were queued.

        A row that is put off for longer than any pause was put off before the clock was set back: it is due, too.
        """
        is_due = models.Q(due__lte=now) | models.Q(due__gt=now + LONGEST_PAUSE)
        return self.filter(is_due, kept=False).order_by("due", "queued_at", "article_id")

    def waiting(self) -> "PendingQuerySet":
        """Rows that the current index has not taken yet, set aside or not."""
        return self.filter(kept=False)

    def left_out(self) -> "PendingQuerySet":
        """The rows of stories that no answer may contain."""
        return self.filter(models.Q(gone=True) | models.Q(outdated=True))

    def set_aside(self) -> "PendingQuerySet":
        return self.filter(due=None)

    def failed(self) -> "PendingQuerySet":
        """Rows that were tried at least once and will be tried again."""
        return self.filter(attempts__gt=0).exclude(due=None)

    def fresh(self) -> "PendingQuerySet":
        """Rows that were never tried."""
        return self.filter(attempts=0)

    def try_again(self) -> int:
        """Make these rows due at once, set aside or not, and return how many there are.

        If a story fails again, its row is put off or set aside as before.
        """
        return self.waiting().update(due=AT_ONCE)


class Pending(models.Model):
    """A story that has to be indexed again, or removed from the index. No foreign key: the story may be deleted.

    `revision` is a new random number for every change: a row is deleted only if it is still the one that was taken.
    `gone`: the story is left out of every answer from the moment it is withdrawn.
    `outdated`: readers could find the story before it was changed. It is left out of every answer until the index has
    its new text, so that nobody finds it by words that a correction removed.
    `kept`: the current index has taken the row; it waits for the index that is being built.
    """

    article_id = models.BigIntegerField(_("报道"), primary_key=True)
    revision = models.BigIntegerField()
    gone = models.BooleanField(_("不再公开"))
    outdated = models.BooleanField(_("暂不可检索"), default=False)
    kept = models.BooleanField(default=False)
    queued_at = models.DateTimeField(_("排队时间"))
    due = models.DateTimeField(_("下次尝试"), null=True, default=AT_ONCE, help_text=_("空：已搁置"))
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    error = models.TextField(_("最近的错误"), blank=True)

    objects = PendingQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "待编入索引")
        verbose_name_plural = pgettext_lazy("several", "待编入索引")
        indexes = [
            models.Index(fields=["kept", "due", "queued_at"], name="pending_due"),
            models.Index(fields=["gone"], name="pending_gone", condition=models.Q(gone=True)),
            models.Index(fields=["outdated"], name="pending_outdated", condition=models.Q(outdated=True)),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}"


class Findable(models.Model):
    """A story that readers can find: a reader that was opened after the commit has found it.

    `digest` belongs to the text that was found, `since` is when it was first found. Only search.indexing.findable
    writes these rows.
    """

    article_id = models.BigIntegerField(_("报道"), primary_key=True)
    digest = models.CharField(max_length=64)
    since = models.DateTimeField(_("可检索自"))

    class Meta:
        verbose_name = pgettext_lazy("one", "可检索的报道")
        verbose_name_plural = pgettext_lazy("several", "可检索的报道")

    def __str__(self) -> str:
        return f"{self.article_id}"


class FindableRevision(models.Model):
    """One row with a random number that is replaced whenever rows of Findable change, in the same transaction.

    Whoever computed something from these rows sees by it whether they are still the same, whatever the clock says.
    """

    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.revision}"


class NamesRevision(models.Model):
    """One row with a random number that is replaced whenever a name that queries are expanded by changes, as above."""

    revision = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.revision}"


class Lease(models.Model):
    """The machine and the index folder that work on the queue: one queue cannot feed two indexes."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=300)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
