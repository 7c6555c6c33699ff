"""Describes the contents of a database at one moment, in the same way for SQLite and PostgreSQL.

In: a function that runs a query. Out: its migrations, the number of rows of each table, the uploads it names.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection

from accounts.models import DeskSession
from archive.models import DeliveredFile, Upload

Ask = Callable[[str], list[tuple[Any, ...]]]
# No row of these apps is copied: sessions, login attempts, and rows about an index, which is built again.
LEFT_OUT = ("sessions", "axes", "search")
MIGRATIONS = "django_migrations"


@dataclass(frozen=True)
class ArchiveFacts:
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    uploads: list[str]


def tables_left_out() -> list[str]:
    existing = set(connection.introspection.table_names())
    models = [model for label in LEFT_OUT for model in apps.get_app_config(label).get_models()]
    tables = {model._meta.db_table for model in models} | {DeskSession._meta.db_table}
    return sorted(tables & existing)


def facts_of(ask: Ask, without: Collection[str] = ()) -> ArchiveFacts:
    """The rows of the tables in `without` are not counted, because they are not copied."""
    rows = {table: 0 if table in without else ask(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in _tables()}  # noqa: S608 - our own tables
    applied: dict[str, list[str]] = {}
    for app, name in ask(f"SELECT app, name FROM {MIGRATIONS} ORDER BY id"):  # noqa: S608 - our own table
        applied.setdefault(app, []).append(name)
    named = " UNION ".join(f'SELECT content FROM "{model._meta.db_table}"' for model in (Upload, DeliveredFile))  # noqa: S608
    return ArchiveFacts(applied, rows, sorted(path for (path,) in ask(named) if path))


def _tables() -> list[str]:
    return sorted({*connection.introspection.django_table_names(only_existing=True)})
