"""The search of the archive, for the page and for manage.py search.

In: what a person typed, filters, and how much of the answer is wanted.
Out: SearchResults: the exact count, hits with marked snippets, facets, and notes.

Nothing that is typed is an error: notes say what could not be read, and the best reading is searched for.

This module asks search.answer, not Haystack. The page shows what no Haystack backend can give: counts of each facet
as if it were not filtered, stories that have only a part of the query, notes, and the phrases to mark. A call
through Haystack's connection would look as if another engine could be set there, and it could not. Haystack
(search.backends, set in HAYSTACK_CONNECTIONS) is the way in for everything that is written for Haystack:
SearchQuerySet, and the commands update_index and clear_index. Both read the same index.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from django.conf import settings

from archive.models import Article
from archive.slices import in_slices
from search.answer import Answer, Match, Question, answer
from search.facets import FacetValue, labelled
from search.query.expansions import Expansion
from search.query.explain import Reason, reasons
from search.query.note import Note
from search.query.ranking import QueryPhrase
from search.query.score_shares import ScoreShares
from search.query.searched_text import SearchedText
from search.snippets import Part, marked, places, snippet
from search.story_days import UNDATED, event_days, published_days
from search.story_document import FIELDS

Order = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True)
class Hit:
    """A part is plain text, never HTML, and whether it is to be marked.

    `snippet_parts`: one or two sentences of the original body. `title_parts`: the whole headline.
    `reasons`: for each term that ranks, how the story has it. `shares`: what made the score, if it was asked for.
    """

    article: Article
    score: float
    title_parts: list[Part]
    snippet_parts: list[Part]
    reasons: tuple[Reason, ...] = ()
    shares: ScoreShares | None = None

    @property
    def missing(self) -> list[str]:
        """The words of the query that the story does not have; single characters only if no longer word is missing."""
        words = list(dict.fromkeys(word for reason in self.reasons for word in reason.missing))
        return [word for word in words if len(word) > 1] or words


@dataclass(frozen=True)
class SearchResults:
    """`total` is exact. `match`, `tiers`, `counted` and `shown`: see search.answer.Answer.

    `facets`: for each of search.facets.FACETS its choices, in the order they are shown. `notes`: what could not be
    read as it was meant, or why there is no answer; search.note_words has the sentences. `has_index` is false if
    there was no index to search in. `phrases`: what ranks and is marked. The others are those of search.answer.Answer.
    """

    query: str
    total: int
    match: Match
    hits: list[Hit]
    facets: dict[str, list[FacetValue]]
    notes: tuple[Note, ...] = ()
    has_index: bool = True
    seconds: float = 0.0
    tiers: tuple[tuple[str, int], ...] = ()
    counted: tuple[str, ...] = ()
    shown: str = ""
    expansions: tuple[Expansion, ...] = ()
    days: tuple[tuple[str, int, int], ...] = ()
    corrected: str = ""
    at_least_half: bool = True
    passed_over: int = 0
    undated: int = 0
    only_undated: bool = False
    phrases: tuple[QueryPhrase, ...] = ()


def find(
    query: str,
    *,
    filters: Mapping[str, tuple[str, ...]] | None = None,
    limit: int | None = 20,
    offset: int = 0,
    order: Order = "relevance",
    tier: str = "",
    expand: bool = True,
    correct: bool = True,
    undated: bool = False,
    why: bool = False,
) -> SearchResults:
    """The stories that `query` finds, best first; all of them if `limit` is None. `filters`: see search.facets.Filters.

    A query without any words finds every story, newest first.
    """
    begun = time.perf_counter()
    question = Question(
        query, filters or {}, order, limit, offset, tier=tier, expand=expand, correct=correct, undated=undated, why=why
    )
    found = answer(Path(settings.INDEX_DIR), question)
    return SearchResults(
        query=query,
        total=found.total,
        match=found.match,
        hits=_hits(found),
        facets=labelled(found.facets),
        notes=found.notes,
        has_index=found.has_index,
        seconds=time.perf_counter() - begun,
        tiers=found.tiers,
        counted=found.counted,
        shown=found.shown,
        expansions=found.expansions,
        days=found.days,
        corrected=found.corrected,
        at_least_half=found.at_least_half,
        passed_over=found.passed_over,
        undated=found.undated,
        only_undated=found.only_undated,
        phrases=found.phrases,
    )


def _hits(answer: Answer) -> list[Hit]:
    articles = _public([pk for pk, _ in answer.hits])
    # A story may have been withdrawn after the answer was made.
    return [_hit(articles[pk], score, answer) for pk, score in answer.hits if pk in articles]


def _hit(article: Article, score: float, answer: Answer) -> Hit:
    prepare = partial(SearchedText.of, tokenizer=answer.tokenizer)
    texts = {name: prepare(getattr(article, name)) for name in FIELDS}
    headline = texts["title"] if article.title else prepare(article.headline)
    of_then = [typed for typed, first, last in answer.days if _is_of_days(article, first, last)]
    people = [prepare(f"{credit.role} {credit.name}") for credit in article.credits.all()]
    return Hit(
        article,
        score,
        marked(article.headline, places(headline, answer.phrases)),
        snippet(article.body, places(texts["body"], answer.phrases)),
        reasons({**{name: [text] for name, text in texts.items()}, "people": people}, answer.phrases, of_then),
        answer.shares.get(article.pk),
    )


def _is_of_days(article: Article, first: int, last: int) -> bool:
    """Whether the story was certainly published between two days, or its event was then."""
    known = published_days(article.published, article.published_precision), event_days(article.event_date)
    return any(days != UNDATED and first <= days[0] and days[1] <= last for days in known)


def _public(pks: Sequence[int]) -> dict[int, Article]:
    articles: dict[int, Article] = {}
    for some in in_slices(pks):
        found = Article.objects.published().for_lists().filter(pk__in=some)
        articles.update({article.pk: article for article in found})
    return articles
