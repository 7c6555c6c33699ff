"""Writing that survives a power cut.

In: files and folders just written. Out: nothing, once they are on the disk.
"""

import os
from pathlib import Path


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
    """Replace a small file in one rename: afterwards it holds the old content or the new, whole."""
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)
