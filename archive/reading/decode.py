"""Decodes the bytes of a text file.

In: bytes as uploaded. Out: `Decoded`: the text in NFC with lines ended by \\n and without control characters, its
charset, its script, and doubts about lost characters.
"""

from archive.reading.charset import UnreadableFile, charset_of, decoded_as, read_tidy
from archive.reading.document import Decoded

LIMIT = 20 * 1024 * 1024  # bytes of one file

_MAGIC = (
    (b"\x89PNG", "a PNG image", "picture"),
    (b"\xff\xd8\xff", "a JPEG image", "picture"),
    (b"GIF8", "a GIF image", "picture"),
    (b"II*\x00", "a TIFF image", "picture"),
    (b"MM\x00*", "a TIFF image", "picture"),
    (b"%PDF", "a PDF document", "binary"),
    (b"PK\x03\x04", "a ZIP archive or Office document", "binary"),
    (b"PK\x05\x06", "an empty ZIP archive", "empty"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "legacy"),
    (b"\x1f\x8b", "a gzip archive", "packed"),
    (b"\xfd7zXZ", "an xz archive", "packed"),
    (b"BZh", "a bzip2 archive", "packed"),
    (b"7z\xbc\xaf", "a 7z archive", "packed"),
    (b"Rar!", "a RAR archive", "packed"),
    (b"{\\rtf", "an RTF document", "legacy"),
    (b"\x7fELF", "an ELF program", "binary"),
    (b"MZ\x90\x00", "a Windows program", "binary"),
    (b"SQLite format 3\x00", "an SQLite database", "binary"),
    (b"RIFF", "a RIFF sound or film", "binary"),
    (b"ID3", "an MP3 sound", "binary"),
)  # the first bytes of such a file, its format, the code of the refusal


def decode(data: bytes) -> Decoded:
    """The text of a file of at most `LIMIT` bytes. Raises `UnreadableFile`."""
    _refuse_other_than_text(data)
    charset, body = charset_of(data)
    text, damage = read_tidy(body, charset)
    if not text.strip():
        raise UnreadableFile("the file is empty: it holds nothing but white space", "empty")
    return decoded_as(text, charset, damage=damage)


def decode_pasted(text: str) -> Decoded:
    """Decodes text that a person pasted into a form. Raises `UnreadableFile`."""
    return decode(text.encode("utf-8", "replace"))


def _refuse_other_than_text(data: bytes) -> None:
    if len(data) > LIMIT:
        raise UnreadableFile(f"larger than 20 MB: the file has {len(data):,} bytes", "large")
    if not data:
        raise UnreadableFile("the file is empty", "empty")
    refuse_binary(data)


def refuse_binary(start: bytes) -> None:
    """Raises `UnreadableFile` if a file begins like a picture, an archive or a program."""
    for magic, name, code in _MAGIC:
        if start.startswith(magic):
            raise UnreadableFile(f"binary file: it looks like {name}", code)
