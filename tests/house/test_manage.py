"""The exit codes and messages of manage.py, however a command ends."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

import manage

ROOT = Path(__file__).parents[2]
# A command that prints more than a pipe can hold.
TALKATIVE = """
import manage
manage.execute_from_command_line = lambda argv: [print("第几行" * 20) for _ in range(20_000)]
manage.main()
"""


def test_a_closed_pipe_is_not_an_error():
    with subprocess.Popen(
        [sys.executable, "-c", TALKATIVE], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout.readline().decode().strip() == "第几行" * 20
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.fixture
def ended(monkeypatch, capsys):
    """Runs a command that raises an error; returns the exit code and the messages."""
    former = signal.getsignal(signal.SIGINT)

    def ended(error: BaseException) -> tuple[object, str]:
        def command(argv):
            raise error

        monkeypatch.setattr(manage, "execute_from_command_line", command)
        monkeypatch.setattr(sys, "argv", ["manage.py", "check_index", "--repair"])
        with pytest.raises(SystemExit) as exit_:
            manage.main()
        return exit_.value.code, capsys.readouterr().err

    yield ended
    signal.signal(signal.SIGINT, former)


def test_ctrl_c_prints_one_line_and_a_second_ctrl_c_does_not_interrupt_it(ended):
    assert ended(KeyboardInterrupt()) == (130, "interrupted: check_index did not end its work\n")
    signal.raise_signal(signal.SIGINT)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("attempt to write\n  a readonly database"),
        InterfaceError("attempt to write\n  a readonly database"),
        DatabaseError("attempt to write\n  a readonly database"),
        sqlite3.OperationalError("attempt to write\n  a readonly database"),
    ],
)
def test_a_database_error_prints_one_line(ended, error):
    assert ended(error) == (1, "database: attempt to write a readonly database\n")


@pytest.mark.parametrize(
    "error",
    [DatabaseError("database disk image is malformed"), sqlite3.DatabaseError("file is not a database")],
)
def test_a_damaged_database_is_refused_with_the_command_that_restores_a_backup(ended, error, settings):
    code, said = ended(error)
    assert code == 2
    assert said.startswith(f"the database is damaged ({error}): stop the archive and restore it")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("no such table: archive_article"),
        sqlite3.OperationalError("no such table: archive_article"),
        ProgrammingError('relation "archive_article" does not exist'),
    ],
)
def test_a_database_without_tables_is_refused_with_advice(ended, error):
    assert ended(error) == (2, f"database: {error}: run `make run` or `manage.py prepare` first\n")


@pytest.mark.parametrize(
    "error", [IntegrityError("NOT NULL constraint failed"), sqlite3.ProgrammingError("closed"), ValueError("wrong")]
)
def test_a_bug_prints_a_traceback(ended, error):
    with pytest.raises(type(error), match=str(error)):
        ended(error)
