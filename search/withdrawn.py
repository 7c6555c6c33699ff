"""Stories that are still in the index but must not be shown any more.

In: the queue, the database, the snapshot that answers. Out: primary keys to subtract from an answer.
"""

import time

from archive.models import Article
from search.generations.served_snapshot import ServedSnapshot
from search.models import Pending

# Seconds between two comparisons of a former generation with the database.
COMPARE_EVERY = 1.0
_last: tuple[ServedSnapshot, float, list[int]] | None = None


def gone_ids() -> list[int]:
    """Stories that were withdrawn or deleted and that the indexer has not yet removed.

    Call it before you open a snapshot: a story that has left this list by then has left the index before.
    """
    return list(Pending.objects.filter(gone=True).values_list("article_id", flat=True))


def withdrawn_from(snapshot: ServedSnapshot) -> list[int]:
    """Stories of this snapshot that are not public and that the queue does not know of.

    The current generation has no such stories. A former generation may have any number: nobody updates it, so it is
    compared with the database, at most every COMPARE_EVERY seconds.
    """
    global _last
    if snapshot.is_current:
        return []
    # Read once: another thread may replace it with that of another snapshot.
    last = _last
    if last is None or last[0] is not snapshot or time.monotonic() - last[1] > COMPARE_EVERY:
        public = set(Article.objects.published().order_by().values_list("pk", flat=True))
        last = _last = snapshot, time.monotonic(), sorted(snapshot.digests.keys() - public)
    return last[2]
