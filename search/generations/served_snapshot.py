"""The index as of one moment: a request is answered from it from start to finish.

In: the folder of the index. Out: the stories of the generation that is served, and the tokenizer they were cut with.

A process keeps one snapshot open. It takes the next one as soon as another generation is served or the table of
contents has changed; segments that are still part of it stay open. A snapshot never changes: any number of threads
may read it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TypeVar

from durability.failpoint import failpoint
from search.engine.array_index import LOADING_ERRORS, ArrayIndex
from search.engine.index_snapshot import IndexSnapshot
from search.generations import damage_notes, generation
from search.generations.generation import IncompatibleIndex, Stamp, UnreadableIndex
from search.index.layout import IndexDamaged
from text.words import Cutter

Answer = TypeVar("Answer")
# A generation may be replaced while it is being opened.
TRIES = 10


@dataclass(frozen=True)
class ServedSnapshot:
    """`stories` answers queries; `stamp` and `cutter` say what they were made with.

    `load_cutter` is called by the first caller who needs it: most pages cut no text, and a dictionary takes 0.3 s
    to load. `is_current` is false for the former generation, which is served if the current one is damaged: it holds
    stories as they were, and some that were withdrawn or corrected since (search.withdrawn).
    """

    folder: Path
    stamp: Stamp
    load_cutter: Callable[[], Cutter]
    index: ArrayIndex
    stories: IndexSnapshot
    is_current: bool = True

    @property
    def cutter(self) -> Cutter:
        """The tokenizer for stories and queries; loaded once for all snapshots of a generation."""
        return self.load_cutter()

    @cached_property
    def digests(self) -> dict[int, str]:
        """Digests of all stories by primary key. For a few stories use digest_of."""
        return {int(key): kept["digest"] for key, kept in self.stories.stories()}

    def digest_of(self, pk: int) -> str | None:
        """The digest of one story; None if it is not in the index."""
        kept = self.stories.kept_of(str(pk))
        return kept["digest"] if kept else None


_open: dict[Path, ServedSnapshot] = {}
_opening = threading.Lock()


def open_snapshot(root: Path) -> ServedSnapshot:
    """The latest state of the generation that is served. Raises IndexMissing if there is none, UnreadableIndex.

    Raises OSError if this process cannot open files now (too many open files, no memory): the next request tries again.
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


def forget() -> None:
    """Close what is open here: the next question opens it again. Dictionaries of words stay loaded."""
    with _opening:
        _open.clear()


def with_served_snapshot(root: Path, question: Callable[[ServedSnapshot], Answer]) -> Answer:
    """The result of `question` for the snapshot that is served; if that shows damage, for the former generation.

    Raises what open_snapshot raises. Damage found here is known to every process from then on.
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
    """The latest state of the current generation, for writers: never of another one that is served instead.

    Raises IndexMissing; UnreadableIndex if it is damaged, or of a schema that the stories of today do not fit.
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
            # A commit, or another generation, may have come in between.
            if generation.served(root)[0] == folder:
                damage_notes.mark_damaged(root, folder, str(error))
    raise UnreadableIndex("the index changes faster than it can be opened")


def read(root: Path, folder: Path, known: ServedSnapshot | None = None) -> ServedSnapshot:
    """A snapshot of one generation, which shares what it can with `known`. Raises UnreadableIndex; OSError."""
    if known and known.folder == folder:
        stamp, load_cutter = known.stamp, known.load_cutter
    else:
        stamp = generation.stamp_of(folder)
        load_cutter = cache(partial(generation.cutter_of, root, stamp))
    index = generation.open_index(folder)
    with generation.translated_errors():
        return ServedSnapshot(folder, stamp, load_cutter, index, index.snapshot())
