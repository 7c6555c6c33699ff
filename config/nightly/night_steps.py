"""The steps of the nightly work, one after the other. One that fails does not stop the others.

In: the folder of the copies, how many are kept. Out: a NightRun; its record is written after each step.
"""

import datetime
import io
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from archive.ingest.stored_files import named_files, unsound_files
from config.backup.manifest import BackupDamaged, BackupRefused
from config.backup.outside_tools import ToolFailed
from config.backup.rotation import DatedCopy, KeptPeriods, NothingDeleted, add_copy, rotate
from config.nightly.leftovers import remove_leftovers
from config.nightly.night_record import NightRecord, NightRun, NightStep, RecordUnreadable, read_record, write_record
from durability.failpoint import failpoint

Say = Callable[[str], None]
MOST_WORDS = 500  # characters
SHOWN = 5


class StepFailed(Exception):
    """The step was done, and what it found is wrong; or it cannot be done. The message is one line."""


EXPECTED = (
    *(BackupRefused, BackupDamaged, ToolFailed, NothingDeleted, StepFailed, CommandError),
    *(OSError, DatabaseError, sqlite3.Error),
)


@dataclass
class NightWork:
    """`root`: where the copies are. `copy`: the one of this night, once it is made."""

    root: Path
    keep: KeptPeriods
    copy: DatedCopy | None = None

    def back_up(self) -> str:
        self.copy = add_copy(self.root, lambda line: None, lambda done, total: None)
        if self.copy.manifest.not_whole:
            raise StepFailed(f"{self.copy.folder} is complete, but {_listed(self.copy.manifest.not_whole)}")
        return f"{self.copy.folder}, {self.copy.manifest.size} bytes"

    def rotate(self) -> str:
        if self.copy is None:
            raise StepFailed("not tried, because no copy was made")
        done = rotate(self.root, self.keep, self.copy.folder)
        return "; ".join([done.summary, *(f"{name}: {reason}" for name, reason in done.left_alone.items())])

    def check_uploads(self) -> str:
        unsound = unsound_files()
        if unsound:
            raise StepFailed(_listed(unsound))
        return f"{len(named_files())} files match their checksums"

    def check_index(self) -> str:
        """By the command that an operator would use."""
        report = io.StringIO()
        try:
            call_command("check_index", stdout=report)
        except SystemExit as error:
            raise StepFailed(_one_line(report.getvalue())) from error
        return _one_line(report.getvalue())

    def remove_leftovers(self) -> str:
        return f"{remove_leftovers()} removed"

    def end_sessions(self) -> str:
        call_command("clearsessions")
        return "those that had expired are gone"

    @property
    def steps(self) -> dict[str, Callable[[], str]]:
        return {
            "backup": self.back_up,
            "rotation": self.rotate,
            "uploads": self.check_uploads,
            "index": self.check_index,
            "leftovers": self.remove_leftovers,
            "sessions": self.end_sessions,
        }


def work(night: NightWork, say: Say) -> NightRun:
    """Do all of it. Call it under the lock of the night. Raises OSError if the record cannot be written."""
    last = _last_run()
    run = NightRun(_now())
    write_record(NightRecord(last, run))
    for name, step in night.steps.items():
        failpoint(f"nightly.{name}")
        done = _done(name, step)
        say(f"{name}: {'' if done.ok else 'FAILED: '}{done.words} ({done.seconds:.1f} s)")
        run = replace(run, steps=(*run.steps, done))
        write_record(NightRecord(last, run))
    run = replace(run, ended=_now())
    write_record(NightRecord(run))
    return run


def _done(name: str, step: Callable[[], str]) -> NightStep:
    begun = time.monotonic()
    try:
        ok, words = True, step()
    except EXPECTED as error:
        ok, words = False, str(error)
    return NightStep(name, ok, _one_line(words), round(time.monotonic() - begun, 2))


def _last_run() -> NightRun | None:
    try:
        record = read_record()
    except RecordUnreadable:
        return None
    return record.last if record else None


def _listed(unsound: dict[str, str]) -> str:
    some = ", ".join(f"{path} ({what})" for path, what in list(unsound.items())[:SHOWN])
    return f"uploads are lost or damaged in the archive itself ({len(unsound)}): {some}"


def _one_line(words: str) -> str:
    return " ".join(words.split())[:MOST_WORDS]


def _now() -> str:
    return timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds")
