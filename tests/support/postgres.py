"""python -m tests.support.postgres -- COMMAND…: runs COMMAND with a private PostgreSQL that is removed afterwards.

In: a command. Out: its exit code; 3 if PostgreSQL is not installed. The cluster is in a temporary folder,
listens only on a Unix socket, and runs as an unprivileged user (initdb refuses root).
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")


def main(arguments: list[str]) -> int:
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL is not installed: apt-get install postgresql", file=sys.stderr)
        return 3
    with cluster(binaries) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def find_binaries() -> Path | None:
    """Returns the folder of initdb and pg_ctl; Debian has one for each major version, outside the PATH."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """Starts a new cluster; yields the URL of an empty database in it."""
    with tempfile.TemporaryDirectory(prefix="archive-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        run_as = _hand_over(folder)
        data = folder / "data"
        _call(run_as, binaries / "initdb", "-D", data, "-U", "archive", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c timezone=UTC"
        _call(run_as, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            _call(run_as, binaries / "createdb", "-h", folder, "-U", "archive", "archive")
            yield f"postgres://archive@{quote(str(folder), safe='')}/archive"
        finally:
            _call(run_as, binaries / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def restart(url: str, mode: str) -> None:
    """Restarts the cluster at `url`: `fast` ends its sessions, `immediate` acts like a crash."""
    folder, binaries = Path(unquote(urlsplit(url).netloc.rpartition("@")[2])), find_binaries()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL is not installed any more")
    _call(
        _hand_over(folder),
        binaries / "pg_ctl",
        "-D",
        folder / "data",
        "-w",
        "-m",
        mode,
        "-l",
        folder / "log",
        "restart",
    )


def _hand_over(folder: Path) -> list[str]:
    """Gives the folder to an unprivileged user if we are root; returns the command prefix to run as that user."""
    if os.geteuid() != 0:
        return []
    user = next(name for name in UNPRIVILEGED if _exists(name))
    shutil.chown(folder, user)
    folder.chmod(0o755)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _call(run_as: list[str], *command: object) -> None:
    subprocess.run([*run_as, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
