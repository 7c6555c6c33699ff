"""Finds the words of a story that are the evidence for its links and figures. Nobody types positions.

In: a story and some words. Out: field, start and end. Offsets are code points of the field, end excluded.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F, Model

from archive.models import Article
from archive.models.evidence import ArticleField
from archive.slices import in_slices

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
    now = texts(article)
    if before == now:
        return
    edits = {field: TextEdit.of(before[field], now[field]) for field in now}
    for rows in (article.mentions.all(), article.program_mentions.all(), article.figures.all()):
        _move_rows(article, list(rows), edits)


@dataclass(frozen=True)
class TextEdit:
    """A field before and after an edit, and how many characters are the same at its start and at its end."""

    old: str
    new: str
    same_start: int
    same_end: int

    @classmethod
    def of(cls, old: str, new: str) -> "TextEdit":
        return cls(old, new, _alike(old, new), _alike(old[::-1], new[::-1]))

    def expected(self, start: int, end: int) -> int:
        """Where the words at these offsets would begin now if only one stretch of the text was changed."""
        if start >= len(self.old) - self.same_end and end > self.same_start:
            return start + len(self.new) - len(self.old)
        return start


class FreePlaces:
    """The places with some words in a story that no row with the same owner has taken yet."""

    def __init__(self, article: Article, words: str) -> None:
        self._starts: dict[str, list[int]] = {}
        for field, start, _ in places(article, words):
            self._starts.setdefault(field, []).append(start)
        self._length = len(words)

    def take_nearest(self, field: str, expected: int) -> Place | None:
        """In the field itself if there is any, or else in another."""
        nearest = [
            (other != field, abs(starts[at] - expected), order, at, other)
            for order, (other, starts) in enumerate(self._starts.items())
            for at in _beside(starts, expected)
        ]
        if not nearest:
            return None
        *_, at, home = min(nearest)
        start = self._starts[home].pop(at)
        return home, start, start + self._length


def _beside(starts: list[int], expected: int) -> Iterator[int]:
    """The indexes of the numbers before and after this one in a sorted list."""
    at = bisect_left(starts, expected)
    yield from (near for near in (at - 1, at) if 0 <= near < len(starts))


def _move_rows(article: Article, rows: list[Any], edits: Mapping[str, TextEdit]) -> None:
    free: dict[tuple[Any, str], FreePlaces] = {}
    moved, gone = [], []
    for row in rows:
        key = _owner(row), row.text
        if key not in free:
            free[key] = FreePlaces(article, row.text)
        place = free[key].take_nearest(row.field, edits[row.field].expected(row.start, row.end))
        if place is None:
            gone.append(row.pk)
        elif place != (row.field, row.start, row.end):
            moved.append((*place, row.pk))
    if gone or moved:
        _write(type(rows[0]), moved, gone)


def _write(kind: type[Model], moved: list[tuple[str, int, int, int]], gone: list[int]) -> None:
    manager: Any = kind._default_manager
    for keys in in_slices(gone):
        manager.filter(pk__in=keys).delete()
    for keys in in_slices([pk for *_, pk in moved]):
        manager.filter(pk__in=keys).update(start=F("start") + ASIDE, end=F("end") + ASIDE)
    # Without `bulk_update`, which takes a millisecond for each row: a long story has thousands.
    name = connection.ops.quote_name
    columns = ", ".join(f"{name(column)} = %s" for column in ("field", "start", "end"))
    if moved:
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {name(kind._meta.db_table)} SET {columns} WHERE id = %s", moved)  # noqa: S608 - our own names


def _alike(first: str, second: str) -> int:
    """How many characters are the same, up to the first that differs. By halves: comparing them singly takes long."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _owner(row: Any) -> Any:
    return getattr(row, "organization_id", None) or getattr(row, "program_id", None) or row.text
