"""manage.py nightly: the work of every night, for a timer."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.management.progress import reporting
from config.backup.rotation import KeptPeriods
from config.management.commands.backup import add_keep_argument
from config.nightly.night_mail import mail_trouble
from config.nightly.night_steps import NightWork, work
from config.nightly.night_trouble import NIGHT
from search.generations.locks import Locked, lock

KEPT = [7, 4, 12]
# Seconds. /readyz holds the lock for a moment when it looks.
PATIENCE = 0.5


class Command(BaseCommand):
    help = (
        "Make a copy in DIR and delete old ones, check every upload and the index, remove what killed processes left"
        " and sessions that have expired. A step that fails does not stop the others. The result is kept in"
        " nightly.json in ARCHIVE_VAR; what failed is shown by /readyz and the desk, and mailed to ADMINS. Exit code 1:"
        " a step failed; 2: refused, because another nightly is at work."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder of copies that exists")
        add_keep_argument(parser, default=KEPT)

    def handle(self, *args: Any, folder: Path, keep: list[int], verbosity: int = 1, **options: Any) -> None:
        night = NightWork(folder.expanduser().absolute(), KeptPeriods(*keep))
        var = Path(settings.VAR_DIR)
        try:
            with lock(var, NIGHT, wait=PATIENCE), reporting(self.stdout, verbosity) as (say, _):
                run = work(night, say)
        except Locked as error:
            raise CommandError(f"another nightly is at work in {var}: this one did nothing", returncode=2) from error
        except OSError as error:
            raise CommandError(f"the record of the night cannot be written: {error}") from error
        mail_trouble()
        if run.failed:
            raise CommandError(f"failed: {', '.join(step.name for step in run.failed)}")
