"""The health checks of /readyz: whether each part of the archive works at this moment.

In: the index folder; the database. Out: for each check whether it passed, why not, and how long it took.
Nothing is remembered from one request to the next. The reasons are public: errors are named by their kind only, and
the rest goes to the log.
"""

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Exists, Max, Min, OuterRef
from django.utils import timezone

from archive.database_damage import is_damage, noted, report
from archive.free_space import free_bytes, megabytes, shortage
from archive.models import Article
from archive.models.article_queryset import ArticleQuerySet
from search.answer import answer
from search.generations.generation import IndexMissing, rebuild_reason
from search.generations.served_snapshot import ServedSnapshot, open_snapshot
from search.generations.serving import written_at
from search.models import Pending
from search.question import Question
from search.stopped_processes import stopped_processes
from text.patterns import HAN

log = logging.getLogger(__name__)

# Milliseconds that the database may take for one statement; after that it counts as not answering.
PATIENCE_MS = 2000
DAMAGED = "the database is damaged: restore the newest backup, which the log names"
# How many stories are tried as a canary: one that is changed during the check proves nothing.
TRIES = 3
NEIGHBOURS = 50
# Han characters side by side: such words are found exactly as they are, and long ones are rare.
CANARY = re.compile(f"[{HAN}]{{2,10}}")


@dataclass(frozen=True)
class Check:
    """`ms`: how long the check took, in milliseconds."""

    name: str
    ok: bool
    reason: str
    ms: float


LIMIT_STATEMENTS = "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, false)"


class CheckFailed(Exception):
    """A check has failed. The message is public."""


def run_checks(root: Path) -> list[Check]:
    """The result of every check, in the order of CHECKS. A check is not tried if one that it needs has failed."""
    checks: dict[str, Check] = {}
    with _bounded():
        for name, (look, needs) in CHECKS.items():
            failed = [need for need in needs if not checks[need].ok]
            reason = f"not tried: {', '.join(failed)} failed"
            checks[name] = Check(name, False, reason, 0.0) if failed else _timed(name, look, root)
    return list(checks.values())


@contextmanager
def _bounded() -> Iterator[None]:
    """Let no statement wait longer than PATIENCE_MS for the database; afterwards the limit is as before."""
    if connection.vendor == "sqlite":  # its readers wait for nobody
        yield
        return
    before = _limit_statements(f"{PATIENCE_MS}ms")
    try:
        yield
    finally:
        _limit_statements(before)


def _limit_statements(limit: str) -> str:
    """Returns the former limit. If the database cannot be reached, the first check says so."""
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, false)", [limit]
        )
        return str(cursor.fetchone()[0])
    return "0"


def _timed(name: str, look: Callable[[Path], str], root: Path) -> Check:
    begun = time.perf_counter()
    try:
        ok, reason = True, look(root)
    except CheckFailed as error:
        ok, reason = False, str(error)
    except DatabaseError as error:
        ok, reason = False, _reason_of(name, error)
    except OSError as error:
        log.warning("readyz: %s: %s", name, error)
        ok, reason = False, f"{type(error).__name__}: the log says more"
    return Check(name, ok, reason, round((time.perf_counter() - begun) * 1000, 2))


def _reason_of(name: str, error: DatabaseError) -> str:
    if is_damage(error):
        report(error)
        return DAMAGED
    log.warning("readyz: %s: %s", name, error)
    return f"{type(error).__name__}: the log says more"


def _database(root: Path) -> str:
    """Read one of our tables, because a database may answer and be empty; and compare the migrations."""
    if noted():
        raise CheckFailed(DAMAGED)
    Article.objects.order_by().values_list("pk", flat=True).first()
    if not MigrationRecorder(connection).applied_migrations().keys() >= _newest_migrations():
        raise CheckFailed("its tables are older than the code: run manage.py prepare")
    return "answers"


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app. The code does not change while it runs, so they are read once."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _disk(root: Path) -> str:
    short = shortage()
    if short:
        raise CheckFailed(short)
    return f"{megabytes(free_bytes())} free"


def _index(root: Path) -> str:
    """The current generation can be opened, also by a new process, and it is the one that answers."""
    stale = rebuild_reason(root) or ""
    try:
        snapshot = open_snapshot(root)
    except IndexMissing as error:
        log.warning("readyz: %s", error)
        raise CheckFailed("there is no readable index: run manage.py rebuild_index") from error
    if not snapshot.is_current or stale.startswith("damaged"):
        log.warning("readyz: %s", stale)
        raise CheckFailed(
            f"the current generation is damaged, {_served(snapshot)} is served: run manage.py rebuild_index"
        )
    return f"{len(snapshot.stories)} stories" + (f"; rebuild needed: {stale}" if stale else "")


def _served(snapshot: ServedSnapshot) -> str:
    written = written_at(snapshot)
    since = f" of {written:%Y-%m-%d %H:%M} UTC" if written else ""
    return f"what is open of it{since}" if snapshot.is_current else f"the former one{since}"


def _processes(root: Path) -> str:
    """A process that was stopped holds its lock and does nothing. One that does not run shows in the queue."""
    stopped = stopped_processes(root)
    if stopped:
        raise CheckFailed(f"stopped by a signal: {', '.join(stopped)}; continue it with SIGCONT, or end it")
    return "none is stopped"


def _queue(root: Path) -> str:
    """Only stories that were never tried count as late. Those that failed are shown by check_index and to editors."""
    waiting = Pending.objects.waiting()
    fresh = waiting.fresh().aggregate(number=Count("pk"), oldest=Min("queued_at"))
    lag = max((timezone.now() - fresh["oldest"]).total_seconds(), 0.0) if fresh["oldest"] else 0.0
    failed, aside = waiting.failed().count(), waiting.set_aside().count()
    words = f"{fresh['number']} waiting, lag {lag:.0f} s; {failed} to be tried again; {aside} set aside"
    if lag > settings.LAG_LIMIT:
        raise CheckFailed(f"{words}; the limit is {settings.LAG_LIMIT} s: is manage.py run_indexer running?")
    return words


def _canary(root: Path) -> str:
    """Search for a random published story by words from its own text."""
    for _ in range(TRIES):
        story = _drawn()
        if story is None:
            return "no story is published that the index has been told of"
        if _is_found(root, story):
            return f"story {story.pk} is found by its own words"
        if _sound().filter(pk=story.pk, title=story.title, body=story.body).exists():
            raise CheckFailed(f"story {story.pk} is not found by its own words: run manage.py check_index")
    return "every story drawn was changed just then"


def _is_found(root: Path, story: Article) -> bool:
    runs = CANARY.findall(f"{story.title}\n{story.body}")
    words = secrets.choice([run for run in runs if len(run) == max(map(len, runs))]) if runs else story.headline
    found = answer(root, Question(f'"{words}"', limit=None))
    if not found.has_index:
        raise CheckFailed("there is no index to look in")
    return story.pk in [pk for pk, _ in found.hits]


def _drawn() -> Article | None:
    """One of a few neighbours of a random key: to order all stories at random would be slow."""
    top = Article.objects.order_by().aggregate(top=Max("pk"))["top"] or 0
    keys = Article.objects.filter(pk__gt=secrets.randbelow(top + 1)).order_by("pk").values_list("pk", flat=True)
    sound = _sound().order_by().only("pk", "title", "body")
    return sound.filter(pk__in=list(keys[:NEIGHBOURS])).first() or next(iter(sound[:1]), None)


def _sound() -> ArticleQuerySet:
    """Published stories that do not wait in the queue: each of them must be found."""
    return Article.objects.published().exclude(Exists(Pending.objects.filter(article_id=OuterRef("pk"))))


# Each check, and the checks that it needs.
CHECKS: dict[str, tuple[Callable[[Path], str], tuple[str, ...]]] = {
    "database": (_database, ()),
    "disk": (_disk, ()),
    "index": (_index, ()),
    "processes": (_processes, ()),
    "queue": (_queue, ("database",)),
    # It does not need the index check: also if the former generation answers, its answers must be right.
    "canary": (_canary, ("database",)),
}
