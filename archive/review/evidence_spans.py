"""Where in a story its evidence stands, found by reading and never typed.

In: an article and the words that show something. Out: field, start and end.
Offsets are code points of the named field, end excluded.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from operator import eq
from typing import Any

from django.db.models import F

from archive.models import Article
from archive.models.evidence import ArticleField

Place = tuple[str, int, int]

# Rows on the move stand beyond every text, so that none takes another's place on the way.
ASIDE = 1_000_000_000


def places(article: Article, words: str) -> Iterator[Place]:
    """Every place of the story where these words stand, headline before body."""
    for field in ArticleField.values:
        text = getattr(article, field)
        start = text.find(words) if words else -1
        while start >= 0:
            yield field, start, start + len(words)
            start = text.find(words, start + 1)


def texts(article: Article) -> dict[str, str]:
    return {field: getattr(article, field) for field in ArticleField.values}


def settle(article: Article, before: Mapping[str, str]) -> None:
    """After an edit, evidence follows its words; what stands nowhere any more is unlinked.

    `before` holds the fields as they read when the evidence was found.
    """
    if before == texts(article):
        return
    for rows in (article.mentions.all(), article.program_mentions.all(), article.figures.all()):
        _settle_rows(article, list(rows), before)


def _settle_rows(article: Article, rows: list[Any], before: Mapping[str, str]) -> None:
    taken: set[tuple[Any, Place]] = set()
    moved = []
    for row in rows:
        place = _nearest(article, row, before, taken)
        if place is None:
            row.delete()
            continue
        taken.add((_owner(row), place))
        if place != (row.field, row.start, row.end):
            row.field, row.start, row.end = place
            moved.append(row)
    if not moved:
        return
    kind = type(moved[0])
    ids = [row.pk for row in moved]
    kind.objects.filter(pk__in=ids).update(start=F("start") + ASIDE, end=F("end") + ASIDE)
    kind.objects.bulk_update(moved, ["field", "start", "end"])


def _nearest(article: Article, row: Any, before: Mapping[str, str], taken: set[tuple[Any, Place]]) -> Place | None:
    expected = _expected(before[row.field], getattr(article, row.field), row)
    free = [place for place in places(article, row.text) if (_owner(row), place) not in taken]
    return min(free, key=lambda place: (place[0] != row.field, abs(place[1] - expected)), default=None)


def _expected(old: str, new: str, row: Any) -> int:
    """Where the start would be now if the text was changed in one stretch."""
    if row.start >= len(old) - _alike(reversed(old), reversed(new)) and row.end > _alike(old, new):
        return row.start + len(new) - len(old)
    return row.start


def _alike(some: Iterable[str], others: Iterable[str]) -> int:
    """How many characters are the same before the first that differs."""
    return sum(1 for _ in takewhile(bool, map(eq, some, others)))


def _owner(row: Any) -> Any:
    return getattr(row, "organization_id", None) or getattr(row, "program_id", None) or row.text
