"""Brings the data folder into a state in which the archive can be served. Steps that are done already do nothing.

In: the database and folders of the settings. Out: tables, reference data, demo stories in a new archive, a first
account, static files, an index. Every step reports in one line what it did.
"""

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from archive.database_damage import DatabaseDamaged, advice, check_noted
from archive.models import Article
from archive.query_planner import refresh_statistics
from archive.reference.demo import load_demo
from archive.reference.load import load_reference
from search.generations import generation
from search.generations.generation import IndexMissing, needs_rebuild
from search.generations.served_snapshot import open_snapshot

Say = Callable[[str], None]
FIRST_LOGIN = "first-login.txt"


def prepare(say: Say, *, demo: bool) -> None:
    """Bring everything up to date. `demo`: load the demo stories, but only into an archive that was never used.

    Raises DatabaseDamaged if the database is known to be damaged, or has lost everything.
    """
    check_database(say)
    migrate(say)
    load_reference_data(say)
    if demo and is_unused():
        say(f"Loaded {load_demo().stories} demo stories (take them out again: manage.py remove_demo).")
    refresh_statistics()
    make_first_account(say)
    collect_static(say)
    build_index(say)


def check_database(say: Say) -> None:
    """Read the whole database if damage was noticed; and make no new archive in the place of one that was emptied."""
    if check_noted():
        say("The database was damaged, and is sound again.")
    pointer = settings.INDEX_DIR / generation.POINTER
    if connection.vendor == "sqlite" and pointer.exists() and not connection.introspection.table_names():
        raise DatabaseDamaged(advice("it is empty, but there is an index of its stories"))


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)
        say("Brought the database's tables up to date.")


def load_reference_data(say: Say) -> None:
    added = {noun: count for noun, count in load_reference().items() if count}
    if added:
        say("Loaded " + ", ".join(f"{count} {noun}" for noun, count in added.items()) + ".")


def is_unused() -> bool:
    """No story and no account: a new archive, not one that was emptied on purpose."""
    return not Article.objects.exists() and not get_user_model().objects.exists()


def make_first_account(say: Say) -> None:
    """An account with all permissions and a random password, stored in a file that only its owner can read."""
    accounts = get_user_model().objects
    if accounts.exists():
        return
    password = secrets.token_urlsafe(12)
    path = settings.VAR_DIR / FIRST_LOGIN
    _write_private(path, f"admin\n{password}\n")
    accounts.create_superuser("admin", password=password)
    say(f"First account: admin / {password}  (kept in {path}: change it, delete the file)")


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def collect_static(say: Say) -> None:
    """Hash and compress the static files if one of them has changed."""
    stamp = settings.STATIC_ROOT / ".made-of"
    made_of = static_fingerprint()
    if stamp.exists() and stamp.read_text() == made_of:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(made_of)
    say("Collected the static files.")


def static_fingerprint() -> str:
    """64 hexadecimal digits that change with the name, size or time of any static file."""
    files = sorted(
        (path, stat.st_size, stat.st_mtime_ns)
        for finder in get_finders()
        for path, storage in finder.list([])
        for stat in [Path(storage.path(path)).stat()]
    )
    return hashlib.sha256(repr(files).encode()).hexdigest()


def build_index(say: Say) -> None:
    """Build the index now if none can be read. One that answers is left to the indexer, which replaces it."""
    reason = needs_rebuild()
    if reason is None:
        return
    try:
        open_snapshot(Path(settings.INDEX_DIR))
    except IndexMissing:
        say(f"Building the search index: {reason}")
        call_command("rebuild_index", interactive=False, verbosity=0)
        return
    say(f"The search index has to be rebuilt ({reason}): the indexer does that, and the old index answers meanwhile.")
