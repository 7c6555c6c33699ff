"""Reads a ZIP of documents: the list of its entries, and the bytes of each.

In: its bytes. Out: `ZipEntry` records, then the bytes of each. Entries that are not documents are skipped:
folders, files that operating systems add, the pictures and scripts of a saved web page. Names are only
labels: paths are stripped to plain words, and nothing is ever written to them. Raises `UnreadableFile`.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.reading.charset import UnreadableFile
from archive.reading.decode import LIMIT
from archive.reading.formats.inflate import inflated, open_zip

ZIP_LIMIT = 200 * 1024 * 1024  # bytes, both compressed and inflated
MOST_ENTRIES = 1000
# Reasons to skip an entry without telling the sender, who did not add it on purpose.
FOLDER, ADDED = "a folder", "added by the operating system, not a document"
SKIPPED_SILENTLY = frozenset({FOLDER, ADDED})
_UTF8_NAME = 0x800  # the flag bit (APPNOTE.TXT 4.4.4) of a name in UTF-8
_ADDED = frozenset({"__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".git", ".svn"})
_NO_DOCUMENT = frozenset({
    ".css", ".js", ".json", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp", ".woff",
    ".woff2", ".ttf", ".eot", ".otf", ".mp3", ".mp4", ".avi", ".mov",
})  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class ZipEntry:
    number: int  # its index in the ZIP's directory
    name: str
    skipped: str = ""  # the reason, in English, why it is not read; "" if it is a document
    size: int = 0  # bytes when inflated, as the directory states them: an entry never gives more


class ZipArchive:
    """An open ZIP. It counts the inflated bytes of all entries against `ZIP_LIMIT`."""

    def __init__(self, data: bytes) -> None:
        self._file = open_zip(data, "a damaged ZIP archive")
        self._left = ZIP_LIMIT

    def is_word(self) -> bool:
        """Whether this is one Office document rather than an archive of documents."""
        return "[Content_Types].xml" in self._file.namelist()

    def entries(self) -> list[ZipEntry]:
        infos = self._file.infolist()
        if len(infos) > MOST_ENTRIES:
            raise UnreadableFile(f"{len(infos):,} entries: a ZIP may have {MOST_ENTRIES:,}", "crowded")
        if not infos:
            raise UnreadableFile("the archive is empty", "empty")
        return [_entry(number, info) for number, info in enumerate(infos)]

    def read(self, number: int) -> bytes:
        info = self._file.infolist()[number]
        if self._left <= 0:
            raise UnreadableFile(f"the archive grows beyond {ZIP_LIMIT // (1024 * 1024)} MB", "bomb")
        try:
            data = inflated(self._file, info, min(LIMIT, self._left))
        except UnreadableFile as error:
            if error.code in ("bomb", "large"):
                self._left -= min(LIMIT, self._left)
            raise
        self._left -= len(data)
        is_named_word = PurePosixPath(info.filename).suffix.lower() == ".docx"  # its reader reports damage
        is_zip = data[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not is_named_word
        if is_zip and b"[Content_Types].xml" not in data[:4096] + data[-65536:]:
            raise UnreadableFile("a ZIP in a ZIP: unpack it first", "nested")
        return data


def _entry(number: int, info: zipfile.ZipInfo) -> ZipEntry:
    words = _words(_name(info))
    name = "/".join(words) or f"entry {number + 1}"
    if info.is_dir():
        return ZipEntry(number, name, FOLDER)
    if any(word.lower() in _ADDED or word.startswith("._") for word in words):
        return ZipEntry(number, name, ADDED)
    if PurePosixPath(name).suffix.lower() in _NO_DOCUMENT:
        return ZipEntry(number, name, "not a document, judging by its name")
    return ZipEntry(number, name, size=info.file_size)


def _name(info: zipfile.ZipInfo) -> str:
    """Decodes the entry's name: as UTF-8 if it is flagged so, else by trying the charsets of Chinese systems."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    raw = info.orig_filename.encode("cp437", "replace")
    for charset in ("utf-8", "gb18030", "big5hkscs"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", "replace")


def _words(name: str) -> list[str]:
    """Returns the words of a path without anything that could lead outside: drives, ".." and control characters."""
    plain = _UNPRINTABLE.sub("", name).replace("\\", "/")
    words = [word.strip() for word in plain.split("/")]
    return [word for word in words if word not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", word)]
