"""Why a file was not taken in. In: what reading raised, or what the queue found. Out: a FileReason, without words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from archive.reading.charset import UnreadableFile
from archive.refusal_words import ILLEGIBLE, REASONS, words_of_refusal

NAMED = 8  # of the entries that were skipped


@dataclass(frozen=True)
class FileReason:
    """The code of the reason, and what its words need: names and numbers, as JSON keeps them. `str` gives the words."""

    code: str
    arguments: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return words_of_refusal(self.code, self.arguments)


OVER_LIMIT = FileReason("over-20-mb")
ALREADY_HERE = FileReason("already-here")


def reason_of(error: UnreadableFile) -> FileReason:
    return FileReason(error.code if error.code in REASONS else ILLEGIBLE)


def skipped_in(names: Sequence[str]) -> FileReason:
    """For the entries of a ZIP that are not documents; `names` are their names inside it."""
    return FileReason("entries-skipped", {"count": len(names), "names": list(names[:NAMED])})
