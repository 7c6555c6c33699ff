"""The one search of the archive, for pages and the command alike.

In: what a person typed, filters, and how much of the answer is wanted.
Out: a SearchResults: exact count, hits with their marked snippets, facets, and notes in plain Chinese.

Nothing typed is an error: what could not be read is said in `notes` and the best reading is run.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from haystack import connections

from archive.models import Article
from archive.slices import in_slices
from search.answer import Answer, Question
from search.facets import FacetValue, labelled
from search.query.explain import Reason, reasons
from search.query.piece import Piece
from search.snippets import Part, marked, places, snippet
from search.story_document import FIELDS

__all__ = ["FacetValue", "Filters", "Hit", "Part", "SearchResults", "find"]

Order = Literal["relevance", "newest", "oldest"]
Match = Literal["all", "some"]


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

    def by_facet(self) -> dict[str, tuple[str, ...]]:
        return {
            "province": self.provinces,
            "source": self.sources,
            "program": self.programs,
            "year": self.years,
            "kind": self.kinds,
            "script": self.scripts,
        }


@dataclass(frozen=True)
class Hit:
    """A part is a piece of text and whether it is what was looked for: plain text, never HTML.

    `snippet_parts`: one or two sentences of the original body; `title_parts`: the whole headline.
    `reasons`: for each thing that was typed and ranks, where it stands.
    """

    article: Article
    score: float
    title_parts: list[Part]
    snippet_parts: list[Part]
    reasons: tuple[Reason, ...] = ()

    @property
    def missing(self) -> list[str]:
        """What was looked for and does not stand in the story; single characters where nothing longer is missing."""
        words = list(dict.fromkeys(word for reason in self.reasons for word in reason.missing))
        return [word for word in words if len(word) > 1] or words


@dataclass(frozen=True)
class SearchResults:
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
) -> SearchResults:
    """The stories `query` finds, best first; `limit` None for all of them.

    A query without any words is every story, newest first.
    """
    begun = time.perf_counter()
    question = Question(query, (filters or Filters()).by_facet(), order, limit, offset)
    answer: Answer = connections["default"].get_backend().answer(question)
    hits = _hits(answer)
    return SearchResults(
        query=query,
        total=answer.total,
        match=cast(Match, answer.match),
        hits=hits,
        facets=labelled(answer.facets),
        notes=list(answer.notes),
        seconds=time.perf_counter() - begun,
    )


def _hits(answer: Answer) -> list[Hit]:
    articles = _public([pk for pk, _ in answer.hits])
    # One withdrawn between the answer and this look at the database is not shown either.
    return [_hit(articles[pk], score, answer) for pk, score in answer.hits if pk in articles]


def _hit(article: Article, score: float, answer: Answer) -> Hit:
    texts = {name: Piece.of(getattr(article, name)) for name in FIELDS}
    headline = texts["title"] if article.title else Piece.of(article.headline)
    people = [Piece.of(f"{credit.role} {credit.name}") for credit in article.credits.all()]
    return Hit(
        article,
        score,
        marked(article.headline, places(headline, answer.wanted)),
        snippet(article.body, places(texts["body"], answer.wanted)),
        reasons({**{name: [text] for name, text in texts.items()}, "people": people}, answer.wanted),
    )


def _public(pks: Sequence[int]) -> dict[int, Article]:
    articles: dict[int, Article] = {}
    for some in in_slices(pks):
        found = Article.objects.published().for_lists().filter(pk__in=some)
        articles.update({article.pk: article for article in found})
    return articles
