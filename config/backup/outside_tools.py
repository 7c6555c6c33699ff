"""Runs the programs that a backup needs from outside: PostgreSQL's, OpenSSH's.

In: words of a command line. Out: what it printed; or ToolFailed.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

from config.backup.manifest import BackupRefused

MOST_WORDS = 500  # characters


class ToolFailed(Exception):
    """`words`: the end of what the tool wrote, in one line; `code`: its exit code."""

    def __init__(self, tool: str, words: str, code: int) -> None:
        super().__init__(f"{tool}: {words}")
        self.words, self.code = words, code


def require_tool(name: str, package: str) -> None:
    """Raises BackupRefused if the tool is not on the PATH. `package`: the one it is in."""
    if shutil.which(name) is None:
        raise BackupRefused(f"{name} is not on the PATH: install {package}")


def run_tool(command: Sequence[str], given: bytes = b"", environment: Mapping[str, str] | None = None) -> bytes:
    """Returns what the tool prints. `given`: its input; `environment`: variables beside ours. Raises ToolFailed."""
    done = subprocess.run(  # noqa: S603 - tools that we name, by our own words
        command,
        input=given,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        start_new_session=True,  # without a terminal it cannot ask for a password and wait for ever
        check=False,
    )
    if done.returncode:
        words = " ".join((done.stderr or done.stdout).decode(errors="replace").split())
        raise ToolFailed(command[0], words[-MOST_WORDS:], done.returncode)
    return done.stdout
