"""Copies and loads the database of the settings, whichever engine it uses."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

from django.db import connection

from config.backup import postgres_dump, sqlite_copy
from config.backup.archive_facts import ArchiveFacts

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite_copy, "postgresql": postgres_dump}


def name() -> str:
    return connection.vendor


def check_tools() -> None:
    ENGINES[name()].check_tools()


def copy(file: Path, left_out: Sequence[str]) -> ArchiveFacts:
    return ENGINES[name()].copy(file, left_out)


def is_empty() -> bool:
    return ENGINES[name()].is_empty()


def load(file: Path) -> None:
    ENGINES[name()].load(file)


def scratch_database() -> AbstractContextManager[str]:
    """The DATABASE_URL of an empty database of the same kind, which is removed afterwards. Raises BackupRefused."""
    return ENGINES[name()].scratch_database()


def check() -> str:
    """Returns what the database itself finds wrong with what is in it; empty if nothing is."""
    return ENGINES[name()].check()
