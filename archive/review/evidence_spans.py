"""Finds the words of a story that are the evidence for its links and figures. Nobody types positions.

In: a story and some words. Out: field, start and end. Offsets are code points of the field, end excluded.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from operator import eq
from typing import Any

from django.db.models import F

from archive.models import Article
from archive.models.evidence import ArticleField

Place = tuple[str, int, int]

# Rows that are moved first get positions beyond every text, so that no two rows are ever at the same place.
ASIDE = 1_000_000_000


def places(article: Article, words: str) -> Iterator[Place]:
    """Every place in the story with these words, headlines first."""
    for field in ArticleField.values:
        text = getattr(article, field)
        start = text.find(words) if words else -1
        while start >= 0:
            yield field, start, start + len(words)
            start = text.find(words, start + 1)


def texts(article: Article) -> dict[str, str]:
    return {field: getattr(article, field) for field in ArticleField.values}


def move_evidence(article: Article, before: Mapping[str, str]) -> None:
    """After an edit, move the evidence to where its words are now, and delete links whose words are gone.

    `before`: the text of the fields when the evidence was found.
    """
    if before == texts(article):
        return
    for rows in (article.mentions.all(), article.program_mentions.all(), article.figures.all()):
        _move_rows(article, list(rows), before)


def _move_rows(article: Article, rows: list[Any], before: Mapping[str, str]) -> None:
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
    """Where the start would be now if only one stretch of the text was changed."""
    if row.start >= len(old) - _alike(reversed(old), reversed(new)) and row.end > _alike(old, new):
        return row.start + len(new) - len(old)
    return row.start


def _alike(first: Iterable[str], second: Iterable[str]) -> int:
    """How many characters are the same, up to the first that differs."""
    return sum(1 for _ in takewhile(bool, map(eq, first, second)))


def _owner(row: Any) -> Any:
    return getattr(row, "organization_id", None) or getattr(row, "program_id", None) or row.text
