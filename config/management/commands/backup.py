"""manage.py backup: a consistent copy of the archive, made while it is running."""

from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import Progress, Say, reporting
from archive.models import Article
from config.backup.create_backup import backup
from config.backup.manifest import BackupRefused
from config.backup.outside_tools import ToolFailed
from config.backup.rotation import DatedCopy, KeptPeriods, NothingDeleted, add_copy, rotate

MOST_KEPT = 1000


class Command(BaseCommand):
    help = (
        "Copy database and uploads into DIR, signed and with a checksum of every file, while the archive is running."
        " DIR must be empty or not exist; afterwards the copy is there as a whole or not at all. With --keep, DIR must"
        " exist and may hold older copies. A copy contains the accounts with the hashes of their passwords: keep it as"
        " safe as the archive. It does not contain secret keys, sessions and the index. Exit code 2: refused, nothing"
        " was written; 1: failed, or files that the archive itself had lost are missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        add_keep_argument(parser)

    def handle(self, *args: Any, folder: Path, keep: list[int] | None, verbosity: int = 1, **options: Any) -> None:
        folder = folder.expanduser().absolute()
        try:
            with reporting(self.stdout, verbosity, unit=" uploads") as (say, progress):
                copy = _copied(folder, keep, say, progress)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        except (OSError, ToolFailed) as error:
            raise CommandError(f"no copy was made: {error}") from error
        say(f"{summary_of(copy)}: {copy.folder}")
        if keep:
            self._rotate(copy, KeptPeriods(*keep), say)
        if copy.manifest.not_whole:
            raise CommandError(f"{copy.folder} is complete, but {words_of_losses(copy)}")

    def _rotate(self, copy: DatedCopy, keep: KeptPeriods, say: Say) -> None:
        try:
            done = rotate(copy.folder.parent, keep, copy.folder)
        except (NothingDeleted, BackupRefused, OSError) as error:
            raise CommandError(f"the copy was made, but older ones were not deleted: {error}") from error
        say(done.summary)
        for name, reason in done.left_alone.items():
            self.stderr.write(f"{name} is left alone: {reason}")


def add_keep_argument(parser: CommandParser, default: list[int] | None = None) -> None:
    usual = f" (default: {' '.join(map(str, default))})" if default else ""
    parser.add_argument(
        "--keep",
        nargs=3,
        type=_number,
        default=default,
        metavar=("DAYS", "WEEKS", "MONTHS"),
        help=(
            "make a copy named by the time in DIR, then delete older ones that are not the last of one of so many days,"
            f" weeks or months{usual}. Only copies that this archive signed are deleted, and only if a good one stays"
        ),
    )


def summary_of(copy: DatedCopy) -> str:
    made = copy.manifest
    return f"{made.rows[Article._meta.db_table]} stories, {len(made.files) - 1} uploads, {made.size} bytes"


def words_of_losses(copy: DatedCopy) -> str:
    lost = ", ".join(f"{path} ({what})" for path, what in copy.manifest.not_whole.items())
    return f"uploads are lost or damaged in the archive itself: {lost}"


def _copied(folder: Path, keep: list[int] | None, say: Say, progress: Progress) -> DatedCopy:
    return add_copy(folder, say, progress) if keep else DatedCopy(folder, backup(folder, say, progress))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST_KEPT:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 to {MOST_KEPT}")
    return int(text)
