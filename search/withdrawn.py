"""Stories that are still in the index but must not be found any more, or not by their former words.

In: the queue, the database, the snapshot that answers. Out: primary keys to subtract from an answer.
"""

from archive.models import Article
from search.generations.served_snapshot import ServedSnapshot
from search.models import Findable, FindableRevision, Pending

# What was compared last: the snapshot, the revision of the rows of Findable, and the stories to leave out.
_last: tuple[ServedSnapshot, int | None, list[int]] | None = None


def left_out_ids() -> list[int]:
    """Stories that were withdrawn, deleted or corrected, and that the indexer has not yet removed or written again.

    Call it before you open a snapshot: a story that has left this list by then is right in the index.
    """
    return list(Pending.objects.left_out().values_list("article_id", flat=True))


def outdated_in(snapshot: ServedSnapshot) -> list[int]:
    """Stories of this snapshot that are not public, or have other words now, and that the queue does not know of.

    The current generation has no such stories. A former generation may have any number: nobody updates it, so it is
    compared with the database. That is done again only if the rows of Findable have changed.
    """
    global _last
    if snapshot.is_current:
        return []
    # Read before the rows themselves: if they change in between, the next request compares them again.
    revision = FindableRevision.objects.values_list("revision", flat=True).first()
    # Read once: another thread may replace it with that of another snapshot.
    last = _last
    if last is None or last[0] is not snapshot or last[1] != revision:
        last = _last = snapshot, revision, _compared(snapshot)
    return last[2]


def _compared(snapshot: ServedSnapshot) -> list[int]:
    """All stories of the snapshot but those that are public and have the digest that was last proved to be findable.

    A change since that proof is in the queue, so it is in left_out_ids. Two statements.
    """
    public = set(Article.objects.published().order_by().values_list("pk", flat=True))
    proved = dict(Findable.objects.values_list("article_id", "digest"))
    return sorted(pk for pk, digest in snapshot.digests.items() if pk not in public or proved.get(pk) != digest)
