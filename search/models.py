"""What the search app keeps in the database: the stories still to be indexed, who may index, and what is found.

In: rows written in the transaction that changed a story. Out: the indexer's work, and what readers
must already leave out of an index that has not been told yet.
"""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

# Fresh rows are due at once, whatever the clock says: a clock set back must not hold them up.
AT_ONCE = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
LONGEST_PAUSE = datetime.timedelta(hours=1)


class PendingQuerySet(models.QuerySet["Pending"]):
    def due(self, now: datetime.datetime) -> "PendingQuerySet":
        """What the indexer has to do now, in the order it was asked for.

        What is put off for longer than any pause was put off before the clock was set back: it is due too.
        """
        is_due = models.Q(due__lte=now) | models.Q(due__gt=now + LONGEST_PAUSE)
        return self.filter(is_due, kept=False).order_by("due", "queued_at", "article_id")

    def waiting(self) -> "PendingQuerySet":
        """What the current index has not been told yet, set aside or not."""
        return self.filter(kept=False)

    def set_aside(self) -> "PendingQuerySet":
        return self.filter(due=None)

    def failed(self) -> "PendingQuerySet":
        """Tried at least once, and to be tried again."""
        return self.filter(attempts__gt=0).exclude(due=None)

    def fresh(self) -> "PendingQuerySet":
        """Never tried."""
        return self.filter(attempts=0)

    def try_again(self) -> int:
        """Due at once, set aside or not; how many there were. Another failure puts them where they were."""
        return self.waiting().update(due=AT_ONCE)


class Pending(models.Model):
    """One story whose place in the index has to be looked at again: no foreign key, it may be deleted.

    `revision` is drawn at random for every change: a row is ticked off only if it is still the one
    that was taken. `gone` stories are left out of every answer from the moment they are withdrawn.
    `kept` rows are done in the current index, and wait for the one that is being built.
    """

    article_id = models.BigIntegerField(_("报道"), primary_key=True)
    revision = models.BigIntegerField()
    gone = models.BooleanField(_("不再公开"))
    kept = models.BooleanField(default=False)
    queued_at = models.DateTimeField(_("排队时间"))
    due = models.DateTimeField(_("下次尝试"), null=True, default=AT_ONCE, help_text=_("空：已搁置"))
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    error = models.TextField(_("最近的错误"), blank=True)

    objects = PendingQuerySet.as_manager()

    class Meta:
        verbose_name = _("待编入索引")
        verbose_name_plural = _("待编入索引")
        indexes = [
            models.Index(fields=["kept", "due", "queued_at"], name="pending_due"),
            models.Index(fields=["gone"], name="pending_gone", condition=models.Q(gone=True)),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}"


class Findable(models.Model):
    """A story as a reader opened after the commit has found it. No row: none has found it yet.

    `digest` is of the words that were found, `since` when they were first. Written by search.indexing.findable alone.
    """

    article_id = models.BigIntegerField(_("报道"), primary_key=True)
    digest = models.CharField(max_length=64)
    since = models.DateTimeField(_("可检索自"))

    class Meta:
        verbose_name = _("可检索的报道")
        verbose_name_plural = _("可检索的报道")

    def __str__(self) -> str:
        return f"{self.article_id}"


class Lease(models.Model):
    """Which machine and index folder drain the queue: a row in one queue cannot feed two indexes."""

    name = models.CharField(max_length=20, primary_key=True)
    holder = models.CharField(max_length=300)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
