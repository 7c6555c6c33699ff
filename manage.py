#!/usr/bin/env python
"""Django's command line for the archive. Exit code 2 with one plain line where the settings are nonsense or the
database has no tables yet."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import DatabaseError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:
        # Who reads what a command prints has seen enough (… | head): nothing more is to be flushed to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ImproperlyConfigured as error:
        sys.exit(_refuse(f"settings: {error}"))
    except DatabaseError as error:
        if not _lacks_a_table(error):
            raise
        sys.exit(_refuse(f"database: {str(error).strip()}: run `make run` or `manage.py prepare` first"))


def _lacks_a_table(error: DatabaseError) -> bool:
    """SQLite says “no such table”, PostgreSQL “relation … does not exist”."""
    return any(words in str(error) for words in ("no such table", "no such column", "does not exist"))


def _refuse(reason: str) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return 2


if __name__ == "__main__":
    main()
