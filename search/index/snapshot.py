"""The index as it stood at one moment: what a request is answered from, start to finish.

In: the folder of the index. Out: the stories of the current generation, and the cutter they were cut with.

A process keeps one snapshot open and takes the next as soon as the current generation or its table
of contents is another. Segments that stayed are taken over. Nothing here ever changes: any number of
threads may read it.
"""

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from archive.failpoint import failpoint
from search.index import generation
from search.index.arrays import snapshot as arrays
from search.index.arrays.layout import IndexDamaged
from search.index.arrays.live import ArrayIndex
from search.index.generation import IndexMissing, Stamp
from text.words import Cutter


@dataclass(frozen=True)
class Snapshot:
    """`stories` answers queries; `stamp` and `cutter` made what they are found by."""

    folder: Path
    stamp: Stamp
    cutter: Cutter
    index: ArrayIndex
    stories: arrays.Snapshot

    @cached_property
    def digests(self) -> dict[int, str]:
        """All stories: primary keys and digests. For a few, ask digest_of."""
        return {int(key): kept["digest"] for key, kept in self.stories.stories()}

    def digest_of(self, pk: int) -> str | None:
        """The digest of one story; None where it is not in the index."""
        kept = self.stories.kept_of(str(pk))
        return kept["digest"] if kept else None


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
            known = _open[root] = read(root, generation.current(root), known)
            failpoint("server.moved")
        return known


def _is_newest(root: Path, snapshot: Snapshot) -> bool:
    same = generation.current(root) == snapshot.folder
    return same and snapshot.index.latest_generation() == snapshot.stories.generation


def read(root: Path, folder: Path, known: Snapshot | None = None) -> Snapshot:
    """A snapshot of one generation; what it has in common with `known` is taken over."""
    if known and known.folder == folder:
        stamp, cutter = known.stamp, known.cutter
    else:
        stamp = generation.stamp_of(folder)
        cutter = generation.cutter_of(root, stamp)
    index = generation.opened(folder)
    try:
        return Snapshot(folder, stamp, cutter, index, index.snapshot())
    except IndexDamaged as error:
        raise IndexMissing(str(error)) from error
