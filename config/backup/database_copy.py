"""The database that settings name, and how it is copied."""

from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from django.db import connection

from config.backup import postgres, sqlite
from config.backup.archive_facts import ArchiveFacts

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgres}


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
