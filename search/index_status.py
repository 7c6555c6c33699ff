"""How the archive stands at this moment, for its readers: how many stories it holds, how many of them are found.

In: the database and the index that answers. Out: plain numbers and times. Two statements, whatever there is.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from archive.models import Article
from archive.models.article_tallies import Holdings
from search.generations.generation import IndexMissing
from search.generations.served_snapshot import ServedSnapshot, open_snapshot
from search.generations.serving import written_at
from search.indexing import queue
from search.withdrawn import withdrawn_from


@dataclass(frozen=True)
class Standing:
    """`held`: published stories. `findable`: those a search can show; what is withdrawn is left out at once.

    `updated`: when the index that answers was last written; None where there is none. `is_current` is false
    where that is the former generation, because the current one is damaged.
    """

    held: Holdings
    findable: int = 0
    updated: datetime.datetime | None = None
    is_current: bool = True


def standing(root: Path) -> Standing:
    """Whoever asks is told what a search at this moment would be answered from."""
    # In this order, as search.answer does: what left the list of the gone has left the index before.
    gone = queue.gone_ids()
    held = Article.objects.holdings()
    try:
        snapshot = open_snapshot(root)
    except IndexMissing:
        return Standing(held)
    hidden = [*gone, *withdrawn_from(snapshot)]
    return Standing(held, findable(snapshot, hidden), written_at(snapshot), snapshot.is_current)


def findable(snapshot: ServedSnapshot, gone: list[int]) -> int:
    """How many stories this snapshot finds, `gone` ones left out."""
    return len(snapshot.stories.without(frozenset(map(str, gone))))


__all__ = ["Standing", "findable", "standing", "written_at"]
