"""manage.py run_worker: reads uploaded files into drafts, continuously or once."""

import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from archive.deliveries.delivery_queue import release_interrupted
from archive.deliveries.worker import AnotherWorker, DeliveryCounts, Lane, drain, drain_lane, lanes, the_only_worker
from archive.deliveries.zip_entries import forget_read_zips
from archive.models import ReadingTime

HOUR = 3600  # seconds
IDLE = 0.5  # seconds between two checks of an empty queue
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds to wait after a temporary error


class Command(BaseCommand):
    help = "Read files uploaded at the editors' desk into drafts, until SIGTERM or Ctrl-C."

    _tidy_at = 0.0

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when no more files wait")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = threading.Event()
        if not once:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
        try:
            with the_only_worker(settings.VAR_DIR):
                counts = self._once() if once else self._for_ever(stop)
        except AnotherWorker as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"nothing can be written: {error}") from error
        self.stdout.write(str(counts))

    def _once(self) -> DeliveryCounts:
        for lane in lanes():
            release_interrupted(lane.is_slow)
        return drain(lambda: False)

    def _for_ever(self, stop: threading.Event) -> DeliveryCounts:
        """The quick lane here, the slow one in a thread. If one of them breaks down, both end."""
        quick, slow = lanes()
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(self._keep_reading, slow, stop)
            counts = self._keep_reading(quick, stop)
        return counts + other.result()

    def _keep_reading(self, lane: Lane, stop: threading.Event) -> DeliveryCounts:
        counts, pause, is_clean = DeliveryCounts(), FIRST_PAUSE, False
        try:
            while not stop.is_set():
                try:
                    is_clean = is_clean or release_interrupted(lane.is_slow) >= 0
                    counts += drain_lane(lane, stop.is_set)
                    self._tidy(lane)
                    pause = FIRST_PAUSE
                    stop.wait(IDLE)
                except (OperationalError, InterfaceError, OSError) as error:
                    self.stderr.write(f"{type(error).__name__}: {error}; again in {pause:.0f} s")
                    close_old_connections()
                    stop.wait(pause)
                    pause, is_clean = min(pause * 2, LONGEST_PAUSE), False
        finally:
            stop.set()
            connections.close_all()
        return counts

    def _tidy(self, lane: Lane) -> None:
        """Forgets, once an hour, what is no longer needed. The quick lane is idle more often."""
        if lane.is_slow or time.monotonic() < self._tidy_at:
            return
        self._tidy_at = time.monotonic() + HOUR
        forget_read_zips()
        ReadingTime.objects.forget_old()
