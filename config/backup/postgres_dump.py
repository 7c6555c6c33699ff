"""Dumps a PostgreSQL database into one file and loads it again, by the tools that come with PostgreSQL.

In: Django's connection, a path. Out: a dump of one moment; or its tables in a database that had none.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import DatabaseError, connection

from config.backup.archive_facts import ArchiveFacts, facts_of
from config.backup.manifest import BackupRefused
from config.backup.outside_tools import require_tool, run_tool

DUMP, LOAD = "pg_dump", "pg_restore"
# The end of the name of a database for a drill, and the comment by which we know that it is ours.
SCRATCH, OURS = "_drill", "made by manage.py restore_drill, which drops it"


def check_tools() -> None:
    """Raises BackupRefused if PostgreSQL's own tools are not on the PATH."""
    for tool in (DUMP, LOAD):
        require_tool(tool, "PostgreSQL's client programs (Debian: postgresql-client)")


def copy(file: Path, left_out: Sequence[str]) -> ArchiveFacts:
    """Counts and dumps the same moment: the dump uses the snapshot of our transaction."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            _run(DUMP, "--format=custom", f"--snapshot={snapshot}", f"--file={file}",
                 *(f"--exclude-table-data={table}" for table in left_out))  # fmt: skip

            def ask(statement: str) -> list[tuple[Any, ...]]:
                cursor.execute(statement)
                return cursor.fetchall()

            return facts_of(ask, without=left_out)
    finally:
        own.close()


def is_empty() -> bool:
    return not connection.introspection.table_names()


def load(file: Path) -> None:
    """In one transaction: afterwards the database has everything or nothing."""
    connection.close()
    _run(LOAD, "--single-transaction", "--exit-on-error", str(file))


@contextmanager
def scratch_database() -> Iterator[str]:
    """A database beside ours, named after it. Raises BackupRefused if that is not allowed, or if it is somebody's."""
    name = f"{connection.settings_dict['NAME']}{SCRATCH}"
    own = connection.copy()
    own.set_autocommit(True)
    try:
        with own.cursor() as cursor:
            _make_empty(cursor, name)
            try:
                yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name, safe='')}").geturl()
            finally:
                cursor.execute(f"DROP DATABASE {own.ops.quote_name(name)} WITH (FORCE)")
    finally:
        own.close()


def _make_empty(cursor: Any, name: str) -> None:
    quoted = connection.ops.quote_name(name)
    cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    found = cursor.fetchone()
    if found and found[0] != OURS:
        raise BackupRefused(f"there is a database {name} that is not of a drill: drop it, or restore by hand")
    try:
        if found:
            cursor.execute(f"DROP DATABASE {quoted} WITH (FORCE)")  # of a drill that was killed
        cursor.execute(f"CREATE DATABASE {quoted}")
        cursor.execute(f"COMMENT ON DATABASE {quoted} IS '{OURS}'")
    except DatabaseError as error:
        raise BackupRefused(f"no database for the drill: {error} (ALTER ROLE … CREATEDB allows it)") from error


def check() -> str:
    """Always empty: loading builds every index and checks every constraint, and fails if one does not hold."""
    return ""


def _run(tool: str, *words: str) -> None:
    """The password goes into the environment: everybody on the machine can read a command line."""
    given = {name: str(value) for name, value in connection.get_connection_params().items() if name in LIBPQ}
    password = {"PGPASSWORD": given.pop("password")} if "password" in given else {}
    target = " ".join(f"{name}='{_escaped(value)}'" for name, value in given.items())
    run_tool([tool, "--no-owner", "--no-privileges", f"--dbname={target}", *words], environment=password)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


# The parts of a connection that libpq knows. Django passes others, which are for psycopg.
LIBPQ = frozenset({
    "dbname", "user", "password", "host", "port", "service", "passfile", "sslmode", "sslcert", "sslkey", "sslrootcert",
    "connect_timeout", "tcp_user_timeout", "options",
})  # fmt: skip
