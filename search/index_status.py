"""The state of the archive and its index at this moment, for readers: how many stories there are and can be found.

In: the database and the index that answers. Out: an IndexStatus. Two statements, however many stories there are.
"""

import datetime
from dataclasses import dataclass
from pathlib import Path

from archive.models import Article
from archive.models.article_tallies import Holdings
from search.generations.generation import IndexMissing
from search.generations.served_snapshot import open_snapshot
from search.generations.serving import written_at
from search.withdrawn import left_out_ids, outdated_in


@dataclass(frozen=True)
class IndexStatus:
    """`held`: the published stories. `findable`: how many stories a search finds now, without those just withdrawn or
    corrected.

    `updated`: when the index that answers was last written; None if there is no index. `is_current` is false if the
    former generation answers because the current one is damaged.
    """

    held: Holdings
    findable: int = 0
    updated: datetime.datetime | None = None
    is_current: bool = True


def index_status(root: Path) -> IndexStatus:
    """The status of the index in `root`, as a search at this moment would find it."""
    # In this order, as in search.answer: a story that has left this list by now is right in the index.
    left_out = left_out_ids()
    held = Article.objects.holdings()
    try:
        snapshot = open_snapshot(root)
    except IndexMissing:
        return IndexStatus(held)
    hidden = frozenset(map(str, [*left_out, *outdated_in(snapshot)]))
    return IndexStatus(held, len(snapshot.stories.without(hidden)), written_at(snapshot), snapshot.is_current)
