"""Practises a restore: the command `restore` itself, in a place that is removed afterwards.

In: a copy, the file of the signers, a folder with room for an archive. Out: the manifest of a copy that can be
restored; or BackupRefused, BackupDamaged, DrillFailed. Nothing of the archive in use is touched.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from config.backup import database_copy, manifest
from config.backup.backup_signature import read_signed
from config.backup.manifest import UPLOADS, BackupRefused, Manifest
from config.backup.outside_tools import ToolFailed, run_tool
from durability.failpoint import failpoint
from search.generations.locks import Locked, lock

Say = Callable[[str], None]
# Held in the folder in which a place for the drill is made.
DRILLING = "drilling"
PLACE = ".restore-drill-"
REFUSED = 2  # the exit code of `restore` if it wrote nothing


class DrillFailed(Exception):
    """The copy was accepted, but could not be restored. The message is that of `restore`."""


def drill(copy: Path, signers: Path, beside: Path, say: Say) -> Manifest:
    """Restore the copy into a new folder in `beside`, prove it, and remove it. Raises OSError, ToolFailed too."""
    made = read_signed(copy, signers)
    manage = Path(settings.BASE_DIR) / "manage.py"
    with _empty_place(beside) as place, database_copy.scratch_database() as url:
        say(f"restoring {copy} into {place}")
        environment = {"ARCHIVE_VAR": str(place), "DATABASE_URL": url}
        command = [sys.executable, str(manage), "restore", str(copy), "--signers", str(signers)]
        failpoint("drill.begun")
        try:
            told = run_tool(command, environment=environment).decode()
        except ToolFailed as error:
            raise BackupRefused(error.words) if error.code == REFUSED else DrillFailed(error.words) from error
        for line in told.splitlines():
            say(line)
        _compare_uploads(place, made)
    return made


@contextmanager
def _empty_place(beside: Path) -> Iterator[Path]:
    """A folder that only we can read. Those of drills that were killed are removed first."""
    try:
        with lock(beside, DRILLING):
            for left in beside.glob(f"{PLACE}*"):
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=PLACE, dir=beside) as name:
                yield Path(name)
    except Locked as error:
        raise BackupRefused(f"another drill is at work in {beside}") from error


def _compare_uploads(place: Path, made: Manifest) -> None:
    """The restored files themselves, and no others."""
    root = place / UPLOADS
    found = {path.relative_to(place).as_posix() for path in root.rglob("*") if path.is_file()}
    expected = {name: kept for name, kept in made.files.items() if name.startswith(f"{UPLOADS}/")}
    wrong = sorted(found ^ expected.keys())
    wrong += [name for name in sorted(found & expected.keys()) if manifest.checksum_of(place / name) != expected[name]]
    if wrong:
        raise DrillFailed(f"{wrong[0]} was not restored as it is in the copy")
