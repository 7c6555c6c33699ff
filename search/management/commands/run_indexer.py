"""manage.py run_indexer: keeps the index up to date, until it is stopped, or once."""

import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections
from whoosh.index import LockError

from search.generations.generation import IndexMissing, is_served, needs_rebuild
from search.generations.locks import INDEXING, Locked, lock
from search.index.layout import IndexDamaged
from search.indexing.indexer import IndexCounts, Indexer
from search.indexing.lease import LeaseHeld
from search.indexing.rebuild import IndexNotProved, rebuild

# Seconds to wait when the queue is empty, and after an error that may pass; the latter pauses grow.
IDLE = 0.3
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# Damage is found only when the index is read or merged. It passes when the index is rebuilt.
UNUSABLE = (IndexMissing, IndexDamaged)
MAY_PASS = (OperationalError, InterfaceError, OSError, Locked, LockError, LeaseHeld, IndexNotProved, *UNUSABLE)
DAMAGED = "damaged"


class IndexerStopped(Exception):
    """The indexer was stopped during a rebuild. The next start begins the rebuild again."""


class Command(BaseCommand):
    help = "Drain the queue of stories to be indexed, until SIGTERM or Ctrl-C. A missing index is built first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when no story is due any more")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        root = Path(settings.INDEX_DIR)
        try:
            with lock(root, INDEXING, wait=1):
                counts = self._once(root) if once else self._for_ever(root)
        except Locked as error:
            raise CommandError(f"{error}: there is one indexer at a time") from error
        except OSError as error:
            raise CommandError(f"the index cannot be written: {error}") from error
        self.stdout.write(str(counts))

    def _once(self, root: Path) -> IndexCounts:
        try:
            self._rebuild(root, threading.Event(), needs_rebuild())
            return self._drain(root)
        except LeaseHeld as error:
            raise CommandError(str(error)) from error

    def _drain(self, root: Path) -> IndexCounts:
        try:
            return Indexer(root).drain()
        except UNUSABLE as error:
            self.stderr.write(str(error))
            self._rebuild(root, threading.Event(), DAMAGED)
            return Indexer(root).drain()

    def _for_ever(self, root: Path) -> IndexCounts:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        counts, pause, looked, damage = IndexCounts(), FIRST_PAUSE, False, ""
        while not stop.is_set():
            try:
                # A reader may have found damage since then.
                if not looked or not is_served(root):
                    self._rebuild(root, stop, damage or needs_rebuild())
                looked, damage = True, ""
                counts += self._until_idle(root, stop)
                pause = FIRST_PAUSE
                stop.wait(IDLE)
            except MAY_PASS as error:
                self.stderr.write(f"{type(error).__name__}: {error}; again in {pause:.0f} s")
                close_old_connections()
                stop.wait(pause)
                pause, looked = min(pause * 2, LONGEST_PAUSE), False
                damage = damage or (DAMAGED if isinstance(error, UNUSABLE) else "")
            except IndexerStopped:
                break
        return counts

    def _until_idle(self, root: Path, stop: threading.Event) -> IndexCounts:
        counts, indexer = IndexCounts(), Indexer(root)
        while not stop.is_set() and (done := indexer.step()):
            self.stdout.write(str(done))
            self.stdout.flush()
            counts += done
        return counts

    def _rebuild(self, root: Path, stop: threading.Event, reason: str | None) -> None:
        """Rebuild the index if there is a reason."""

        def progress(done: int, total: int) -> None:
            if stop.is_set():
                raise IndexerStopped

        if reason:
            count = rebuild(root, progress)
            self.stdout.write(f"index was {reason}: {count} stories indexed")
