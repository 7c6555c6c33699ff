"""The bytes of a text file become text.

In: bytes as uploaded. Out: `Decoded`: the text NFC-normalised, lines ended by \\n, no control
characters, the charset found, the script, and in plain Chinese what was lost on the way.
"""

from archive.ingest.charset import Unreadable, charset_of, decoded_as, read_tidy
from archive.ingest.document import Decoded

LIMIT = 20 * 1024 * 1024  # bytes of one file

_MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "an ELF program"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"RIFF", "a RIFF sound or film"),
    (b"ID3", "an MP3 sound"),
)


def decode(data: bytes) -> Decoded:
    """The text of a file of at most `LIMIT` bytes. Raises `Unreadable`."""
    _refuse_what_is_no_text(data)
    charset, body = charset_of(data)
    text, damage = read_tidy(body, charset)
    if not text.strip():
        raise Unreadable("the file is empty: it holds nothing but white space", "empty")
    return decoded_as(text, charset, damage=damage)


def decode_pasted(text: str) -> Decoded:
    """The same for text that a person pasted. Raises `Unreadable`."""
    return decode(text.encode("utf-8", "replace"))


def _refuse_what_is_no_text(data: bytes) -> None:
    if len(data) > LIMIT:
        raise Unreadable(f"larger than 20 MB: the file has {len(data):,} bytes", "large")
    if not data:
        raise Unreadable("the file is empty", "empty")
    refuse_binary(data)


def refuse_binary(start: bytes) -> None:
    """Of the first bytes of a file: raises `Unreadable` where they are those of a picture, an archive, a program."""
    for magic, name in _MAGIC:
        if start.startswith(magic):
            raise Unreadable(f"binary file: it looks like {name}", "binary")
