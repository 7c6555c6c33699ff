"""manage.py restore: an archive from a copy, in an empty place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from archive.last_backup import SIGNERS
from archive.management.progress import Progress, Say, reporting
from archive.models import Article
from config.backup.backup_signature import own_signers, read_signed, read_unsigned
from config.backup.manifest import BackupDamaged, BackupRefused, Manifest
from config.backup.outside_tools import ToolFailed
from config.backup.restore_backup import RestoreNotProved, restore
from search.indexing.rebuild import IndexNotProved

AGAIN = "Empty the place before you try again"


class Command(BaseCommand):
    help = (
        "Restore the copy in DIR into the empty place that ARCHIVE_VAR and DATABASE_URL name: its signature, every"
        " checksum and the free space are checked first, then database and uploads are loaded and migrated to this"
        " version, and the index is built and proved. Exit code 2: refused, nothing was written; 1: failed on the way,"
        " empty the place before another try."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--signers",
            type=Path,
            metavar="FILE",
            help=f"the public keys whose copies are accepted (default: {SIGNERS} in ARCHIVE_VAR)",
        )
        parser.add_argument(
            "--accept-unsigned",
            action="store_true",
            help="believe a copy that has no signature. One that has a wrong signature is refused all the same",
        )

    def handle(self, *args: Any, folder: Path, verbosity: int = 1, **options: Any) -> None:
        folder, signers = folder.expanduser().absolute(), options["signers"] or own_signers()
        read = read_unsigned if options["accept_unsigned"] else read_signed
        try:
            copy = read(folder, signers.expanduser().absolute())
            with reporting(self.stdout, verbosity, unit="B", unit_scale=True) as (say, progress):
                _restore(folder, copy, say, progress)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=2) from error
        except BackupDamaged as error:
            raise CommandError(f"the copy is damaged, nothing was restored: {error}", returncode=2) from error
        except (OSError, DatabaseError, ToolFailed, RestoreNotProved, IndexNotProved) as error:
            raise CommandError(f"not restored: {error}. {AGAIN}") from error
        for path, what in copy.not_whole.items():
            self.stderr.write(f"upload {path} was {what} in the archive when it was copied")
        stories = copy.rows[Article._meta.db_table]
        say(f"{stories} stories, {len(copy.files) - 1} uploads of {copy.made_at}; the index equals the database")


def _restore(folder: Path, copy: Manifest, say: Say, progress: Progress) -> None:
    """Ctrl-C before anything is written is left to manage.py: the place may belong to an archive in use."""
    is_writing = False

    def report(line: str) -> None:
        # The first line reports that the copy is sound and the place empty: from then on it writes.
        nonlocal is_writing
        is_writing = True
        say(line)

    try:
        restore(folder, copy, report, progress)
    except KeyboardInterrupt:
        if not is_writing:
            raise
        raise CommandError(f"interrupted: not restored. {AGAIN}", returncode=130) from None
