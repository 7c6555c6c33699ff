"""manage.py backup: a consistent copy of the archive, made while it is running."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import telling
from archive.models import Article
from config.backup.make import backup
from config.backup.manifest import BackupRefused
from config.backup.postgres import ToolFailed


class Command(BaseCommand):
    help = (
        "Copy database and uploads into DIR, with a checksum of every file, while the archive goes on. DIR is made, or"
        " is empty; it stands there whole or not at all. Accounts with the hashes of their passwords are in it: keep"
        " it as safe as the archive. The secret key, sessions and the index are not. Exit code 2: refused, nothing"
        " written; 1: failed, or files the archive itself had lost are missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, verbosity: int = 1, **options: Any) -> None:
        try:
            with telling(self.stdout, verbosity, unit=" uploads") as (say, progress):
                made = backup(folder.expanduser().absolute(), say, progress)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        except (OSError, ToolFailed) as error:
            raise CommandError(f"no copy was made: {error}") from error
        say(f"{made.rows[Article._meta.db_table]} stories, {len(made.files) - 1} uploads, {made.size} bytes: {folder}")
        if made.not_whole:
            lost = ", ".join(f"{path} ({what})" for path, what in made.not_whole.items())
            raise CommandError(f"{folder} is made, but in the archive itself uploads are lost or damaged: {lost}")
