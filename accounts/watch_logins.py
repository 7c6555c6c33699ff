"""Logins, failed attempts, locks and logouts, for the audit.

An attempt at a name that is no account keeps only the first two characters of the name: people type their password
into the wrong field.
"""

import datetime
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from accounts.audit import record
from accounts.models import AuditEntry
from accounts.models.audit_entry import AuditEvent
from accounts.one_line import LONGEST_NAME, one_line

# While a lock lasts, attempts are refused without being counted. Of those for one name from one address, one in a
# minute is written down: a program could send any number.
REFUSED_AGAIN = datetime.timedelta(minutes=1)
KEPT_OF_A_STRANGER = 2  # characters


@receiver(user_logged_in, dispatch_uid="accounts.login")
def note_login(sender: Any, user: Any, **kwargs: Any) -> None:
    record(AuditEvent.LOGIN, user.get_username(), user.pk)


@receiver(user_logged_out, dispatch_uid="accounts.logout")
def note_logout(sender: Any, user: Any, **kwargs: Any) -> None:
    if user is not None:
        record(AuditEvent.LOGOUT, user.get_username(), user.pk)


def note_attempt(typed: str, address: str | None, *, is_refused: bool, is_locked: bool) -> None:
    """A failed login. Called by config/login_limits.py, which counts them.

    `typed`: what was typed as the name. `is_refused`: a lock had begun before, so the password was not even looked at.
    `is_locked`: a lock begins or goes on.
    """
    subject, account = _subject(typed)
    if is_refused:
        if not AuditEntry.objects.lately(AuditEvent.REFUSED, subject, address, REFUSED_AGAIN):
            record(AuditEvent.REFUSED, subject, account)
        return
    record(AuditEvent.FAILED, subject, account)
    if is_locked:
        record(AuditEvent.LOCKED, subject, account)


def _subject(typed: str) -> tuple[str, int | None]:
    name = one_line(typed, LONGEST_NAME)
    account = User.objects.filter(username=typed).values_list("pk", flat=True).first() if typed == name else None
    return (name, account) if account is not None else (name[:KEPT_OF_A_STRANGER] + "…", None)
