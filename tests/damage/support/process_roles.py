"""The tasks of the processes that are damaged, and of those that keep the archive busy meanwhile.

Each runs in a process of its own, forked from one that has everything loaded (tests.damage.support.warm).
In: orders for the fail points, and the file that their hits are logged to. Out: an exit code, or death.
"""

import codecs
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from gunicorn.app.wsgiapp import WSGIApplication

from archive.deliveries import worker
from archive.management.commands import ingest as ingest_command
from archive.management.commands import run_worker
from archive.models import Article, Organization
from archive.reading.formats.zip_file import ZipArchive, ZipEntry
from archive.reading.names.known import KnownNames
from archive.reading.read import Hints, Reading
from archive.reading.read_file import read_file
from durability.failpoint import arm
from search.find import find
from search.generations import serving
from search.management.commands import run_indexer
from tests.damage.support.world import NAMES, mark, new

# Seconds between two changes of one writer.
REST = 0.05
NOBODY = 65534
# Stories of one writer.
MOST = 30


def _begin(orders: str, hits: str, output: str) -> None:
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    for stream in (1, 2):
        os.dup2(file, stream)
    run_indexer.IDLE = run_indexer.FIRST_PAUSE = 0.02
    run_indexer.LONGEST_PAUSE = 0.2
    arm(orders, hits)


def index(orders: str, hits: str, output: str) -> None:
    """The indexer, until it is stopped."""
    _begin(orders, hits, output)
    call_command("run_indexer")


def index_once(orders: str, hits: str, output: str) -> None:
    _begin(orders, hits, output)
    call_command("run_indexer", once=True)


def rebuild(orders: str, hits: str, output: str) -> None:
    _begin(orders, hits, output)
    call_command("rebuild_index", verbosity=0)


def rollback(orders: str, hits: str, output: str) -> None:
    _begin(orders, hits, output)
    call_command("rebuild_index", rollback=True, verbosity=0)


class ReadInThisProcess:
    """Reads a text in this process. The archive itself starts a process that can be killed; this one can be, too."""

    @staticmethod
    def read(name: str, data: bytes, known: KnownNames, hints: Hints, *_: object) -> Reading:
        return read_file(name, data, known, hints)

    @staticmethod
    def know(known: KnownNames) -> None:
        """Every call of `read` gets the names."""

    @staticmethod
    def entries(data: bytes, path: str = "") -> tuple[ZipEntry, ...]:
        return tuple(ZipArchive(data).entries())

    @staticmethod
    def entry(number: int, path: str, load: Callable[[], bytes]) -> bytes:
        return ZipArchive(load()).read(number)


def ingest(orders: str, hits: str, output: str, files: list[str]) -> None:
    """Files that were received before are refused, which is right."""
    _begin(orders, hits, output)
    ingest_command.shared = ReadInThisProcess
    try:
        call_command("ingest", *files, publish=True)
    except CommandError as error:
        print(error, file=sys.stderr)


def work(orders: str, hits: str, output: str) -> None:
    """Process the deliveries until none is left."""
    _begin(orders, hits, output)
    reader = ReadInThisProcess()
    worker.lanes = run_worker.lanes = lambda: (worker.Lane(False, reader), worker.Lane(True, reader))
    call_command("run_worker", once=True)


def serve(orders: str, hits: str, output: str, port: int) -> None:
    """The production server with the settings of config.server."""
    _begin(orders, hits, output)
    settings.PORT = port
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    sys.argv = ["gunicorn", "--config", "python:config.server", "config.wsgi"]
    WSGIApplication("%(prog)s").run()


def write(number: int, seed: int, acknowledged: str, stopping: Event) -> None:
    """Publish, correct and withdraw until stopped. Each change is recorded: it must never be lost."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rng = random.Random(seed)
    mine: list[Article] = []
    with Path(acknowledged).open("a", encoding="utf-8") as record:
        while not stopping.wait(REST * rng.random() * 2):
            try:
                article = _change(rng, mine, number)
            except OperationalError:
                continue
            if article:
                record.write(f"{article.pk} {article.status} {article.title}\n")
                record.flush()


def _change(rng: random.Random, mine: list[Article], number: int) -> Article | None:
    """One change to one story of this writer; sometimes to many at once."""
    if number == 0 and rng.random() < 0.02:
        union = Organization.objects.get(name__in=NAMES)
        union.rename(next(name for name in NAMES if name != union.name))
        return None
    if len(mine) < 10 or (len(mine) < MOST and rng.random() < 0.1):
        return _publish_new(rng, mine)
    article = rng.choice(mine)
    article.refresh_from_db()
    if article.status != "published":
        article.publish()
    elif rng.random() < 0.3:
        article.withdraw("重复")
    else:
        article.correct("标题有误", title=f"更正{mark(rng)}")
    return article


def _publish_new(rng: random.Random, mine: list[Article]) -> Article | None:
    added = Article.objects.add_all(new(rng) for _ in range(rng.choice((1, 1, 4))))
    Article.objects.filter(pk__in=[article.pk for article in added]).publish_all()
    mine.extend(added)
    added[-1].refresh_from_db()
    return added[-1]


def index_with_small_files(orders: str, hits: str, output: str, size: int) -> None:
    """Limits the size of every file, also of the database: EFBIG takes the place of ENOSPC on a full disk."""
    _begin(orders, hits, output)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    call_command("run_indexer")


def index_as_nobody(orders: str, hits: str, output: str) -> None:
    """As a user with limited permissions. Modules that load late are loaded first, while we may still read Python."""
    _begin(orders, hits, output)
    codecs.lookup("ascii")
    find("驿站")
    become_nobody()
    call_command("run_indexer")


def become_nobody() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def index_long_ago(orders: str, hits: str, output: str, days: int) -> None:
    """The indexer of a machine whose clock was set back by this many days, or forward if negative."""
    _begin(orders, hits, output)
    now = timezone.now
    timezone.now = lambda: now() - timedelta(days=days)
    call_command("run_indexer")


def index_impatiently(orders: str, hits: str, output: str) -> None:
    """It waits a tenth of a second for a busy database instead of twenty seconds."""
    _begin(orders, hits, output)
    connection.settings_dict["OPTIONS"]["timeout"] = 0.1
    call_command("run_indexer")


def hold_database(orders: str, hits: str, output: str, seconds: float) -> None:
    """Nobody else may write meanwhile."""
    _begin(orders, hits, output)
    with transaction.atomic():
        Article.objects.filter(pk=0).delete()
        time.sleep(seconds)


def answer(orders: str, hits: str, output: str, replies: str, queries: list[str]) -> None:
    """The answers of a new process: for each query how many stories, which, and whether there was an index."""
    _begin(orders, hits, output)
    answers = []
    for query in queries:
        found = find(f"“{query}”", limit=None)
        keys = sorted(hit.article.pk for hit in found.hits) if found.match == "all" else []
        answers.append([query, found.total if found.match == "all" else 0, keys, found.has_index])
    state = serving.state()
    Path(replies).write_text(json.dumps({"answers": answers, "damage": state.damage, "served": state.served}))
