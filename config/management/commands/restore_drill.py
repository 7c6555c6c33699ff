"""manage.py restore_drill: practises a restore of the newest copy, and removes what it restored."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.last_backup import SIGNERS
from archive.management.progress import reporting
from archive.models import Article
from config.backup import manifest
from config.backup.backup_signature import own_signers
from config.backup.manifest import BackupDamaged, BackupRefused
from config.backup.outside_tools import ToolFailed
from config.backup.restore_drill import DrillFailed, drill
from config.backup.rotation import newest_copy


class Command(BaseCommand):
    help = (
        "Restore a copy into a temporary place with the command `restore`, which checks signature, checksums, the"
        " database and its numbers of rows, builds an index and proves it; then remove all of it. The archive in use is"
        " not touched. With PostgreSQL the account must be allowed to create a database. Exit code 2: the copy was"
        " refused or is damaged; 1: it could not be restored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="a copy, or a folder of copies: the newest is used"
        )
        parser.add_argument(
            "--signers",
            type=Path,
            metavar="FILE",
            help=f"the public keys whose copies are accepted (default: {SIGNERS} in ARCHIVE_VAR)",
        )
        parser.add_argument(
            "--place",
            type=Path,
            metavar="DIR",
            help="where the temporary place is made; it needs room for a whole archive (default: ARCHIVE_VAR)",
        )

    def handle(self, *args: Any, folder: Path, verbosity: int = 1, **options: Any) -> None:
        begun, folder = time.monotonic(), folder.expanduser().absolute()
        signers = (options["signers"] or own_signers()).expanduser().absolute()
        place = (options["place"] or Path(settings.VAR_DIR)).expanduser().absolute()
        try:
            copy = folder if (folder / manifest.NAME).exists() else newest_copy(folder)
            with reporting(self.stdout, verbosity) as (say, _):
                made = drill(copy, signers, place, say)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        except BackupDamaged as error:
            raise CommandError(f"the copy is damaged: {error}", returncode=2) from error
        except (OSError, ToolFailed, DrillFailed) as error:
            raise CommandError(f"the drill failed: {error}") from error
        stories, seconds = made.rows[Article._meta.db_table], time.monotonic() - begun
        say(f"{copy.name} can be restored: {stories} stories, {len(made.files) - 1} uploads; {seconds:.0f} s")
