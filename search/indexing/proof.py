"""Compares an index with what the database publishes, story by story, in both directions.

In: a snapshot, the database. Out: a Scan with all differences, and canaries drawn on the way.
It reads the stories once, batch by batch, so that many stories need no more memory than few.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from archive.models import Article
from archive.slices import in_slices
from search.generations.served_snapshot import ServedSnapshot
from search.indexing.canaries import COUNT, Canaries
from search.indexing.indexer import BATCH, BROKEN_STORY
from search.search_indexes import ArticleIndex, document_of


@dataclass(frozen=True)
class Scan:
    """Primary keys. `missing`: published, not in the index. `surplus`: in the index, not public.

    `different`: in both, but the index has an older state, or the story cannot be indexed. `doubled`: in the index
    more than once.
    """

    published: int
    indexed: int
    canaries: Canaries
    missing: list[int] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    different: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)

    @property
    def differing(self) -> list[int]:
        return sorted({*self.missing, *self.surplus, *self.different, *self.doubled})


def scan(snapshot: ServedSnapshot, canaries_each: int = COUNT) -> Scan:
    """Compare all stories, and draw at most `canaries_each` canaries from each."""
    public = _public()
    known = snapshot.digests
    canaries = Canaries(public, canaries_each)
    times = Counter(int(key) for key, _ in snapshot.stories.stories())
    return Scan(
        published=len(public),
        indexed=len(known),
        canaries=canaries,
        missing=[pk for pk in public if pk not in known],
        surplus=sorted(known.keys() - set(public)),
        different=_different(public, known, canaries),
        doubled=sorted(pk for pk, count in times.items() if count > 1),
    )


def still_differing(snapshot: ServedSnapshot, ids: list[int]) -> set[int]:
    """Which of these stories still differ between this snapshot and the database."""
    differing = set()
    for batch in in_slices(ids, BATCH):
        now = {article.pk: _digest(article) for article in _stories(batch)}
        # A public story that cannot be indexed has no digest: it differs, whatever the index has.
        differing |= {pk for pk in batch if now.get(pk, "") != (snapshot.digest_of(pk) or "")}
    return differing


def _public() -> list[int]:
    return list(Article.objects.published().order_by("pk").values_list("pk", flat=True))


def _stories(ids: Sequence[int]) -> list[Article]:
    return list(ArticleIndex().index_queryset().filter(pk__in=ids).order_by("pk"))


def _different(public: list[int], known: dict[int, str], canaries: Canaries) -> list[int]:
    different = []
    for batch in in_slices(public, BATCH):
        for article in _stories(batch):
            canaries.add_story(article)
            if article.pk in known and known[article.pk] != _digest(article):
                different.append(article.pk)
    return different


def _digest(article: Article) -> str | None:
    """None for a story that cannot be indexed: then the index cannot be up to date."""
    try:
        return document_of(article).digest
    except BROKEN_STORY:
        return None
