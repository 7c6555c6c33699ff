"""One segment is one file of flat arrays, and this is how they lie in it.

In: arrays, in any order, in pieces. Out: a file that is mapped whole; arrays that point into it.

    MAIN_<segid>.arr
    ┌──────────────────────────────────────────────────────────────────────────────────────────┐
    │ sections, each 64-byte aligned, little-endian          D stories, F fields of each group │
    │                                                                                          │
    │ text.keys       u32 [K]    two UTF-16 units side by side, first << 16 | second, rising   │
    │ text.offsets    u32 [K+1]  where the list of each begins                                 │
    │ text.crcs       u32 [K]    CRC-32 of the list of each                                    │
    │ text.lists      u32 [N]    where those units stand in the long text, rising              │
    │ text.slots      u32 [DF+1] where in the long text each field of each story begins        │
    │ asked.*                    the same five of fields searched only when asked for by name  │
    │ words.terms     u8         all words in UTF-8, one after the other, rising               │
    │ words.bounds    u32 [W+1]  where each begins                                             │
    │ words.offsets, crcs, lists as above; a list is a posting: story << 8 | weight, rising,   │
    │                            the weight being how often, by weight of field, 255 at most   │
    │ grams.*                    keys and postings of the commonest keys of text, and of the   │
    │                            commonest single units, under first << 16                     │
    │ words.lengths   u32 [D]    sum of weights of a story's words;  grams.lengths the same    │
    │ facets.codes    u32 [D, S] a code for each facet of one value, in one space of codes     │
    │ facets.owners   u32 [M]    of facets of many values: story,                              │
    │ facets.many     u32 [M]    and code                                                      │
    │ facets.values   u8         JSON {facet: {value: code}}; every code stands once           │
    │ number.<field>  i64 [D]    NO_NUMBER where there is none                                 │
    │ ids.texts u8, ids.bounds u32 [D+1], ids.order u32 [D]    unique ids; stories by rising id│
    │ kept.texts u8, kept.bounds u64 [D+1]                     a JSON object for each story    │
    ├──────────────────────────────────────────────────────────────────────────────────────────┤
    │ directory: JSON {section: [dtype, shape, offset, CRC-32]}                                │
    │ footer, 36 bytes: magic, version u32, 0x01020304 u32, directory offset u64, length u32,  │
    │ CRC-32 of all before the directory, and of directory and footer before this u32: the seal│
    └──────────────────────────────────────────────────────────────────────────────────────────┘

The long text itself is not kept: a run stands where all its pairs of units do. Its fields follow each
other story by story; after every field, and every piece of a field, stands one unit 0, so that no run
crosses it, and a single character c is the slice of keys that begin with c. Keys whose first unit is 0,
which no text has, say what stands before a unit: 0 << 16 | 0 that a word of letters or a number goes
on there, 0 << 16 | s that the sign s, which stripping left out, stands there (see text.units).

What is read in part is checked in part: lists by term, at first touch; the rest when the file is
opened, its directory against the table of contents; every byte on demand.
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
VERSION = 3
BYTE_ORDER = 0x01020304
FOOTER = struct.Struct("<8sIIQIII")
ALIGNMENT = 64
NO_NUMBER = np.iinfo(np.int64).min
EXTENSION = ".arr"
# Sections of which each term's part is checked by itself. The rest is checked whole.
BY_TERM = ".lists"
# Bytes read at a time where all are checked.
PIECE = 1 << 22

Array = np.ndarray
# Of merges some are a FileArray.
Sections = dict[str, Any]


class IndexDamaged(Exception):
    """What is on the disk is not what was written: the index has to be rebuilt."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"the index is damaged ({what}): rebuild it with manage.py rebuild_index")


class SectionFile:
    """A segment being written, from its first byte to its last; `size`: bytes so far."""

    def __init__(self, path: Path) -> None:
        self.size = self._crc = 0
        self._file = path.open("wb")
        self._directory: dict[str, list] = {}

    def write(self, name: str, array: Array) -> None:
        """One whole section."""
        self.write_pieces(name, array.dtype, [array], shape=array.shape)

    def write_pieces(self, name: str, dtype: DTypeLike, pieces: Iterable[Array], shape: tuple = ()) -> None:
        """A section in pieces, of one dimension unless `shape` says what all of them make together."""
        dtype = np.dtype(dtype)
        self._put(bytes(-self.size % ALIGNMENT))
        start, crc = self.size, 0
        for piece in pieces:
            content = np.ascontiguousarray(piece, dtype).data
            crc = zlib.crc32(content, crc)
            self._put(content)
        count = (self.size - start) // dtype.itemsize
        self._directory[name] = [dtype.str, list(shape or (count,)), start, crc]

    def written(self, name: str) -> "FileArray":
        """A section of one dimension that is already complete, to be read back in slices."""
        self._file.flush()
        dtype, _, start, _ = self._directory[name]
        return FileArray(Path(self._file.name), np.dtype(dtype), start)

    def __enter__(self) -> "SectionFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def close(self) -> int:
        """Write directory and footer, and wait until all of it is on the disk. The seal: all checksums hang on it."""
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
    """A section read from its file slice by slice: it takes no more memory than the slice."""

    def __init__(self, path: Path, dtype: np.dtype, start: int) -> None:
        self._path, self._dtype, self._start = path, dtype, start

    def __getitem__(self, some: slice) -> Array:
        offset = self._start + some.start * self._dtype.itemsize
        return np.fromfile(self._path, self._dtype, int(some.stop - some.start), offset=int(offset))


def map_sections(path: Path, seal: int | None = None) -> Sections:
    """All sections of a segment, mapped; what is small is checked. IndexDamaged where it is not whole.

    `seal`: what the table of contents says of it. The file is opened once, here. It may be unlinked
    afterwards: the arrays keep the mapping alive.
    """
    content = _map(path)
    return _sections(path, content, _directory(path.name, content, seal)[0])


def read_sections(path: Path, seal: int | None = None) -> Sections:
    """The same, but lists are read in slices: for merges, which touch all of them."""
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
    """Read a whole segment; its size. IndexDamaged where a single byte is not what was written, or it is gone."""
    try:
        content = _map(path)
    except FileNotFoundError:
        raise IndexDamaged(f"{path.name} is missing") from None
    _, (left, crc) = _directory(path.name, content, seal)
    found = 0
    # Not by the mapping: what is read through it counts as memory of this process.
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
    """The directory, checked before anything in it is believed; where it begins, and the CRC-32 of all before it."""
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


def distinct(some: Array) -> Array:
    """Each value once, rising. NumPy's unique hashes integers, which takes ten times as long."""
    rising = np.sort(some)
    return rising[first_of_each(rising)]


def first_of_each(rising: Array) -> Array:
    """Where each value of a sorted array stands first."""
    return np.flatnonzero(np.concatenate([rising[:1] == rising[:1], rising[1:] != rising[:-1]]))


def split_texts(blob: Array, bounds: Array) -> list[bytes]:
    """The strings that lie one after the other in `blob`."""
    content = blob.tobytes()
    return [content[start:end] for start, end in pairwise(bounds.tolist())]


def join_texts(texts: list[bytes], dtype: str = "<u4") -> tuple[Array, Array]:
    """Strings one after the other, and where each begins, with the end of the last."""
    bounds = np.zeros(len(texts) + 1, dtype)
    np.cumsum(list(map(len, texts)), out=bounds[1:])
    return np.frombuffer(b"".join(texts), np.uint8), bounds
