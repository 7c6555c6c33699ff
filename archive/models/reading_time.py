"""How many seconds the archive spent on reading the files of each account, hour by hour.

In: an account and the seconds of one file. Out: sums over the last hours. Rows that are too old to count are deleted.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Sum
from django.utils import timezone

WINDOW = datetime.timedelta(hours=24)  # the time whose seconds count


class ReadingTimeQuerySet(models.QuerySet["ReadingTime"]):
    def within_window(self) -> "ReadingTimeQuerySet":
        return self.filter(hour__gt=timezone.now() - WINDOW)

    def seconds(self) -> float:
        return self.aggregate(sum=Sum("seconds"))["sum"] or 0.0

    def by_account(self) -> dict[int, float]:
        """The seconds of each account."""
        return dict(self.order_by().values_list("account").annotate(sum=Sum("seconds")))

    def add(self, account: Any, seconds: float) -> None:
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        own = self.filter(account=account, hour=hour)
        if own.update(seconds=F("seconds") + seconds):
            return
        try:
            with transaction.atomic():
                self.create(account=account, hour=hour, seconds=seconds)
        except IntegrityError:  # another process made the row meanwhile
            own.update(seconds=F("seconds") + seconds)

    def forget_old(self) -> None:
        self.filter(hour__lte=timezone.now() - WINDOW).delete()


class ReadingTime(models.Model):
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    hour = models.DateTimeField(db_index=True)  # its beginning
    seconds = models.FloatField(default=0)

    objects = ReadingTimeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "hour"], name="reading_time_of_an_hour")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.hour:%Y-%m-%d %H} {self.seconds:.0f} s"
