#!/usr/bin/env python
"""Django's command line for the archive. Errors that are not bugs are printed as one plain line on stderr.

Exit code 2 if the settings are invalid, or the database has no tables yet or is damaged, 1 if the database cannot be
reached, read or written, 130 after Ctrl-C.
"""

import os
import signal
import sqlite3
import sys

from django import db
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

# The errors of Django and of SQLite, which a backup uses directly, have the same names.
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
        # People press Ctrl-C twice: the second one must not interrupt this.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(_refuse(f"interrupted: {' '.join(sys.argv[1:2])} did not end its work", 130))
    except BrokenPipeError:
        # The reader of the output has closed the pipe (… | head): nothing more can be written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except ImproperlyConfigured as error:
        sys.exit(_refuse(f"settings: {error}", 2))
    except (db.DatabaseError, db.InterfaceError, sqlite3.Error) as error:
        sys.exit(_refuse_without_database(error))


def _refuse_without_database(error: Exception) -> int:
    """Prints a database error in one line. An error caused by a bug is raised again, with its traceback."""
    from archive import database_damage  # imported here: most commands never need it

    if database_damage.is_damage(error):
        database_damage.note(error)
        return _refuse(database_damage.advice(error), 2)
    if _lacks_a_table(error):
        return _refuse(f"database: {str(error).strip()}: run `make run` or `manage.py prepare` first", 2)
    if isinstance(error, MISTAKES):
        raise error
    return _refuse(f"database: {error}", 1)


def _lacks_a_table(error: Exception) -> bool:
    """Whether a table or column is missing: “no such table” in SQLite, “relation … does not exist” in PostgreSQL."""
    return any(words in str(error) for words in ("no such table", "no such column", "does not exist"))


def _refuse(reason: str, code: int) -> int:
    print(" ".join(reason.split()), file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
