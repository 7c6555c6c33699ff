"""Writes that survive a power cut.

In: files and folders that were just written. Out: nothing, once they are on the disk.
"""

import os
import secrets
from pathlib import Path

# The suffix of the files that a killed write leaves behind.
DRAFT = ".new"


def sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Make the names in a folder durable: on POSIX a folder is synced like a file."""
    sync_file(path)


def write_durably(path: Path, content: str) -> None:
    """Replace a small file by one rename: afterwards it holds all of the old content or all of the new."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{DRAFT}")
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
