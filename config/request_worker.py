"""A worker process of gunicorn, which starts, replaces and ends it. It answers requests by config/patient_server.py."""

import logging
import os
import resource
import sqlite3
import time

from django.conf import settings
from gunicorn.workers.base import Worker
from waitress import wasyncore

from config.patient_server import make_server

SQLITE = "django.db.backends.sqlite3"
LOOP_SECONDS = 0.5
SWEEP_SECONDS = 1
LINGER_SECONDS = 1  # for a request that is on its way when this process is about to end
OPEN_FILES = 4096  # a connection needs up to three

log = logging.getLogger(__name__)


class RequestWorker(Worker):
    """One process of the server."""

    def run(self) -> None:
        _allow_open_files()
        self.map: dict[int, object] = {}
        self.database = keep_open()
        self.servers = [make_server(self.wsgi, each.sock, self.cfg.threads, self.map) for each in self.sockets]
        swept = time.monotonic()
        while self.alive and os.getppid() == self.ppid:
            self._turn()
            now = time.monotonic()
            if now - swept >= SWEEP_SECONDS or len(self.map) > self._most():
                swept = now
                self._sweep()
        self._finish()

    def _turn(self) -> None:
        wasyncore.loop(timeout=LOOP_SECONDS, use_poll=True, map=self.map, count=1)
        self.notify()

    def _most(self) -> int:
        return min(server.adj.connection_limit for server in self.servers) - 100

    def _sweep(self) -> None:
        for server in self.servers:
            server.sweep()
        if sum(server.answered for server in self.servers) >= self.max_requests:
            self.alive = False

    def _finish(self) -> None:
        """Answer what was sent before the end, for at most `graceful_timeout` seconds."""
        for server in self.servers:
            server.stop_accepting()
        began = time.monotonic()
        until = began + self.cfg.graceful_timeout - LOOP_SECONDS
        while any(server.active_channels for server in self.servers) and time.monotonic() < until:
            self._turn()
            if time.monotonic() - began > LINGER_SECONDS:
                self._close_idle()
        for server in self.servers:
            server.task_dispatcher.shutdown(timeout=0.1)

    def _close_idle(self) -> None:
        for server in self.servers:
            server.close_idle()


def keep_open() -> sqlite3.Connection | None:
    """A connection that stays open as long as the process: with it SQLite keeps the files beside the database.

    Every request opens the database anew. If nobody had it open, SQLite would have to make those files first, and on a
    disk that is full or read-only readers could not be answered.
    """
    if settings.DATABASES["default"]["ENGINE"] != SQLITE:
        return None
    kept = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    try:
        kept.execute("SELECT 1 FROM sqlite_master").close()
    except sqlite3.Error as error:
        log.warning("the database cannot be kept open: %s", error)
    return kept


def _allow_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
