"""Whether the archive can be used at this moment, each part looked at by itself.

In: the index folder; the database. Out: for each check whether it is well, its time, and why in plain words.
Nothing here is remembered from one look to the next, and nothing is said that a stranger may not read: errors
are named by their kind only, the rest goes to the log.
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

from archive.models import Article
from archive.models.article_queryset import ArticleQuerySet
from search.answer import NO_INDEX, UNREADABLE, Question, answer
from search.generations.generation import IndexMissing, rebuild_reason
from search.generations.served_snapshot import ServedSnapshot, open_snapshot
from search.index_status import written_at
from search.models import Pending
from text.patterns import HAN

log = logging.getLogger(__name__)

# Milliseconds the database may take over one statement of ours before it counts as not answering.
PATIENCE_MS = 2000
# A story that is changed between two looks at it is no canary: so many are drawn.
TRIES = 3
NEIGHBOURS = 50
# Han characters that stand together, so that they are found as they stand: long enough to be seldom.
CANARY = re.compile(f"[{HAN}]{{2,10}}")


@dataclass(frozen=True)
class Check:
    """`ms`: how long the look took."""

    name: str
    ok: bool
    reason: str
    ms: float


class NotWell(Exception):
    """The reason, for strangers to read."""


def looked_at(root: Path) -> list[Check]:
    """Every check, in the order of CHECKS. Those that need what has just failed are not tried."""
    checks: dict[str, Check] = {}
    with _bounded():
        for name, (look, needs) in CHECKS.items():
            failed = [need for need in needs if not checks[need].ok]
            reason = f"not tried: {', '.join(failed)} failed"
            checks[name] = Check(name, False, reason, 0.0) if failed else _timed(name, look, root)
    return list(checks.values())


@contextmanager
def _bounded() -> Iterator[None]:
    """Let no statement wait longer than PATIENCE_MS for a database that does not answer; as before afterwards."""
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000
    begin, end = {
        "sqlite": (f"PRAGMA busy_timeout = {PATIENCE_MS}", f"PRAGMA busy_timeout = {usual}"),
        "postgresql": (f"SET statement_timeout = {PATIENCE_MS}", "RESET statement_timeout"),
    }[connection.vendor]
    _say(begin)
    try:
        yield
    finally:
        _say(end)


def _say(statement: str) -> None:
    # Where there is no connection to be had, the first check says so.
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def _timed(name: str, look: Callable[[Path], str], root: Path) -> Check:
    begun = time.perf_counter()
    try:
        ok, reason = True, look(root)
    except NotWell as error:
        ok, reason = False, str(error)
    except (DatabaseError, OSError) as error:
        log.warning("readyz: %s: %s", name, error)
        ok, reason = False, f"{type(error).__name__}: the log says more"
    return Check(name, ok, reason, round((time.perf_counter() - begun) * 1000, 2))


def _database(root: Path) -> str:
    """A table of ours is read: a database that is there but empty is not well."""
    Article.objects.order_by().values_list("pk", flat=True).first()
    if not MigrationRecorder(connection).applied_migrations().keys() >= _newest_migrations():
        raise NotWell("its tables are older than the code: run manage.py prepare")
    return "answers"


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """Of the code, which does not change while it runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _index(root: Path) -> str:
    """The current generation opens, also for a process that has not opened it before, and is the one that is served."""
    stale = rebuild_reason(root) or ""
    try:
        snapshot = open_snapshot(root)
    except IndexMissing as error:
        log.warning("readyz: %s", error)
        raise NotWell("there is no readable index: run manage.py rebuild_index") from error
    if not snapshot.is_current or stale.startswith("damaged"):
        log.warning("readyz: %s", stale)
        raise NotWell(f"the current generation is damaged, {_served(snapshot)} is served: run manage.py rebuild_index")
    return f"{len(snapshot.stories)} stories" + (f"; rebuild needed: {stale}" if stale else "")


def _served(snapshot: ServedSnapshot) -> str:
    written = written_at(snapshot)
    since = f" of {written:%Y-%m-%d %H:%M} UTC" if written else ""
    return f"what is open of it{since}" if snapshot.is_current else f"the former one{since}"


def _queue(root: Path) -> str:
    """Only what was never tried is late: what failed is named by check_index and at the desk."""
    waiting = Pending.objects.waiting()
    told = waiting.fresh().aggregate(number=Count("pk"), oldest=Min("queued_at"))
    lag = max((timezone.now() - told["oldest"]).total_seconds(), 0.0) if told["oldest"] else 0.0
    failed, aside = waiting.failed().count(), waiting.set_aside().count()
    words = f"{told['number']} waiting, lag {lag:.0f} s; {failed} to be tried again; {aside} set aside"
    if lag > settings.LAG_LIMIT:
        raise NotWell(f"{words}; the limit is {settings.LAG_LIMIT} s: is manage.py run_indexer running?")
    return words


def _canary(root: Path) -> str:
    """A published story, drawn at random, is looked for by words of its own."""
    for _ in range(TRIES):
        story = _drawn()
        if story is None:
            return "no story is published that the index has been told of"
        if _is_found(root, story):
            return f"story {story.pk} is found by its own words"
        if _sound().filter(pk=story.pk, title=story.title, body=story.body).exists():
            raise NotWell(f"story {story.pk} is not found by its own words: run manage.py check_index")
    return "every story drawn was changed just then"


def _is_found(root: Path, story: Article) -> bool:
    runs = CANARY.findall(f"{story.title}\n{story.body}")
    words = secrets.choice([run for run in runs if len(run) == max(map(len, runs))]) if runs else story.headline
    found = answer(root, Question(f'"{words}"', limit=None))
    if {NO_INDEX, UNREADABLE} & set(found.notes):
        raise NotWell("there is no index to look in")
    return story.pk in [pk for pk, _ in found.hits]


def _drawn() -> Article | None:
    """From a few neighbours of a random key: an order over all stories would be made anew each time."""
    top = Article.objects.order_by().aggregate(top=Max("pk"))["top"] or 0
    keys = Article.objects.filter(pk__gt=secrets.randbelow(top + 1)).order_by("pk").values_list("pk", flat=True)
    sound = _sound().order_by().only("pk", "title", "body")
    return sound.filter(pk__in=list(keys[:NEIGHBOURS])).first() or next(iter(sound[:1]), None)


def _sound() -> ArticleQuerySet:
    """Published stories about which nothing waits to be told to the index: each must be found."""
    return Article.objects.published().exclude(Exists(Pending.objects.filter(article_id=OuterRef("pk"))))


# Each look, and those without which there is no point in it.
CHECKS: dict[str, tuple[Callable[[Path], str], tuple[str, ...]]] = {
    "database": (_database, ()),
    "index": (_index, ()),
    "queue": (_queue, ("database",)),
    # Also while the former generation is served: what is served must be right.
    "canary": (_canary, ("database",)),
}
