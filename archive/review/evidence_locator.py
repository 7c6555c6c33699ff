"""Finds the lines of the file that contain the evidence of a story.

In: a review session and one of its stories. Out: line numbers; and for the page each link and figure, with the
numbers of its lines and the fields that correct it. A long story has thousands: a page shows FACTS_AT_ONCE.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

from archive.models import Article
from archive.review.evidence_form import EvidenceForm
from archive.review.line_roles import plain
from archive.review.page_lines import line_numbers
from archive.review.session import ReviewSession

# Six fields of a form for each: a form may have a thousand.
FACTS_AT_ONCE = 100


class EvidenceLocator:
    """Knows the lines of one story, and finds those that contain some words."""

    def __init__(self, session: ReviewSession, story: Article) -> None:
        text, parts = session.upload.text, session.page_lines.parts[story.pk]
        number = line_numbers(text)
        self.parts = [(part.role, number(part.start)) for part in parts]
        pieces = [plain(text[part.start : part.end]) for part in parts]
        self.text = "".join(pieces)
        self.ends = list(accumulate(map(len, pieces)))
        self._rows_of = cache(self._rows)

    def rows(self, words: str) -> list[int]:
        return list(self._rows_of(plain(words)))

    def _rows(self, wanted: str) -> list[int]:
        found, at = set(), -1
        while wanted and (at := self.text.find(wanted, at + 1)) >= 0:
            found.add(self.parts[bisect_right(self.ends, at)][1])
        return sorted(found)

    def rows_of_role(self, role: str) -> list[int]:
        return [row for part_role, row in self.parts if part_role == role]


@dataclass(frozen=True)
class FoundFact:
    """An organization, program or figure. `pk`: of the organization or program, or of the figure itself."""

    kind: str
    pk: int
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class FactsPage:
    """The facts of one page. `first` and `last` count from 1 among all `total` facts of the story."""

    facts: tuple[FoundFact, ...]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * FACTS_AT_ONCE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.facts) - 1

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def facts_page(story: Article, number: int) -> FactsPage:
    """The organizations, programs and figures of the story, each once. A number beyond the last page is the last."""
    found = [*_named("mention", _mentions(story)), *_named("program", _programs(story)), *_figures(story)]
    pages = max(1, -(-len(found) // FACTS_AT_ONCE))
    number = min(max(1, number), pages)
    shown = found[(number - 1) * FACTS_AT_ONCE : number * FACTS_AT_ONCE]
    return FactsPage(tuple(shown), number, pages, len(found))


def evidence(locator: EvidenceLocator, story: Article, page: FactsPage) -> dict[str, list[dict[str, Any]]]:
    """The facts of the page by their kind, each with its lines and its fields."""
    form = EvidenceForm(story, shown={(fact.kind, fact.pk) for fact in page.facts})
    found: dict[str, list[dict[str, Any]]] = {"mention": [], "program": [], "figure": []}
    for fact in page.facts:
        rows = sorted({row for words in fact.words for row in locator.rows(words)})
        fields = form.fields_of(fact.kind, fact.pk)
        found[fact.kind].append({"pk": fact.pk, "name": fact.name, "rows": rows, "fields": fields})
    return found


def _mentions(story: Article) -> Iterable[tuple[int, str, str]]:
    return story.mentions.values_list("organization_id", "organization__name", "text")


def _programs(story: Article) -> Iterable[tuple[int, str, str]]:
    return story.program_mentions.values_list("program_id", "program__name", "text")


def _figures(story: Article) -> Iterator[FoundFact]:
    for figure in story.figures.all():
        yield FoundFact("figure", figure.pk, f"{figure.text} · {figure.in_words}", (figure.text,))


def _named(kind: str, found: Iterable[tuple[int, str, str]]) -> Iterator[FoundFact]:
    """Each organization or program once, with all words that name it."""
    named: dict[tuple[int, str], dict[str, None]] = {}
    for pk, name, words in found:
        named.setdefault((pk, name), {})[words] = None
    for (pk, name), words_of_it in named.items():
        yield FoundFact(kind, pk, name, tuple(words_of_it))
