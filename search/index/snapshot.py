"""The index as it stood at one moment: what a request is answered from, start to finish.

In: a generation's folder. Out: all stories under one numbering, as arrays and lists; postings by term.

A process keeps one snapshot open and takes the next as soon as the current generation or its table
of contents is another. Segments that stayed are taken over. Nothing here ever changes: any number of
threads may read it.
"""

import threading
from collections import OrderedDict
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from search.index import generation
from search.index.columns import Column, column_of
from search.index.document import FACETS, NAMES
from search.index.generation import IndexMissing, Stamp
from search.index.segment import NO_POSTINGS, Postings, Segment
from text.words import Cutter

# A writer may remove a segment between our reading the table of contents and opening its files.
ATTEMPTS = 20
KEPT_RUNS = 4096


class Snapshot:
    """`size` counts deleted stories too; `live` says which are not."""

    def __init__(self, folder: Path, stamp: Stamp, cutter: Cutter, toc: TOC, segments: list[Segment]) -> None:
        self.folder, self.stamp, self.cutter = folder, stamp, cutter
        self.number: int = toc.generation
        self.segments = segments
        self._bases = np.cumsum([0, *(len(segment) for segment in segments)])
        self.size = int(self._bases[-1])
        self._data = [data for segment in segments for data in segment.data]
        self.live = self._live(toc)
        self.pks = np.array([data["pk"] for data in self._data], np.int64)
        # Zones of each story, joined by ZONE_END.
        self.squeezed: list[str] = [data["squeezed"] for data in self._data]
        self.published = np.array([data["published"] for data in self._data], np.int32).reshape(-1, 2)
        self.lengths = np.array([len(text) for text in self.squeezed], np.float32)
        self._runs: OrderedDict[str, NDArray[np.int32]] = OrderedDict()
        self._runs_lock = threading.Lock()

    def folded(self, doc: int) -> str:
        """The zones of a story as folded, with their signs."""
        return self._data[doc]["folded"]

    @cached_property
    def digests(self) -> dict[int, str]:
        """What is in the index: primary keys of the stories that are not deleted, and their digests."""
        return {self._data[doc]["pk"]: self._data[doc]["digest"] for doc in np.flatnonzero(self.live).tolist()}

    @cached_property
    def facets(self) -> dict[str, Column]:
        return {name: column_of(data["facets"][name] for data in self._data) for name in FACETS}

    @cached_property
    def names(self) -> dict[str, Column]:
        return {name: column_of(data["names"][name] for data in self._data) for name in NAMES}

    @cached_property
    def mean_length(self) -> float:
        return float(self.lengths[self.live].mean()) if self.live.any() else 1.0

    def postings(self, field: str, term: str) -> Postings:
        """Where a term stands among all stories, deleted ones too."""
        parts = [segment.postings(field, term) for segment in self.segments]
        if not parts:
            return NO_POSTINGS
        if len(parts) == 1:
            return parts[0]
        docs = [part.docs + base for part, base in zip(parts, self._bases[:-1].tolist(), strict=True)]
        return Postings(np.concatenate(docs), np.concatenate([part.counts for part in parts]))

    def words_beginning(self, prefix: str, limit: int) -> list[str]:
        return sorted({word for segment in self.segments for word in segment.words_beginning(prefix, limit)})[:limit]

    def kept_run(self, run: str) -> NDArray[np.int32] | None:
        with self._runs_lock:
            return self._runs.get(run)

    def keep_run(self, run: str, docs: NDArray[np.int32]) -> None:
        """Remember where a run stands: verifying it is what costs."""
        with self._runs_lock:
            self._runs[run] = docs
            if len(self._runs) > KEPT_RUNS:
                self._runs.popitem(last=False)

    def _live(self, toc: TOC) -> NDArray[np.bool_]:
        live = np.ones(self.size, np.bool_)
        for segment, base in zip(toc.segments, self._bases.tolist(), strict=False):
            live[base + np.array(sorted(segment.deleted_docs()), np.int64)] = False
        return live


_open: dict[Path, Snapshot] = {}
_opening = threading.Lock()


def open_snapshot(root: Path) -> Snapshot:
    """The newest state of the index in `root`. IndexMissing where there is none to be read."""
    known = _open.get(root)
    if known and _is_newest(root, known):
        return known
    with _opening:
        known = _open.get(root)
        if known is None or not _is_newest(root, known):
            known = _open[root] = _newest(root, known)
        return known


def _is_newest(root: Path, snapshot: Snapshot) -> bool:
    folder = generation.current(root)
    return folder == snapshot.folder and _toc_number(folder) == snapshot.number


def _newest(root: Path, known: Snapshot | None) -> Snapshot:
    for _ in range(ATTEMPTS):
        folder = generation.current(root)
        try:
            return read(root, folder, known)
        except FileNotFoundError:
            continue
    raise IndexMissing(f"{folder} does not hold still or is incomplete: run manage.py rebuild_index")


def read(root: Path, folder: Path, known: Snapshot | None = None) -> Snapshot:
    """A snapshot of one generation; what it has in common with `known` is taken over."""
    same = known if known and known.folder == folder else None
    stamp = same.stamp if same else generation.stamp_of(folder)
    cutter = same.cutter if same else generation.cutter_of(root, stamp)
    opened = {segment.id: segment for segment in (same.segments if same else [])}
    storage = FileStorage(str(folder))
    toc = generation.contents(folder)
    segments = [opened.get(segment.segment_id()) or Segment(storage, segment) for segment in toc.segments]
    return Snapshot(folder, stamp, cutter, toc, segments)


def _toc_number(folder: Path) -> int:
    return TOC._latest_generation(FileStorage(str(folder)), generation.NAME)
