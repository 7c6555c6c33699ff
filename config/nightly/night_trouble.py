"""Whether the nightly work is as it should be, for /readyz, for the desk and for mails.

In: the record of the runs, the time. Out: a NightTrouble, if something is wrong: the last run failed, was interrupted,
or was too long ago. Nothing is wrong if nightly was never set up.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.signals import Notice, notices_requested
from archive.words.languages import listed
from config.nightly.night_record import NightRecord, RecordUnreadable, read_record
from search.generations.locks import is_held

# Held in ARCHIVE_VAR while the nightly work is done.
NIGHT = "nightly"
OVERDUE = datetime.timedelta(hours=36)
FAILED, INTERRUPTED, LATE, UNREADABLE = "failed", "interrupted", "late", "unreadable"
STEP_NAMES: dict[str, str | Promise] = {
    "backup": gettext_lazy("备份"),
    "rotation": gettext_lazy("清理旧备份"),
    "uploads": gettext_lazy("核对来件的原文件"),
    "index": gettext_lazy("核对检索索引"),
    "leftovers": gettext_lazy("清理残留文件"),
    "sessions": gettext_lazy("清理过期的登录"),
}


@dataclass(frozen=True)
class NightTrouble:
    """`at`: when the run began that failed or was interrupted; when the last run ended if the next is late."""

    kind: str
    at: datetime.datetime | None = None
    steps: tuple[str, ...] = ()

    @property
    def public_words(self) -> str:
        """For an operator, in one line without paths."""
        at = f"{self.at:%Y-%m-%d %H:%M} UTC" if self.at else ""
        return {
            FAILED: f"{', '.join(self.steps)} failed in the run of {at}: nightly.json says why",
            INTERRUPTED: f"the run of {at} did not come to its end",
            LATE: f"no run has ended since {at}: is the timer of manage.py nightly enabled?",
            UNREADABLE: "nightly.json cannot be read: run manage.py nightly",
        }[self.kind]


def night_trouble() -> NightTrouble | None:
    """Late is more urgent than interrupted, and that more urgent than failed."""
    try:
        record = read_record()
    except RecordUnreadable:
        return NightTrouble(UNREADABLE)
    return _trouble_in(record, timezone.now()) if record else None


def _trouble_in(record: NightRecord, now: datetime.datetime) -> NightTrouble | None:
    last, current = record.last, record.now
    since = last.ended if last else current.begun if current else ""
    # A run that ended in the future tells that a clock went wrong.
    if since and abs(now - _time(since)) > OVERDUE:
        return NightTrouble(LATE, _time(since))
    if current and not is_held(Path(settings.VAR_DIR), NIGHT):
        return NightTrouble(INTERRUPTED, _time(current.begun))
    if last and last.failed:
        return NightTrouble(FAILED, _time(last.begun), tuple(step.name for step in last.failed))
    return None


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@receiver(notices_requested)
def night_notices(**kwargs: object) -> list[Notice]:
    """For editors, because an operator may not look at /readyz."""
    trouble = night_trouble()
    return [Notice(_words(trouble), reverse("readyz"))] if trouble else []


def _words(trouble: NightTrouble) -> str:
    when = date_format(timezone.localtime(trouble.at), "Y-m-d H:i") if trouble.at else ""
    if trouble.kind == FAILED:
        steps = listed(STEP_NAMES.get(name, name) for name in trouble.steps)
        return _("%(when)s 的夜间维护没有全部成功：%(steps)s") % {"when": when, "steps": steps}
    if trouble.kind == INTERRUPTED:
        return _("%(when)s 开始的夜间维护没有做完") % {"when": when}
    if trouble.kind == LATE:
        return _("自 %(when)s 以来没有做过夜间维护（备份和检查）") % {"when": when}
    return _("夜间维护的记录读不出来")
