"""The reasons why a file was refused or skipped, as data.

In: an error of reading, or the names of skipped entries. Out: a `FileReason`. Its words
are in archive/words/refusal_words.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.reading.charset import UnreadableFile
from archive.words.refusal_words import ILLEGIBLE, REASONS, words_of_refusal

NAMED = 8  # skipped entries that are named; the others are only counted


@dataclass(frozen=True)
class FileReason:
    """A code, and the names and numbers that its words need (JSON values). `str` returns the words."""

    code: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return words_of_refusal(self.code, self.arguments)


OVER_LIMIT = FileReason("over-20-mb")
ALREADY_HERE = FileReason("already-here")
TOO_MUCH_INSIDE = FileReason("bomb")


def reason_of(error: UnreadableFile) -> FileReason:
    return FileReason(error.code if error.code in REASONS else ILLEGIBLE)


def skipped_in(names: Sequence[str]) -> FileReason:
    """The reason for the entries of a ZIP that are not documents. `names`: their names inside the ZIP."""
    return FileReason("entries-skipped", {"count": len(names), "names": list(names[:NAMED])})
