"""The index as it stood at one moment: what a request is answered from, start to finish.

In: the folder of the index. Out: the stories of the generation that is served, and the cutter they were cut with.

A process keeps one snapshot open and takes the next as soon as another generation is served or its
table of contents is another. Segments that stayed are taken over. Nothing here ever changes: any
number of threads may read it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TypeVar

from durability.failpoint import failpoint
from search.engine.array_index import ArrayIndex
from search.engine.index_snapshot import IndexSnapshot
from search.generations import damage_notes, generation
from search.generations.generation import LOADING_ERRORS, IncompatibleIndex, Stamp, UnreadableIndex
from search.index.layout import IndexDamaged
from text.words import Cutter

Said = TypeVar("Said")
# A generation may be replaced while it is being opened.
TRIES = 10


@dataclass(frozen=True)
class ServedSnapshot:
    """`stories` answers queries; `stamp` and `cutter` made what they are found by.

    `load_cutter` is called by whoever cuts first: most pages cut nothing, and a dictionary takes 0.3 s to load.
    `is_current` is false of the former generation, served because the current one is damaged: it holds
    stories as they were, and some that are withdrawn since (search.withdrawn).
    """

    folder: Path
    stamp: Stamp
    load_cutter: Callable[[], Cutter]
    index: ArrayIndex
    stories: IndexSnapshot
    is_current: bool = True

    @property
    def cutter(self) -> Cutter:
        """What the stories were cut with, and queries are; loaded once for all snapshots of a generation."""
        return self.load_cutter()

    @cached_property
    def digests(self) -> dict[int, str]:
        """All stories: primary keys and digests. For a few, ask digest_of."""
        return {int(key): kept["digest"] for key, kept in self.stories.stories()}

    def digest_of(self, pk: int) -> str | None:
        """The digest of one story; None where it is not in the index."""
        kept = self.stories.kept_of(str(pk))
        return kept["digest"] if kept else None


_open: dict[Path, ServedSnapshot] = {}
_opening = threading.Lock()


def open_snapshot(root: Path) -> ServedSnapshot:
    """The newest state of what is served. IndexMissing where nothing is there, Unreadable where nothing is sound.

    OSError where this process cannot open files now (too many are open, no memory): the next request tries again.
    """
    known = _open.get(root)
    if known and _is_newest(root, known):
        return known
    with _opening:
        known = _open.get(root)
        if known is None or not _is_newest(root, known):
            known = _open[root] = _read_served(root, known)
            failpoint("server.moved")
        return known


def with_served_snapshot(root: Path, question: Callable[[ServedSnapshot], Said]) -> Said:
    """What the question makes of the snapshot; asked again of the former generation where damage shows on the way.

    Raises as open_snapshot. Damage noticed here is known to every process from then on.
    """
    while True:
        snapshot = open_snapshot(root)
        try:
            return question(snapshot)
        except IndexDamaged as error:
            damage_notes.mark_damaged(root, snapshot.folder, damage_notes.reason_of(error))
        except LOADING_ERRORS as error:
            if snapshot.stamp.has_this_schema:
                raise
            damage_notes.mark_unreadable(snapshot.folder, str(IncompatibleIndex(error)))


def open_current(root: Path) -> ServedSnapshot:
    """The newest state of the current generation, for who writes to it: never another that is served meanwhile.

    IndexMissing; Unreadable where it is damaged, or made by a schema that stories of today do not fit.
    """
    snapshot = open_snapshot(root)
    if not snapshot.is_current:
        raise UnreadableIndex(
            f"the current generation is damaged: {damage_notes.damage_of(root, generation.current(root))}"
        )
    if not snapshot.stamp.has_this_schema:
        raise UnreadableIndex(f"rebuild needed: {snapshot.stamp.difference()}")
    return snapshot


def _is_newest(root: Path, snapshot: ServedSnapshot) -> bool:
    is_same = generation.served(root) == (snapshot.folder, snapshot.is_current)
    is_same = is_same and snapshot.stories.is_untouched()
    return is_same and snapshot.index.latest_generation() == snapshot.stories.generation


def _read_served(root: Path, known: ServedSnapshot | None) -> ServedSnapshot:
    for _ in range(TRIES):
        folder, is_current = generation.served(root)
        try:
            return replace(read(root, folder, known), is_current=is_current)
        except IncompatibleIndex as error:
            damage_notes.mark_unreadable(folder, str(error))
        except UnreadableIndex as error:
            # A commit, or another generation, may have come between.
            if generation.served(root)[0] == folder:
                damage_notes.mark_damaged(root, folder, str(error))
    raise UnreadableIndex("the index changes faster than it can be opened")


def read(root: Path, folder: Path, known: ServedSnapshot | None = None) -> ServedSnapshot:
    """A snapshot of one generation; what it has in common with `known` is taken over. Unreadable; OSError."""
    if known and known.folder == folder:
        stamp, load_cutter = known.stamp, known.load_cutter
    else:
        stamp = generation.stamp_of(folder)
        load_cutter = cache(partial(generation.cutter_of, root, stamp))
    index = generation.open_index(folder)
    with generation.translated_errors():
        return ServedSnapshot(folder, stamp, load_cutter, index, index.snapshot())
