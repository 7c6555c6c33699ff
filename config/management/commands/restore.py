"""manage.py restore: an archive out of a copy, in an empty place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import telling
from archive.models import Article
from config.backup.manifest import Damaged, Refused
from config.backup.postgres import ToolFailed
from config.backup.restore import NotProved, restore
from search.indexing.rebuild import NotProved as IndexNotProved


class Command(BaseCommand):
    help = (
        "Restore the copy in DIR into the empty place that ARCHIVE_VAR and DATABASE_URL name: every checksum is"
        " verified first, then database and uploads are loaded, brought to this version, and the index is built and"
        " proved. Exit code 2: refused, nothing written; 1: failed on the way, empty the place before another try."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, verbosity: int = 1, **options: Any) -> None:
        try:
            with telling(self.stdout, verbosity, unit="B", unit_scale=True) as (say, progress):
                copy = restore(folder.expanduser().absolute(), say, progress)
        except Refused as error:
            raise CommandError(str(error), returncode=2) from error
        except Damaged as error:
            raise CommandError(f"the copy is damaged, nothing was restored: {error}", returncode=2) from error
        except (OSError, ToolFailed, NotProved, IndexNotProved) as error:
            raise CommandError(f"not restored: {error}. Empty the place before you try again") from error
        for path, what in copy.not_whole.items():
            self.stderr.write(f"upload {path} was {what} in the archive when it was copied")
        stories = copy.rows[Article._meta.db_table]
        say(f"{stories} stories, {len(copy.files) - 1} uploads of {copy.made_at}; the index equals the database")
