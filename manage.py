#!/usr/bin/env python
"""Django's command line for the archive, and one plain line on stderr for what is no fault of the program.

Exit code 2 where the settings are nonsense or the database has no tables yet, 1 where the database cannot be reached,
read or written, 130 after Ctrl-C.
"""

import os
import signal
import sqlite3
import sys

from django import db
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# Django's errors and those of SQLite itself, which a backup speaks to directly, have the same names.
MISTAKES = tuple(
    getattr(module, name)
    for module in (db, sqlite3)
    for name in ("DataError", "IntegrityError", "InternalError", "NotSupportedError", "ProgrammingError")
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        # People press it twice: the second shall not break off this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(_refuse(f"interrupted: {' '.join(sys.argv[1:2])} did not end its work", 130))
    except BrokenPipeError:
        # Who reads what a command prints has seen enough (… | head): nothing more is to be flushed to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ImproperlyConfigured as error:
        sys.exit(_refuse(f"settings: {error}", 2))
    except (db.DatabaseError, db.InterfaceError, sqlite3.Error) as error:
        sys.exit(_refuse_without_database(error))


def _refuse_without_database(error: Exception) -> int:
    """An error that shows a mistake of the program is raised again: what it was doing tells where."""
    if _lacks_a_table(error):
        return _refuse(f"database: {str(error).strip()}: run `make run` or `manage.py prepare` first", 2)
    if isinstance(error, MISTAKES):
        raise error
    return _refuse(f"database: {error}", 1)


def _lacks_a_table(error: Exception) -> bool:
    """SQLite says “no such table”, PostgreSQL “relation … does not exist”."""
    return any(words in str(error) for words in ("no such table", "no such column", "does not exist"))


def _refuse(reason: str, code: int) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
