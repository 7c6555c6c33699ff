"""The layout of a segment: one file of flat arrays.

In: arrays, in any order, whole or in pieces. Out: a file that is mapped as a whole; arrays that point into it.

    MAIN_<segid>.arr
    ┌──────────────────────────────────────────────────────────────────────────────────────────┐
    │ sections, each 64-byte aligned, little-endian          D stories, F fields of each group │
    │                                                                                          │
    │ text.keys       u32 [K]    two adjacent UTF-16 units, first << 16 | second, ascending    │
    │ text.offsets    u32 [K+1]  where the list of each key begins                             │
    │ text.crcs       u32 [K]    CRC-32 of the list of each key                                │
    │ text.lists      u32 [N]    the places of these two units in the long text, ascending     │
    │ text.slots      u32 [DF+1] where each field of each story begins in the long text        │
    │ asked.*                    the same five for fields searched only when named in a query  │
    │ words.begins    u8         a bit for each place of the long text: a word may begin there │
    │ words.ends      u8         the same: a word may end before this place                    │
    │ words.terms     u8         all words in UTF-8, one after the other, ascending            │
    │ words.bounds    u32 [W+1]  where each word begins                                        │
    │ words.offsets, crcs, lists as above; a list is a posting: story << 8 | weight, ascending;│
    │                            weight: occurrences times weight of the field, at most 255    │
    │ grams.*                    keys and postings of the commonest keys of text, and of the   │
    │                            commonest single units, under the key first << 16             │
    │ words.lengths   u32 [D]    sum of the weights of a story's words;  grams.lengths the same│
    │ facets.codes    u32 [D, S] a code for each facet of one value; all facets share the codes│
    │ facets.owners   u32 [M]    for facets of many values: the story                          │
    │ facets.many     u32 [M]    and the code                                                  │
    │ facets.values   u8         JSON {facet: {value: code}}; every code occurs once           │
    │ number.<field>  i64 [D]    NO_NUMBER if the story has none                               │
    │ ids.texts u8, ids.bounds u32 [D+1], ids.order u32 [D]    unique ids; stories sorted by id│
    │ kept.texts u8, kept.bounds u64 [D+1]                     a JSON object for each story    │
    ├──────────────────────────────────────────────────────────────────────────────────────────┤
    │ directory: JSON {section: [dtype, shape, offset, CRC-32]}                                │
    │ footer, 36 bytes: magic, version u32, 0x01020304 u32, directory offset u64, length u32,  │
    │ CRC-32 of all before the directory, and of directory and footer before this u32: the seal│
    └──────────────────────────────────────────────────────────────────────────────────────────┘

The long text itself is not stored: a phrase occurs at the places where all its pairs of units occur one after the
other. In the long text the fields follow each other story by story. After every field, and after every piece of a
field, there is one unit 0, so that no phrase crosses the boundary; a single character c is found by the slice of
keys that begin with c. No text contains the unit 0, so keys whose first unit is 0 describe what is before a unit:
0 << 16 | 0 means that a word of letters or a number continues there, 0 << 16 | 1 that a sentence begins, 0 << 16 | s
that the sign s was there and was left out (see text.units).

What is read in part is checked in part: the list of a term when it is first used, everything else when the file is
opened. The directory is checked against the table of contents. Every byte can be checked on demand.
"""

import json
import mmap
import os
import struct
import zlib
from collections.abc import Iterable
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from durability.failpoint import failpoint

MAGIC = b"UNAINDEX"
VERSION = 4
BYTE_ORDER = 0x01020304
FOOTER = struct.Struct("<8sIIQIII")
ALIGNMENT = 64
# Keys that describe what is before a unit. All other keys below 1 << 16 are signs; no sign has these two.
GLUED, SENTENCE = 0, 1
NO_NUMBER = np.iinfo(np.int64).min
EXTENSION = ".arr"
# In these sections the list of each term is checked by itself. All other sections are checked as a whole.
BY_TERM = ".lists"
# Bytes read at a time when a whole file is checked.
PIECE = 1 << 22

Array = np.ndarray
# When segments are merged, some of the values are FileArrays.
Sections = dict[str, Any]


class IndexDamaged(Exception):
    """The disk does not hold what was written: the index has to be rebuilt."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"the index is damaged ({what}): rebuild it with manage.py rebuild_index")


class SectionFile:
    """A segment while it is written, from the first byte to the last. `size`: bytes so far."""

    def __init__(self, path: Path) -> None:
        self.size = self._crc = 0
        self._file = path.open("wb")
        self._directory: dict[str, list] = {}

    def write(self, name: str, array: Array) -> None:
        """Write one whole section."""
        self.write_pieces(name, array.dtype, [array], shape=array.shape)

    def write_pieces(self, name: str, dtype: DTypeLike, pieces: Iterable[Array], shape: tuple = ()) -> None:
        """Write a section in pieces. It has one dimension, unless `shape` gives the shape of all pieces together."""
        dtype = np.dtype(dtype)
        self._put(bytes(-self.size % ALIGNMENT))
        start, crc = self.size, 0
        for piece in pieces:
            content = np.ascontiguousarray(piece, dtype).data
            crc = zlib.crc32(content, crc)
            self._put(content)
        count = (self.size - start) // dtype.itemsize
        self._directory[name] = [dtype.str, list(shape or (count,)), start, crc]

    def read_back(self, name: str) -> "FileArray":
        """A complete section of one dimension, to be read back in slices."""
        self._file.flush()
        dtype, _, start, _ = self._directory[name]
        return FileArray(Path(self._file.name), np.dtype(dtype), start)

    def __enter__(self) -> "SectionFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def close(self) -> int:
        """Write directory and footer, and wait until all is on the disk. Returns the seal, which covers everything."""
        start, crc = self.size, self._crc
        directory = json.dumps(self._directory).encode()
        footer = FOOTER.pack(MAGIC, VERSION, BYTE_ORDER, start, len(directory), crc, 0)[:-4]
        seal = zlib.crc32(footer, zlib.crc32(directory))
        self._put(directory + footer + struct.pack("<I", seal))
        self._file.flush()
        failpoint("commit.written")
        os.fsync(self._file.fileno())
        failpoint("commit.synced")
        return seal

    def _put(self, content: bytes | memoryview) -> None:
        self._crc = zlib.crc32(content, self._crc)
        self.size += self._file.write(content)


class FileArray:
    """A section that is read from its file slice by slice: it needs no more memory than the slice."""

    def __init__(self, path: Path, dtype: np.dtype, start: int) -> None:
        self._path, self._dtype, self._start = path, dtype, start

    def __getitem__(self, wanted: slice) -> Array:
        offset = self._start + wanted.start * self._dtype.itemsize
        return np.fromfile(self._path, self._dtype, int(wanted.stop - wanted.start), offset=int(offset))


def map_sections(path: Path, seal: int | None = None) -> Sections:
    """Map all sections of a segment and check the small ones. Raises IndexDamaged if one is wrong.

    `seal`: the seal that the table of contents gives for this file. The file is opened once, here. It may be
    unlinked afterwards: the arrays keep the mapping alive.
    """
    content = _map(path)
    return _sections(path, content, _directory(path.name, content, seal)[0])


def read_sections(path: Path, seal: int | None = None) -> Sections:
    """The same, but lists are read in slices: for merges, which read all of them."""
    content = _map(path)
    directory, _ = _directory(path.name, content, seal)
    lists = {name: entry for name, entry in directory.items() if name.endswith(BY_TERM)}
    files = {name: FileArray(path, np.dtype(dtype), start) for name, (dtype, _, start, _) in lists.items()}
    return {**_sections(path, content, directory), **files}


def _sections(path: Path, content: memoryview, directory: dict[str, list]) -> Sections:
    sections: Sections = {}
    for section, (dtype, shape, start, crc) in directory.items():
        array = np.frombuffer(content, dtype, prod(shape), start).reshape(shape)
        if not section.endswith(BY_TERM) and zlib.crc32(array.data) != crc:
            raise IndexDamaged(f"{section} of {path.name}")
        sections[section] = array
    return sections


def check_file(path: Path, seal: int) -> int:
    """Read a whole segment; returns its size. Raises IndexDamaged if a single byte is wrong or the file is missing."""
    try:
        content = _map(path)
    except FileNotFoundError:
        raise IndexDamaged(f"{path.name} is missing") from None
    _, (left, crc) = _directory(path.name, content, seal)
    found = 0
    # Not through the mapping: pages read that way count as memory of this process.
    with path.open("rb") as file:
        while left and (piece := file.read(min(left, PIECE))):
            found = zlib.crc32(piece, found)
            left -= len(piece)
    if found != crc:
        raise IndexDamaged(f"{path.name} is not as it was written")
    return len(content)


def _map(path: Path) -> memoryview:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < FOOTER.size:
            raise IndexDamaged(f"{path.name} is cut short")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _directory(name: str, content: memoryview, seal: int | None) -> tuple[dict[str, list], tuple[int, int]]:
    """The directory, checked before anything in it is used; then its offset, and the CRC-32 of everything before it."""
    footer = bytes(content[-FOOTER.size :])
    magic, version, order, start, length, crc, own = FOOTER.unpack(footer)
    directory = bytes(content[start : start + length])
    if magic == MAGIC and (version, order) != (VERSION, BYTE_ORDER):
        raise IndexDamaged(f"{name} was written by another version")
    if magic != MAGIC or zlib.crc32(footer[:-4], zlib.crc32(directory)) != own:
        raise IndexDamaged(f"footer of {name}")
    if seal not in (None, own) or start + length + FOOTER.size != len(content):
        raise IndexDamaged(f"{name} is another segment")
    return json.loads(directory), (start, crc)


def ranges(starts: Array, lengths: Array) -> Array:
    """All numbers of the ranges that begin at `starts`, one range after the other (i64)."""
    ends = np.cumsum(lengths, dtype=np.int64)
    if not len(ends):
        return ends
    shift = starts.astype(np.int64) - (ends - lengths)
    return np.arange(ends[-1], dtype=np.int64) + np.repeat(shift, lengths)


def distinct(values: Array) -> Array:
    """Each value once, ascending. NumPy's unique hashes integers, which takes ten times as long."""
    ascending = np.sort(values)
    return ascending[first_of_each(ascending)]


def first_of_each(ascending: Array) -> Array:
    """The index of the first occurrence of each value of a sorted array."""
    return np.flatnonzero(np.concatenate([ascending[:1] == ascending[:1], ascending[1:] != ascending[:-1]]))


def split_texts(blob: Array, bounds: Array) -> list[bytes]:
    """The strings that are stored one after the other in `blob`."""
    content = blob.tobytes()
    return [content[start:end] for start, end in pairwise(bounds.tolist())]


def join_texts(texts: list[bytes], dtype: str = "<u4") -> tuple[Array, Array]:
    """The strings one after the other; then where each begins, followed by the end of the last."""
    bounds = np.zeros(len(texts) + 1, dtype)
    np.cumsum(list(map(len, texts)), out=bounds[1:])
    return np.frombuffer(b"".join(texts), np.uint8), bounds
