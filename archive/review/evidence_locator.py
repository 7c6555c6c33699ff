"""Finds the lines of the file that contain the evidence of a story.

In: a review session and one of its stories. Out: line numbers; and for the page each link and figure, with the
numbers of its lines and the fields that correct it.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from archive.models import Article
from archive.review.evidence_form import EvidenceForm
from archive.review.line_roles import plain
from archive.review.session import ReviewSession


class EvidenceLocator:
    """Knows the lines of one story, and finds those that contain some words."""

    def __init__(self, session: ReviewSession, story: Article) -> None:
        text, parts = session.upload.text, session.page_lines.parts[story.pk]
        self.parts = [(part.role, text.count("\n", 0, part.start) + 1) for part in parts]
        pieces = [plain(text[part.start : part.end]) for part in parts]
        self.text = "".join(pieces)
        self.ends = list(accumulate(map(len, pieces)))

    def rows(self, words: str) -> list[int]:
        wanted, found, at = plain(words), [], -1
        while wanted and (at := self.text.find(wanted, at + 1)) >= 0:
            line = next(number for number, end in enumerate(self.ends) if at < end)
            found.append(self.parts[line][1])
        return sorted(set(found))

    def rows_of_role(self, role: str) -> list[int]:
        return [row for part_role, row in self.parts if part_role == role]


def evidence(session: ReviewSession, story: Article) -> dict[str, list[dict[str, Any]]]:
    """The organizations, programs and figures of the story, each once, with its lines and its fields."""
    locator, form = EvidenceLocator(session, story), EvidenceForm(story)
    mentions = story.mentions.select_related("organization")
    programs = story.program_mentions.select_related("program")
    found = {
        "mention": _named(((row.organization_id, row.organization.name, row.text) for row in mentions), locator),
        "program": _named(((row.program_id, row.program.name, row.text) for row in programs), locator),
        "figure": _named(
            ((row.pk, f"{row.text} · {row.in_words}", row.text) for row in story.figures.all()), locator
        ),
    }  # fmt: skip
    for kind, entries in found.items():
        for entry in entries:
            entry["fields"] = form.fields_of(kind, entry["pk"])
    return found


def _named(found: Iterable[tuple[int, str, str]], locator: EvidenceLocator) -> list[dict[str, Any]]:
    named: dict[int, dict[str, Any]] = {}
    for pk, name, words in found:
        entry = named.setdefault(pk, {"pk": pk, "name": name, "rows": []})
        entry["rows"] = sorted({*entry["rows"], *locator.rows(words)})
    return list(named.values())
