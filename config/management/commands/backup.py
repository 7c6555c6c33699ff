"""manage.py backup: a consistent copy of the archive, made while it is running."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import reporting
from archive.models import Article
from config.backup.create_backup import backup
from config.backup.manifest import BackupRefused
from config.backup.outside_tools import ToolFailed


class Command(BaseCommand):
    help = (
        "Copy database and uploads into DIR, signed and with a checksum of every file, while the archive is running."
        " DIR must be empty or not exist; afterwards the copy is there as a whole or not at all. It contains the"
        " accounts with the hashes of their passwords: keep it as safe as the archive. It does not contain secret keys,"
        " sessions and the index. Exit code 2: refused, nothing was written; 1: failed, or files that the archive"
        " itself had lost are missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, verbosity: int = 1, **options: Any) -> None:
        try:
            with reporting(self.stdout, verbosity, unit=" uploads") as (say, progress):
                made = backup(folder.expanduser().absolute(), say, progress)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        except (OSError, ToolFailed) as error:
            raise CommandError(f"no copy was made: {error}") from error
        say(f"{made.rows[Article._meta.db_table]} stories, {len(made.files) - 1} uploads, {made.size} bytes: {folder}")
        if made.not_whole:
            lost = ", ".join(f"{path} ({what})" for path, what in made.not_whole.items())
            raise CommandError(f"{folder} is complete, but uploads are lost or damaged in the archive itself: {lost}")
