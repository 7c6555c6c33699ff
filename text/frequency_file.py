"""Stores a dictionary of word frequencies in a plain text file.

In and out: word → frequency.
The file: the SHA-256 of the rest, all words separated by line breaks, an empty line, all frequencies.
"""

import hashlib
import logging
import os
import tempfile
from pathlib import Path

Frequencies = dict[str, int]

log = logging.getLogger(__name__)


def read_frequencies(path: Path) -> Frequencies | None:
    """The contents of the file; None if it cannot be read, is cut short or is damaged."""
    try:
        digest, _, content = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if digest != sha256_line(content):
        log.warning("%s is damaged and will be written again", path)
        return None
    words, _, counts = content.decode("utf-8").partition("\n\n")
    return dict(zip(words.split("\n"), map(int, counts.split(" ")), strict=True))


def write_frequencies(path: Path, frequencies: Frequencies) -> None:
    """Write the file beside its place, then move it there: readers see all of it or nothing.

    Words must not be empty or contain line breaks. Raises OSError if the folder cannot be written to.
    """
    counts = " ".join(map(str, frequencies.values()))
    content = ("\n".join(frequencies) + "\n\n" + counts).encode("utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sha256_line(content) + b"\n" + content)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def sha256_line(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode("ascii")
