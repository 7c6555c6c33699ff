"""Stories that must not be seen in the index that answers, though they stand in it.

In: a snapshot, the database. Out: primary keys to subtract.
"""

import time

from archive.models import Article
from search.generations.served_snapshot import ServedSnapshot

# Seconds. What is withdrawn waits in the queue for as long as the current generation cannot be written.
LOOKED_AT_EVERY = 1.0
_last: tuple[ServedSnapshot, float, list[int]] | None = None


def withdrawn_from(snapshot: ServedSnapshot) -> list[int]:
    """What the queue does not tell: of the current generation nothing; of the former, all that went since."""
    global _last
    if snapshot.is_current:
        return []
    # Another thread may look with another snapshot.
    last = _last
    if last is None or last[0] is not snapshot or time.monotonic() - last[1] > LOOKED_AT_EVERY:
        public = set(Article.objects.published().order_by().values_list("pk", flat=True))
        last = _last = snapshot, time.monotonic(), sorted(snapshot.digests.keys() - public)
    return last[2]
