"""The one search of the archive, for pages and the command alike.

In: what a person typed, filters, and how much of the answer is wanted.
Out: a Found: exact count, hits with their marked snippets, facets, and notes in plain Chinese.

Nothing typed is an error: what could not be read is said in `notes` and the best reading is run.
"""

from dataclasses import dataclass, field
from typing import Literal

from archive.models import Article

Order = Literal["relevance", "newest", "oldest"]
Match = Literal["all", "some"]
# A piece of shown text, and whether it is what was looked for. Plain text, never HTML.
Part = tuple[str, bool]


@dataclass(frozen=True)
class Filters:
    """What the answer is narrowed to. Values of one facet are alternatives, facets are all required.

    `provinces`: six-digit codes of provinces, `000000` for 全国, `none` for stories without a place.
    `sources`: primary keys as strings, `none`. `programs`: slugs. `years`: `2021`, `none`.
    `kinds`, `scripts`: the values of archive.models.article.Kind and Script. Unknown values match nothing.
    """

    provinces: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class FacetValue:
    """One choice: `value` goes into Filters, `label` is shown; `count` as if its own facet had no filter."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Hit:
    """`snippet_parts`: one or two sentences of the original body; `title_parts`: the whole headline."""

    article: Article
    score: float
    title_parts: list[Part]
    snippet_parts: list[Part]


@dataclass(frozen=True)
class Found:
    """`total` is exact. `match` is "some" where no story has all that was asked and these have a part.

    `facets`: province, source, program, year, kind, script, each with its choices, most stories first
    (years: newest first). `notes`: what was misread or could not be read, for the person who typed it.
    """

    query: str
    total: int
    match: Match
    hits: list[Hit]
    facets: dict[str, list[FacetValue]]
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


def find(
    query: str,
    *,
    filters: Filters | None = None,
    limit: int | None = 20,
    offset: int = 0,
    order: Order = "relevance",
) -> Found:
    """The stories `query` finds, best first; `limit` None for all of them.

    A query without any words is every story, newest first.
    """
    raise NotImplementedError
