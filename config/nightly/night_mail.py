"""Tells ADMINS by mail that the nightly work failed, was interrupted or is late: once for each case.

In: the record of the runs. Out: a mail, if mail is set up.

    ARCHIVE_VAR/nightly-mailed    what the last mail was about
"""

import logging
from pathlib import Path

from django.conf import settings
from django.core.mail import mail_admins

from config.nightly.night_record import RecordUnreadable, read_record
from config.nightly.night_trouble import FAILED, NightTrouble, night_trouble
from durability.durable_files import write_durably

log = logging.getLogger(__name__)

NAME = "nightly-mailed"


def mail_trouble() -> bool:
    """Whether a mail was sent. If it cannot be sent, the log says why, and the next call tries again."""
    trouble = night_trouble() if settings.ADMINS else None
    if trouble is None or repr(trouble) == _mailed():
        return False
    try:
        mail_admins(f"union news archive: nightly {trouble.kind}", _text(trouble))
        write_durably(_path(), repr(trouble))
    except OSError as error:  # all errors of smtplib are among them
        log.error("the mail about the nightly work could not be sent: %s", error)
        return False
    return True


def _text(trouble: NightTrouble) -> str:
    lines = [f"{settings.VAR_DIR} on {settings.HOST}: {trouble.public_words}", ""]
    try:
        record = read_record()
    except RecordUnreadable:
        record = None
    run = record.last if record and trouble.kind == FAILED else record.now if record else None
    for step in run.steps if run else ():
        lines.append(f"{'ok    ' if step.ok else 'FAILED'} {step.name}: {step.words}")
    return "\n".join([*lines, "", "docs/operations.md says what to do."])


def _mailed() -> str:
    try:
        return _path().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _path() -> Path:
    return Path(settings.VAR_DIR) / NAME
