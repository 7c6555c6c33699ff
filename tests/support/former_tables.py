"""The archive's tables as they were before a migration, to test what migrations make of old rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


@contextmanager
def migrated_back_to(name: str) -> Iterator[Any]:
    """Undoes the migrations after this one, gives the apps with its models, and at the end migrates again."""
    executor = MigrationExecutor(connection)
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "archive"]
    target = [("archive", name)]
    executor.migrate(target)
    try:
        yield executor.loader.project_state([*target, ("admin", "0003_logentry_add_action_flag_choices")]).apps
    finally:
        MigrationExecutor(connection).migrate(newest)
