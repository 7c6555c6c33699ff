"""Whether the index holds what the database publishes, story by story, in both directions.

In: the database and the current generation. Out: a Report of every difference.
"""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from archive.models import Article
from search.index.generation import staleness
from search.index.snapshot import open_snapshot
from search.indexer import BATCH, BROKEN_STORY
from search.models import Pending
from search.search_indexes import ArticleIndex, document_of


@dataclass(frozen=True)
class Report:
    """Primary keys. `missing`: published, not in the index. `surplus`: in the index, not public.

    `different`: in both, but indexed as it read before. `doubled`: more than once in the index.
    `waiting`: in the queue; `set_aside`: of those, given up after too many errors.
    """

    published: int
    indexed: int
    rebuild_needed: str | None
    missing: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    waiting: int = 0
    set_aside: list[int] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not (self.missing or self.surplus or self.different or self.doubled or self.rebuild_needed)


def compare(root: Path) -> Report:
    """Compare all stories. IndexMissing where there is no index."""
    snapshot = open_snapshot(root)
    published = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    known = snapshot.digests
    public = set(published)
    times = Counter(key for key, _ in snapshot.stories.stories())
    return Report(
        published=len(published),
        indexed=len(known),
        rebuild_needed=staleness(root),
        missing=[pk for pk in published if pk not in known],
        surplus=sorted(set(known) - public),
        different=_different(published, known),
        doubled=sorted(int(key) for key, count in times.items() if count > 1),
        waiting=Pending.objects.waiting().count(),
        set_aside=list(Pending.objects.set_aside().order_by("article_id").values_list("article_id", flat=True)),
    )


def _different(published: list[int], known: dict[int, str]) -> list[int]:
    different = []
    for start in range(0, len(published), BATCH):
        for article in ArticleIndex().index_queryset().filter(pk__in=published[start : start + BATCH]).order_by("pk"):
            if article.pk in known and known[article.pk] != _digest(article):
                different.append(article.pk)
    return different


def _digest(article: Article) -> str | None:
    """None for a story that cannot be indexed: then the index cannot be up to date."""
    try:
        return document_of(article).digest
    except BROKEN_STORY:
        return None
