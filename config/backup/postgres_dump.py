"""Dumps a PostgreSQL database into one file and loads it again, by the tools that come with PostgreSQL.

In: Django's connection, a path. Out: a dump of one moment; or its tables in a database that had none.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from config.backup.archive_facts import ArchiveFacts, facts_of
from config.backup.outside_tools import require_tool, run_tool

DUMP, LOAD = "pg_dump", "pg_restore"


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
