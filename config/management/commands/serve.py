"""manage.py serve: prepare, then run the production server, the indexer and the worker until Ctrl-C."""

import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.nightly.night_mail import mail_trouble
from config.supervise import ChildProcess, Supervisor
from search.generations.locks import SERVING, Locked, lock


class Command(BaseCommand):
    help = "Prepare the data folder, then serve the archive, read deliveries and index stories until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_taken_port(settings.BIND_HOST, settings.PORT)
        try:
            with lock(settings.VAR_DIR, SERVING):
                self._serve()
        except Locked as error:
            raise CommandError(
                f"{settings.VAR_DIR} is served by another process: stop that first, or name another ARCHIVE_VAR",
                returncode=2,
            ) from error

    def _serve(self) -> None:
        call_command("prepare", stdout=self.stdout)
        self.stdout.write(f"工会新闻档案: {address()}  (Ctrl-C ends it)")
        self.stdout.flush()
        # A nightly that does not run cannot send a mail about that: this process does.
        sys.exit(Supervisor([server(), indexer(), worker()], hourly=mail_trouble).run())


def address() -> str:
    """Where readers find the archive; behind a proxy also where the proxy finds it."""
    if settings.HTTPS:
        return f"https://{settings.HOST} by a proxy that asks http://{settings.BIND_HOST}:{settings.PORT}"
    return f"http://{settings.HOST}:{settings.PORT}"


def server() -> ChildProcess:
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.server", "config.wsgi"]
    return ChildProcess("server", command, essential=True)


def indexer() -> ChildProcess:
    return ChildProcess("indexer", [sys.executable, "manage.py", "run_indexer"])


def worker() -> ChildProcess:
    return ChildProcess("worker", [sys.executable, "manage.py", "run_worker"])


def refuse_taken_port(host: str, port: int) -> None:
    """Raises CommandError with exit code 2 if another program uses the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"cannot serve at {host}:{port}: {error.strerror}. Try another port: make run PORT=8001", returncode=2
            ) from error
