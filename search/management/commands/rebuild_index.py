"""manage.py rebuild_index: a new index beside the old one, then in its place."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from search.index.locks import Locked
from search.rebuild import NotProved, rebuild


class Command(BaseCommand):
    help = "Build the index anew from all published stories. The old one answers until the new one is whole."

    def add_arguments(self, parser: CommandParser) -> None:
        # As Haystack's own command: nothing is lost here, so nothing is ever asked.
        parser.add_argument("--noinput", action="store_false", dest="interactive", help="nothing is ever asked")

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        bar = tqdm(unit=" stories", disable=not (sys.stderr.isatty() and verbosity))

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)
            if bar.disable and verbosity:
                self.stdout.write(f"{done} of {total} stories")

        try:
            count = rebuild(Path(settings.INDEX_DIR), progress)
        except (Locked, NotProved) as error:
            raise CommandError(str(error)) from error
        finally:
            bar.close()
        if verbosity:
            self.stdout.write(f"{count} stories indexed")
