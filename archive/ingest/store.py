"""Stores the bytes of an upload on disk, under their hash.

In: bytes, whole or piece by piece. Out: their path below MEDIA_ROOT, after they are safe there: written to a temporary
file, synced, renamed, and the folder synced. So a row that names them always finds them. Raises OSError if the disk
fails.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings

from archive.models.upload import Upload, content_path
from durability.durable_files import sync_folder

ARRIVING = ".arriving-"


def store(data: bytes) -> str:
    return store_pieces(lambda: (data,))


def store_pieces(pieces: Callable[[], Iterable[bytes]]) -> str:
    """`pieces` gives the bytes from the beginning each time it is called."""
    sha256 = _digest(pieces())
    relative = content_path(Upload(sha256=sha256), "")
    path = Path(settings.MEDIA_ROOT) / relative
    if not _is_here(path, sha256):
        _write(path, pieces())
    return relative


def _digest(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def _is_here(path: Path, sha256: str) -> bool:
    """Its time is renewed first: from then on `remove_undone` leaves it alone, although no row names it yet."""
    try:
        os.utime(path)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=ARRIVING)
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    for folder in {path.parent, *(folder.parent for folder in made)}:
        sync_folder(folder)
