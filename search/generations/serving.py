"""What the readers of the archive are answered from at this moment, and why.

In: the index folder. Out: a ServingState, for the page's foot, /readyz and operators.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from whoosh.index import TOC

from search.engine.array_index import NAME
from search.generations import damage_notes, generation
from search.generations.generation import IndexMissing
from search.generations.served_snapshot import ServedSnapshot, open_snapshot


@dataclass(frozen=True)
class ServingState:
    """`served`: the generation that answers; None where nothing can be found at all.

    `as_of`: its last commit: what changed later is not in it. `damage`: why it is not the current one,
    None where it is. `rebuild_needed`: `missing`, `made by …`, `damaged: …`, or None.
    """

    served: str | None
    as_of: datetime.datetime | None
    damage: str | None
    rebuild_needed: str | None

    @property
    def is_former(self) -> bool:
        """Whether the former generation answers in place of the current one."""
        return self.served is not None and self.damage is not None


def state(root: Path | None = None) -> ServingState:
    """Of the archive's own index where no folder is named. A few files are looked at, none is read whole."""
    root = root or Path(settings.INDEX_DIR)
    try:
        snapshot = open_snapshot(root)
    except IndexMissing as error:
        return ServingState(None, None, str(error), generation.rebuild_reason(root))
    why = None if snapshot.is_current else damage_notes.damage_of(root, generation.current(root)) or "not there"
    return ServingState(snapshot.folder.name, written_at(snapshot), why, generation.rebuild_reason(root))


def written_at(snapshot: ServedSnapshot) -> datetime.datetime | None:
    """When the last commit this snapshot knows was made; None where its table of contents has just been replaced."""
    path = snapshot.folder / TOC._filename(NAME, snapshot.stories.generation)
    try:
        return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    except FileNotFoundError:
        return None
