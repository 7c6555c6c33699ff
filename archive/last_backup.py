"""Where the newest backup that was made from here lies, so that a message about damage can name it.

In: the folder of a copy that is complete. Out: the path of the newest one that is still there.

    ARCHIVE_VAR/last-backup    its path, and a line feed
"""

import logging
from pathlib import Path

from django.conf import settings

from durability.durable_files import write_durably

log = logging.getLogger(__name__)

NAME = "last-backup"
# Every complete copy has it (config.backup.manifest).
MANIFEST = "manifest.json"
# In ARCHIVE_VAR: the public keys whose copies are restored (config.backup.backup_signature).
SIGNERS = "backup-signers"


def remember(copy: Path) -> None:
    """A note that cannot be written makes the copy no worse: then only the log says so."""
    try:
        write_durably(Path(settings.VAR_DIR) / NAME, f"{copy}\n")
    except OSError as error:
        log.warning("where the newest backup lies cannot be noted: %s", error)


def restore_command() -> str | None:
    """How the newest copy is restored into another, empty ARCHIVE_VAR, which has no keys yet. None if none is known."""
    copy, signers = newest(), Path(settings.VAR_DIR) / SIGNERS
    return f"manage.py restore {copy} --signers {signers}" if copy else None


def newest() -> Path | None:
    """The copy that was made last; if it was removed or moved, the newest of those beside it. None if none is known."""
    try:
        last = Path((Path(settings.VAR_DIR) / NAME).read_text(encoding="utf-8").removesuffix("\n"))
        if (last / MANIFEST).is_file():
            return last
        others = [path.parent for path in last.parent.glob(f"[!.]*/{MANIFEST}")]
        return max(others, key=lambda copy: (copy / MANIFEST).stat().st_mtime, default=None)
    except (OSError, UnicodeDecodeError):
        return None
