"""Stores the bytes of an upload on disk, under their hash.

In: bytes. Out: their path below MEDIA_ROOT, after they are safe there: written to a temporary file, synced,
renamed, and the folder synced. So a row that names them always finds them. Raises OSError if the disk fails.
"""

import os
import tempfile
from pathlib import Path

from django.conf import settings

from archive.models.upload import Upload, content_path, sha256_of
from durability.durable_files import sync_folder

ARRIVING = ".arriving-"


def store(data: bytes) -> str:
    relative = content_path(Upload(sha256=sha256_of(data)), "")
    path = Path(settings.MEDIA_ROOT) / relative
    if not _is_here(path, data):
        _write(path, data)
    return relative


def _is_here(path: Path, data: bytes) -> bool:
    """Its time is renewed first: from then on `remove_undone` leaves it alone, although no row names it yet."""
    try:
        os.utime(path)
        return path.read_bytes() == data
    except FileNotFoundError:
        return False


def _write(path: Path, data: bytes) -> None:
    made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=ARRIVING)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in {path.parent, *(folder.parent for folder in made)}:
        sync_folder(folder)
