"""Which generation answers queries at this moment, and why.

In: the index folder. Out: a ServingState, for the foot of the pages, /readyz and operators.
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
    """`served`: the generation that answers; None if nothing can be found at all.

    `as_of`: the time of its last commit: later changes are not in it. `damage`: why it is not the current generation,
    None if it is. `rebuild_needed`: `missing`, `made by …`, `damaged: …`, or None.
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
    """The state of `root`, by default the archive's own index. It looks at a few files and reads none completely."""
    root = root or Path(settings.INDEX_DIR)
    try:
        snapshot = open_snapshot(root)
    except IndexMissing as error:
        return ServingState(None, None, str(error), generation.rebuild_reason(root))
    why = None if snapshot.is_current else damage_notes.damage_of(root, generation.current(root)) or "not there"
    return ServingState(snapshot.folder.name, written_at(snapshot), why, generation.rebuild_reason(root))


def written_at(snapshot: ServedSnapshot) -> datetime.datetime | None:
    """The time of this snapshot's last commit; None if its table of contents has just been replaced."""
    path = snapshot.folder / TOC._filename(NAME, snapshot.stories.generation)
    try:
        return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    except FileNotFoundError:
        return None
