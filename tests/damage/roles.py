"""What the processes do that are damaged, and those that keep the archive busy meanwhile.

Each is called in a process of its own, forked from one that has everything loaded (tests.damage.warm).
In: orders for the fail points, and the file their hits are logged to. Out: an exit code, or death.
"""

import os
import random
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import OperationalError

from archive.failpoint import arm
from archive.models import Article, Organization
from search.management.commands import run_indexer
from tests.damage.world import NAMES, mark, new

# Seconds between two changes of one writer.
REST = 0.05
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
    """The indexer, until it is told to end."""
    _begin(orders, hits, output)
    call_command("run_indexer")


def index_once(orders: str, hits: str, output: str) -> None:
    _begin(orders, hits, output)
    call_command("run_indexer", once=True)


def rebuild(orders: str, hits: str, output: str) -> None:
    _begin(orders, hits, output)
    call_command("rebuild_index", verbosity=0)


def ingest(orders: str, hits: str, output: str, files: list[str]) -> None:
    """Files that came before are refused, and that is well."""
    _begin(orders, hits, output)
    try:
        call_command("ingest", *files, publish=True)
    except CommandError as error:
        print(error, file=sys.stderr)


def write(number: int, seed: int, acknowledged: str, stopping: Event) -> None:
    """Publish, correct and withdraw until told to stop. What was done is noted: it must never be lost."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    rng = random.Random(seed)
    mine: list[Article] = []
    with Path(acknowledged).open("a", encoding="utf-8") as told:
        while not stopping.wait(REST * rng.random() * 2):
            try:
                article = _change(rng, mine, number)
            except OperationalError:
                continue
            if article:
                told.write(f"{article.pk} {article.status} {article.title}\n")
                told.flush()


def _change(rng: random.Random, mine: list[Article], number: int) -> Article | None:
    """One change to one story of this writer; now and then to many at once."""
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


def with_small_files(size: int, role: Callable[..., None], *arguments: object) -> None:
    """No file may grow beyond so many bytes: OSError EFBIG, as a full disk gives ENOSPC."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    role(*arguments)
