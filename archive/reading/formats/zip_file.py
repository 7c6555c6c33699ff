"""A ZIP of documents: its entries by name, and the bytes of one.

In: its bytes. Out: `Entry` records, then the bytes of each. What is no document is skipped: folders,
what systems add beside files, the pictures and programs of a saved web page. Names are names: of a
path only its words are kept, and nothing is ever written to it. Raises `UnreadableFile`.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from archive.reading.charset import UnreadableFile
from archive.reading.decode import LIMIT
from archive.reading.formats.inflate import inflated, open_zip

ZIP_LIMIT = 200 * 1024 * 1024  # bytes, as it comes and inflated
MOST_ENTRIES = 1000
# Why an entry is none of the documents; what a person did not put there himself.
FOLDER, ADDED = "a folder", "added by a system, no document"
NOT_PUT = frozenset({FOLDER, ADDED})
_UTF8_NAME = 0x800  # the flag bit of APPNOTE.TXT 4.4.4 that says a name is in UTF-8
_ADDED = frozenset({"__macosx", ".ds_store", "thumbs.db", "desktop.ini", ".git", ".svn"})
_NO_DOCUMENT = frozenset({
    ".css", ".js", ".json", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".ico", ".bmp", ".woff",
    ".woff2", ".ttf", ".eot", ".otf", ".mp3", ".mp4", ".avi", ".mov",
})  # fmt: skip
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Entry:
    number: int  # its place in the ZIP's directory
    name: str
    skipped: str = ""  # why it is none of the documents, in English


class Archive:
    """An open ZIP, and how much of what it may grow to is used up."""

    def __init__(self, data: bytes) -> None:
        self._file = open_zip(data, "a damaged ZIP archive")
        self._left = ZIP_LIMIT

    def is_word(self) -> bool:
        """Whether this is no archive of documents, but one document of Office."""
        return "[Content_Types].xml" in self._file.namelist()

    def entries(self) -> list[Entry]:
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
        is_named_word = PurePosixPath(info.filename).suffix.lower() == ".docx"  # a damaged one says so itself
        is_zip = data[:4] in (b"PK\x03\x04", b"PK\x05\x06") and not is_named_word
        if is_zip and b"[Content_Types].xml" not in data[:4096] + data[-65536:]:
            raise UnreadableFile("a ZIP in a ZIP: unpack it first", "nested")
        return data


def _entry(number: int, info: zipfile.ZipInfo) -> Entry:
    words = _words(_name(info))
    name = "/".join(words) or f"entry {number + 1}"
    if info.is_dir():
        return Entry(number, name, FOLDER)
    if any(word.lower() in _ADDED or word.startswith("._") for word in words):
        return Entry(number, name, ADDED)
    if PurePosixPath(name).suffix.lower() in _NO_DOCUMENT:
        return Entry(number, name, "no document by its name")
    return Entry(number, name)


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name: in UTF-8 where it says so, else as Chinese Windows writes it."""
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
    """What is left of a path when it can lead nowhere."""
    plain = _UNPRINTABLE.sub("", name).replace("\\", "/")
    words = [word.strip() for word in plain.split("/")]
    return [word for word in words if word not in ("", ".", "..") and not re.fullmatch("[A-Za-z]:", word)]
