"""manage.py rebuild_index: builds a new index and puts it in place of the old one; or goes back to the former one."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from archive.free_space import DiskFull
from search.generations.locks import Locked
from search.indexing.rebuild import IndexNotProved, NoFormerGeneration, rebuild, rollback

# Seconds between two lines of progress, if there is no terminal to draw a bar.
REPORT_EVERY = 5.0
FEW = 0.05


class Command(BaseCommand):
    help = (
        "Build a new index from all published stories, prove it, and put it in place of the old one, which answers "
        "until then. If anything fails, the old one stays as it is: the exit code is 1, and the reason is printed. "
        "Exit code 2: there is clearly not enough room on the disk, and nothing was begun. "
        "The former index is kept for --rollback."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        # Haystack's own command has this option. Here nothing can be lost, so there is no question.
        parser.add_argument(
            "--noinput", action="store_false", dest="interactive", help="has no effect: this command never asks"
        )
        parser.add_argument(
            "--rollback", action="store_true", help="make the former index current again, with all changes since then"
        )

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        root, say = Path(settings.INDEX_DIR), self.stdout.write if verbosity else _nothing
        try:
            count = rollback(root, say) if options["rollback"] else self._rebuild(root, verbosity)
        except (Locked, IndexNotProved, NoFormerGeneration) as error:
            raise CommandError(f"{error}; the current index is as it was") from error
        except DiskFull as error:
            raise CommandError(f"{error}; the current index is as it was", returncode=2) from error
        except OSError as error:
            raise CommandError(f"the index cannot be written ({error}); the current index is as it was") from error
        say(f"{count} stories indexed")

    def _rebuild(self, root: Path, verbosity: int) -> int:
        if sys.stderr.isatty() and verbosity:
            with tqdm(unit=" stories") as bar:
                return rebuild(root, lambda done, total: _draw(bar, done, total), bar.write)
        if verbosity:
            return rebuild(root, _Lines(self), self.stdout.write)
        return rebuild(root, _nothing)


class _Lines:
    """Prints a line every few seconds: how many stories are done, and how long the rest will take."""

    def __init__(self, command: Command) -> None:
        self._command = command
        self._begun = self._at = time.monotonic()
        self._done = -1

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        is_edge = done in (0, total)
        if done == self._done or not (is_edge or now - self._at >= REPORT_EVERY):
            return
        self._done, self._at = done, now
        # The first stories wait for the processes to start, and say nothing about the others.
        seconds = (now - self._begun) / max(done, 1) * (total - done)
        left = f", {seconds:.0f} s left" if FEW * total < done < total else ""
        self._command.stdout.write(f"{done} of {total} stories{left}")
        self._command.stdout.flush()


def _draw(bar: tqdm, done: int, total: int) -> None:
    bar.total = total
    bar.update(done - bar.n)


def _nothing(*progress: object) -> None:
    """Print no progress."""
