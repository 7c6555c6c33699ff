"""Inflates the entries of a ZIP, never beyond a limit: it counts the bytes themselves and does not trust the header.

In: the bytes of a ZIP and one of its entries. Out: the bytes of the entry. Raises `UnreadableFile`.
"""

import io
import zipfile
import zlib

from archive.reading.charset import UnreadableFile

RATIO = 100  # an entry may grow to this many times its compressed size
_UNCOUNTED = 1024 * 1024  # bytes: up to this size the ratio does not matter
_PIECE = 256 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


def open_zip(data: bytes, what: str) -> zipfile.ZipFile:
    """Opens a ZIP; `what` describes the file in the error message."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, OSError) as error:
        raise UnreadableFile(f"{what}: {error}", "damaged") from error


def inflated(file: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """Returns at most `limit` bytes. RATIO is a tenth of what zlib reaches for one repeated letter."""
    if entry.flag_bits & _ENCRYPTED:
        raise UnreadableFile("encrypted: reading it needs a password", "encrypted")
    if entry.compress_type not in _METHODS:
        raise UnreadableFile(
            f"compressed by method {entry.compress_type}: only stored and deflated entries are read", "damaged"
        )
    pieces: list[bytes] = []
    size = 0
    try:
        with file.open(entry) as stream:
            while piece := stream.read(_PIECE):
                pieces.append(piece)
                size += len(piece)
                _check(size, entry, limit)
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError) as error:
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"damaged: {error}", "damaged") from error
    return b"".join(pieces)


def _check(size: int, entry: zipfile.ZipInfo, limit: int) -> None:
    if size > _UNCOUNTED and size > RATIO * max(1, entry.compress_size):
        raise UnreadableFile(f"it grows to more than {RATIO} times its size", "bomb")
    if size > limit:
        raise UnreadableFile(f"larger than {limit // (1024 * 1024)} MB when inflated", "large")
