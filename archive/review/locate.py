"""Where in the file stands what a story names and counts.

In: an Opened and one of its stories. Out: line numbers, and for the page what was found with its lines and fields.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from archive.models import Article
from archive.review.evidence_form import EvidenceForm
from archive.review.line_roles import plain
from archive.review.session import ReviewSession


class EvidenceLocator:
    """Tells in which lines of the file some words of a story stand."""

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
        return [row for one, row in self.parts if one == role]


def evidence(session: ReviewSession, story: Article) -> dict[str, list[dict[str, Any]]]:
    """Whom the story names and what it counts, each once, with the lines that say so and what can be changed of it."""
    finder, form = EvidenceLocator(session, story), EvidenceForm(story)
    mentions = story.mentions.select_related("organization")
    programs = story.program_mentions.select_related("program")
    found = {
        "mention": _named(((one.organization_id, one.organization.name, one.text) for one in mentions), finder),
        "program": _named(((one.program_id, one.program.name, one.text) for one in programs), finder),
        "figure": _named(
            ((one.pk, f"{one.text} · {one.in_words}", one.text) for one in story.figures.all()), finder
        ),
    }  # fmt: skip
    for kind, ones in found.items():
        for one in ones:
            one["fields"] = form.fields_of(kind, one["pk"])
    return found


def _named(found: Iterable[tuple[int, str, str]], finder: EvidenceLocator) -> list[dict[str, Any]]:
    named: dict[int, dict[str, Any]] = {}
    for pk, name, words in found:
        one = named.setdefault(pk, {"pk": pk, "name": name, "rows": []})
        one["rows"] = sorted({*one["rows"], *finder.rows(words)})
    return list(named.values())
