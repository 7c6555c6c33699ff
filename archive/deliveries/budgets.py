"""How much of the reader's time, and how much room in its queue, a delivery, an account and all accounts may take.

In: settings (minutes, megabytes, numbers of files), and the seconds that each file took. Out: who has to wait and
until when; which files are not read any more; QueueFull if an account has sent too much that is not read yet.
"""

import datetime
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from archive.deliveries.refusals import FileReason
from archive.deliveries.turns import Account
from archive.models import DeliveredFile, Delivery, ReadingTime
from archive.models.delivery import FileState
from archive.models.reading_time import WINDOW

MINUTE = 60  # seconds
MEGABYTE = 10**6
ACCOUNTS_IN_QUEUE = 4  # how often the room of one account is in the queue of all


class QueueFull(Exception):
    """The account has sent too much that is not read yet. The message says what to do, in the language of the page."""


def charge(delivery: Delivery, seconds: float) -> int:
    """Counts seconds of reading. If the delivery has used all it may, its waiting files are refused: their number."""
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(seconds=F("seconds") + seconds)
        charge_account(delivery.sent_by, seconds)
        reason = FileReason("delivery-spent", {"minutes": settings.DELIVERY_MINUTES})
        spent = Delivery.objects.filter(pk=delivery.pk, seconds__gte=settings.DELIVERY_MINUTES * MINUTE)
        return DeliveredFile.objects.filter(delivery__in=spent, state=FileState.WAITING).update(
            state=FileState.REFUSED,
            reason_code=reason.code,
            reason_arguments=reason.arguments,
            ended_at=timezone.now(),
        )


def charge_account(account: Any, seconds: float) -> None:
    """Nothing is counted for files that no account has sent."""
    if account:
        ReadingTime.objects.add(account, seconds)


def with_time_left(accounts: Collection[Account]) -> set[Account]:
    """Those of the accounts whose files may be read now."""
    used = ReadingTime.objects.within_window().by_account()
    if sum(used.values()) >= _of_all():
        return {account for account in accounts if account is None}
    return {account for account in accounts if account is None or used.get(account, 0) < _of_account()}


def resumes_at(account: Any) -> datetime.datetime | None:
    """When files of this account are read again; None if they may be read now."""
    rows = ReadingTime.objects.within_window()
    times = [_falls_below(rows.filter(account=account), _of_account()), _falls_below(rows, _of_all())]
    return max((time for time in times if time), default=None)


def _falls_below(rows: Any, most: float) -> datetime.datetime | None:
    """When the sum of the rows is below `most`, as the oldest stop counting; None if it is now."""
    left = rows.seconds()
    if left < most:
        return None
    hours = list(rows.order_by("hour").values_list("hour", "seconds"))
    for hour, seconds in hours:
        left -= seconds
        if left < most:
            return hour + WINDOW
    return hours[-1][0] + WINDOW


def _of_account() -> float:
    return settings.ACCOUNT_MINUTES * MINUTE


def _of_all() -> float:
    return settings.ALL_ACCOUNTS_MINUTES * MINUTE


def require_place(account: Any, number: int, size: int) -> None:
    """Raises QueueFull unless so many files, of so many bytes together, may be queued for the account."""
    waiting = DeliveredFile.objects.open()
    own_number, own_size = waiting.of(account.pk if account else None).number_and_bytes()
    if own_number + number > settings.QUEUE_FILES or own_size + size > settings.QUEUE_BYTES:
        raise QueueFull(_words_for_own(own_number, own_size))
    if waiting.number_and_bytes()[1] + size > ACCOUNTS_IN_QUEUE * settings.QUEUE_BYTES:
        raise QueueFull(gettext("等着读的文件太多，这次的没有收下。请过几分钟再上传。"))


def _words_for_own(number: int, size: int) -> str:
    if not number:
        return gettext("这次的文件太多或太大，没有收下。请分几次上传。")
    words = ngettext(
        "您还有 %(number)d 个文件（%(megabytes)d MB）等着读，这次的没有收下。请等它们读完，或撤销不要的，再上传。",
        "您还有 %(number)d 个文件（%(megabytes)d MB）等着读，这次的没有收下。请等它们读完，或撤销不要的，再上传。",
        number,
    )
    return words % {"number": number, "megabytes": -(-size // MEGABYTE)}
